"""When a hypothesis is rejected, and what a p value is."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from trialstats.engines.multiplicity.graph import Floats
from trialstats.errors import ArgumentError

__all__ = ["is_rejected", "p_values"]

ROUNDING = 1e-12


def is_rejected(adjusted: float, alpha: float) -> bool:
    """Tell whether an adjusted p is at most alpha; one that is equal to it but for rounding is."""
    return bool(adjusted <= alpha * (1 + ROUNDING))


def p_values(p: ArrayLike, m: int) -> Floats:
    """Take the p values of m hypotheses; ArgumentError where they are not that many numbers from 0 to 1."""
    own = np.array(p, dtype=float)
    if own.shape != (m,):
        raise ArgumentError(f"{m} hypotheses need as many p values, not {own.size}")
    if not ((own >= 0) & (own <= 1)).all():
        raise ArgumentError(f"a p value lies between 0 and 1: {', '.join(f'{one:g}' for one in own)}")
    return own
