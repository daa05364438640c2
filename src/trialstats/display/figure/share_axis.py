"""Where an axis of shares in percent ends: before 100 where most of it would be empty, which the notes say."""

from __future__ import annotations

from collections.abc import Iterable

from trialstats.display.figure.axes import choose_ticks
from trialstats.display.figure.words import list_of

__all__ = ["WHOLE", "end_of_shares", "end_words", "share_ticks"]

WHOLE = 100.0
# Where an axis may end: it holds all shares and their intervals, and a round number stands at its end.
ENDS = (1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 80.0, WHOLE)


def end_of_shares(highest: float) -> float:
    """Choose the end of an axis of shares, of which the highest, or the highest limit of one, is given."""
    return next((end for end in ENDS if highest <= end), WHOLE)


def share_ticks(end: float) -> list[float]:
    """Choose the numbers along an axis of shares."""
    return choose_ticks(0, end, 5, (1, 2, 2.5, 5, 10) if end == WHOLE else (1, 2, 5, 10))


def end_words(ends: Iterable[float]) -> str:
    """Say that axes of shares end before 100%; nothing where none does."""
    own = sorted({end for end in ends if end < WHOLE})
    named = list_of([f"{end:g}%" for end in own])
    return f"The {'axis of shares ends' if len(own) == 1 else 'axes of shares end'} at {named}." if own else ""
