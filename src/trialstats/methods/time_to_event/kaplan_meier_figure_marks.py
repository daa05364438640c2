"""Marks of the times at which subjects were last seen without the event: as many as leave the curve to be seen."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

__all__ = ["apart", "are_too_many", "last_seen", "words"]

# Marks stand so far apart at the least, mm; more of an axis than this part they may not take.
GAP, PART = 1.0, 0.5

MARKED = "Marks: subjects last seen then without the event"
THINNED = "where marks would touch, one stands for several"
LEFT_OUT = "Times at which subjects were last seen without the event are not marked: marks would hide the curves"


def last_seen(curve: pd.DataFrame) -> list[float]:
    """Give the times of an arm's curve at which subjects were last seen and none had the event."""
    return [float(time) for time in curve.loc[(curve["events"] == 0) & (curve["value"] > 0), "value"].sort_values()]


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
