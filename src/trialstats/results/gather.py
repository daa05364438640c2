"""Rows while they are gathered, and what becomes of those that could not be estimated."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from trialstats.errors import FitError, NoSuchNumber

__all__ = ["Row", "attempt", "attempt_one", "with_reason"]

Row = dict[str, Any]


def attempt(estimate: Callable[[], list[Row]], expected: Sequence[Row], what: Row, failed: list[Row]) -> list[Row]:
    """Return the rows of `estimate`; where it raises FitError, the expected rows with the reason and no numbers.

    `what` names the piece of work by its keys; with the reason it is added to `failed`, so that one parameter
    that cannot be fitted neither takes the others with it nor goes unnoticed. A NoSuchNumber is no failure.
    """
    try:
        return estimate()
    except FitError as error:
        reason = " ".join(str(error).split())
        if not isinstance(error, NoSuchNumber):
            failed.append({**{key: value for key, value in what.items() if value is not None}, "reason": reason})
        return with_reason(expected, reason)


def attempt_one(keys: Row, failed: list[Row], estimate: Callable[..., Row], *of: Any) -> list[Row]:
    """Return the keys with the numbers of `estimate(*of)`; where it raises FitError, with the reason."""
    return attempt(lambda: [{**keys, **estimate(*of)}], [keys], keys, failed)


def with_reason(rows: Sequence[Row], reason: str) -> list[Row]:
    """Give rows that have no numbers the reason why."""
    return [{**row, "reason": reason} for row in rows]
