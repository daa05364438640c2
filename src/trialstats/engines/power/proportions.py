"""The power of a comparison of two shares."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr, ndtri

from trialstats.engines.power.t_test import Sides

__all__ = ["power_of_shares"]


def power_of_shares(
    share_1: float, share_2: float, n_1: float, n_2: float, *, alpha: float, sides: Sides = "two"
) -> float:
    """The power of a test of two shares by the normal distribution: pooled variance under the null, else their own.

    Fleiss, Levin & Paik (2003), Statistical Methods for Rates and Proportions, 4.14; of equal arms R's
    power.prop.test(strict = TRUE).
    """
    pooled = (n_1 * share_1 + n_2 * share_2) / (n_1 + n_2)
    under_null = np.sqrt(pooled * (1 - pooled) * (1 / n_1 + 1 / n_2))
    own = np.sqrt(share_1 * (1 - share_1) / n_1 + share_2 * (1 - share_2) / n_2)
    critical = ndtri(1 - (alpha / 2 if sides == "two" else alpha)) * under_null
    difference = abs(share_1 - share_2)
    power = float(ndtr((difference - critical) / own))
    return power + float(ndtr((-difference - critical) / own)) if sides == "two" else power
