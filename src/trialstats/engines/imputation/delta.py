"""Imputed values shifted, to see what an assumption decides: by a difference, a factor, or both."""

from __future__ import annotations

import numpy as np

from trialstats.engines.imputation.data import Floats, Incomplete, Switches
from trialstats.errors import ArgumentError

__all__ = ["shift"]


def shift(
    data: Incomplete,
    filled: Floats,
    *,
    add: Floats | float = 0.0,
    times: Floats | float = 1.0,
    where: Switches | None = None,
) -> Floats:
    """Give `times` * value + `add` for the imputed values of `filled` (..., n, T), the others as they are.

    add, times: numbers, or arrays that stand for (n, T). where (n, T): which values, by default those from the onset
    on (`Incomplete.after`), so that values missing in between stay missing at random. A shift moves a value when all
    are imputed: it does not carry over to what was imputed from it. Raises ArgumentError where a value was observed.
    """
    chosen = data.after if where is None else where
    if (chosen & ~data.missing).any():
        raise ArgumentError("values that were observed cannot be shifted")
    return np.asarray(np.where(chosen, times * filled + add, filled), dtype=float)
