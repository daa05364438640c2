"""What is handed in otherwise than the run has it, in words: a line a change, however many variables it is of."""

from __future__ import annotations

from collections.abc import Iterable

from trialstats.standards.dataset import Change

__all__ = ["told"]

SHOWN = 4  # variables that a line names


def told(changes: Iterable[Change]) -> list[str]:
    """Say each change with the variables that it is of, and in how many values."""
    groups: dict[tuple[str, str, str], list[Change]] = {}
    for change in changes:
        groups.setdefault((change.kind, change.was, change.now), []).append(change)
    return [sentence(same) for same in groups.values()]


def sentence(same: list[Change]) -> str:
    change, values = same[0], f"{sum(one.values for one in same):,} values"
    places = [f"{one.dataset}.{one.variable}" if one.variable else one.dataset for one in same]
    where = ", ".join(places[:SHOWN]) + (f" and {len(places) - SHOWN} more" if len(places) > SHOWN else "")
    match change.kind:
        case "letter":
            return f"{change.was!r} is written as {change.now!r} in {values} of {where}"
        case "blanks at the end":
            return f"blanks at the end of {values} of {where} are left out"
        case "name":
            return f"{where} is called {change.now}"
        case "label":
            return f"the label of {where} is {change.now!r}, not {change.was!r}"
        case "split":
            return f"{where} goes on in further variables: {change.now}"
        case _:
            return f"{where}: different texts became one, {change.now!r}: {change.was}"
