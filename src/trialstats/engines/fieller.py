"""Ratios of cost to effect, and their intervals from bootstrap draws of both."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from trialstats.errors import NoSuchNumber

__all__ = ["NOT_ONE_RANGE", "quadrants", "ratio_limits"]

Floats = NDArray[np.float64]

NOT_ONE_RANGE = (
    "the interval is not a single range: among the bootstrap draws the denominator crosses zero, where the ratio runs "
    "through infinity"
)


def ratio_limits(costs: Floats, effects: Floats, cost: float, effect: float, conf_level: float) -> tuple[float, float]:
    """Give the limits of cost / effect: those of the directions in which the draws lie from the origin.

    Draws are ordered by their angle around the origin, from the direction of the estimate, and cut at the percentiles;
    a ratio is the slope of its direction. Unlike sorted ratios, which mix a saving with a loss of the same sign, this
    holds in every quadrant (the wedge of van Hout BA et al., Health Econ 1994;3:309-319, without a normal law).
    Raises FitError where the wedge holds the vertical axis, so that it is not one range of ratios.
    """
    turn = -1.0 if effect < 0 else 1.0  # the opposite direction has the same slope
    middle = np.arctan2(turn * cost, turn * effect)
    away = np.arctan2(turn * costs, turn * effects) - middle
    away = np.where(away > np.pi, away - 2 * np.pi, np.where(away <= -np.pi, away + 2 * np.pi, away))
    tails = [(1 - conf_level) / 2, (1 + conf_level) / 2]
    low, high = middle + np.quantile(away, tails, method="inverted_cdf")
    if low <= -np.pi / 2 + 1e-12 or high >= np.pi / 2 - 1e-12:
        raise NoSuchNumber(NOT_ONE_RANGE)
    return float(np.tan(low)), float(np.tan(high))


def quadrants(costs: Floats, effects: Floats) -> dict[tuple[bool, bool], int]:
    """Count the draws in each part of the cost-effectiveness plane: by whether the effect, and the cost, is above 0."""
    more, dearer = effects > 0, costs > 0
    return {
        (effect, cost): int(((more == effect) & (dearer == cost)).sum())
        for effect in (True, False)
        for cost in (True, False)
    }
