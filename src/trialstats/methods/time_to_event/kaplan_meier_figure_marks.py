"""Marks of the times at which subjects were last seen without the event: as many as leave the curve to be seen."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

__all__ = ["apart", "are_too_many", "last_seen", "words"]

# Marks stand so far apart at the least, mm; more of an axis than this part they may not take.
GAP, PART = 1.0, 0.5

MARKED = "Marks: subjects last seen then without the event"
THINNED = "where marks would touch, one stands for several"
LEFT_OUT = "Times at which subjects were last seen without the event are not marked: marks would hide the curves"


def last_seen(curve: pd.DataFrame) -> list[float]:
    """Give the times of an arm's curve at which subjects were last seen without the event, also where others had it.

    Of many subjects some have the event at almost every such time.
    """
    steps = curve.sort_values("value")
    n, events = (steps[name].to_numpy(dtype=float) for name in ("n", "events"))
    left = n - events - np.append(n[1:], 0.0)
    return [float(time) for time in steps.loc[(left > 0) & (steps["value"] > 0), "value"]]


def apart(times: Iterable[float], unit: float) -> list[float]:
    """Keep of times in order those whose marks do not touch, from the first on; unit: mm of a unit of the axis."""
    kept: list[float] = []
    for time in times:
        if not kept or (time - kept[-1]) * unit >= GAP:
            kept.append(time)
    return kept


def are_too_many(kept: Iterable[float], length: float) -> bool:
    """Whether marks that do not touch make a ladder of most of a curve over an axis of a length in mm."""
    return len(list(kept)) * GAP > PART * length


def words(*, left_out: bool, thinned: bool) -> str:
    """Say what marks are, and what is not marked."""
    if left_out:
        return f"{LEFT_OUT}."
    return f"{MARKED}; {THINNED}." if thinned else f"{MARKED}."
