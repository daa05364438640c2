"""From the optimiser's unbounded eta to a structure's own parameter, one by one, with two derivatives."""

from __future__ import annotations

import numpy as np

from trialstats.engines.mmrm.arrays import Floats

__all__ = ["Linked", "exponential", "identity", "logistic", "tanh"]

# The parameter, and its first and second derivative by eta, each (m,).
Linked = tuple[Floats, Floats, Floats]


def identity(eta: Floats) -> Linked:
    """Return eta itself."""
    return eta, np.ones_like(eta), np.zeros_like(eta)


def tanh(eta: Floats) -> Linked:
    """Lead to (-1, 1)."""
    value = np.tanh(eta)
    slope = 1.0 - value**2
    return value, slope, -2.0 * value * slope


def logistic(eta: Floats, low: float) -> Linked:
    """Lead to (low, 1)."""
    share = 0.5 * (1.0 + np.tanh(0.5 * eta))
    slope = (1.0 - low) * share * (1.0 - share)
    return low + (1.0 - low) * share, slope, slope * (1.0 - 2.0 * share)


def exponential(eta: Floats) -> Linked:
    """Lead to the positive numbers."""
    value = np.exp(eta)
    return value, value, value
