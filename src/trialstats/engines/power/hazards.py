"""The power of a comparison of two hazards: by the number of events."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from trialstats.engines.power.t_test import Sides, power_of_z

__all__ = ["power_of_hazards", "share_with_event"]

Floats = NDArray[np.float64]


def share_with_event(scale: float, shape: float, ratio: float, times: Floats, followed: Floats) -> float:
    """The share of subjects seen to have the event, whose share without it by t is exp(-ratio (t / scale)^shape).

    times (D,), rising from 0: a grid; followed (D,): the share that is followed beyond each of them.
    """
    without = np.exp(-ratio * (times / scale) ** shape)
    # Between two times of the grid those have the event who had not; the middle of who is followed sees them.
    return float(((without[:-1] - without[1:]) * (followed[:-1] + followed[1:]) / 2).sum())


def power_of_hazards(ratio: float, events: float, share: float, *, alpha: float, sides: Sides = "two") -> float:
    """The power of the log-rank test, or Wald's test in Cox's model, with so many events in both arms together.

    share: of the subjects of both who are in one of them. Schoenfeld, Biometrika 1981;68:316-319. A one-sided test is
    one of a ratio above 1.
    """
    shift = np.log(ratio) if sides == "one" else abs(np.log(ratio))
    return power_of_z(float(shift * np.sqrt(events * share * (1 - share))), alpha=alpha, sides=sides)
