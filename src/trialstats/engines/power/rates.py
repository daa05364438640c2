"""The power of a comparison of two rates of recurrent events."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from trialstats.engines.power.t_test import Sides, power_of_z

__all__ = ["information_of_rate", "power_of_rates"]

Floats = NDArray[np.float64]


def information_of_rate(rate: float, dispersion: float, times: Floats, followed: Floats) -> float:
    """What a subject tells of the logarithm of its arm's rate: the mean of m / (1 + dispersion m) with m = rate t.

    times (D,), rising from 0: a grid; followed (D,): the share that is followed beyond each of them. All followed for
    one time t, its inverse is 1 / (rate t) + dispersion, as Zhu & Lakkis have it (Stat Med 2014;33:376-387, V of
    formula 11); with unequal times the mean is Tang's (J Biopharm Stat 2015;25:1100-1113).
    """
    slope = rate / (1 + dispersion * rate * times) ** 2
    return float(np.trapezoid(slope * followed, times))


def power_of_rates(
    ratio: float, information_1: float, information_2: float, *, alpha: float, sides: Sides = "two"
) -> float:
    """The power of Wald's test of the logarithm of a ratio of two rates, by what both arms tell (n times a subject).

    Zhu & Lakkis (2014), approach 2: the variance is that of the rates as they are, also under the null hypothesis. A
    one-sided test is one of a ratio above 1.
    """
    shift = np.log(ratio) if sides == "one" else abs(np.log(ratio))
    return power_of_z(float(shift / np.sqrt(1 / information_1 + 1 / information_2)), alpha=alpha, sides=sides)
