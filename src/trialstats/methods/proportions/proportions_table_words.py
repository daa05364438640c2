"""What the tables of an event share: which way is good, who is what, and how events are named."""

from __future__ import annotations

from collections.abc import Sequence

from trialstats.display.table.cells import Record, share_cell
from trialstats.display.table.choose import distinct, find, only, parameter_name
from trialstats.display.table.data import Cell
from trialstats.methods.proportions.rows import Counted
from trialstats.methods.shared.yes_or_no.rows import Status
from trialstats.results.kinds import Kind

__all__ = ["ADDS_UP", "counts_more", "statuses", "wishes", "without_unit"]

WISHED = {
    "higher": "The event is desirable: above zero, and ratios above one, speak for the arm.",
    "lower": "The event is undesirable: below zero, and ratios below one, speak for the arm.",
}
ADDS_UP = "Under each share: the others of the denominator, by status, and who is in none."


def wishes(main: Sequence[Record]) -> list[str]:
    """Say which way is good; nothing where events differ in that."""
    better = distinct(main, "better")
    return [WISHED[str(better[0])] if len(better) == 1 else "Which way is good differs between the events."]


def without_unit(record: Record) -> str:
    """Name the parameter; an event says the unit where it has one."""
    return parameter_name({**record, "unit": None})


def counts_more(records: Sequence[Record]) -> bool:
    """Tell whether anybody without the event counts as having it, so that a share is not that of the event alone."""
    of_event = only(records, kind=Kind.COUNT, variable=Counted.STATUS, level=Status.EVENT)
    shares = only(records, kind=Kind.PROPORTION, variable=None)
    counts = {(record["AVISIT"], record["ARM"]): record["count"] for record in of_event}
    return any(counts.get((share["AVISIT"], share["ARM"])) != share["count"] for share in shares)


def statuses(records: Sequence[Record], arms: Sequence[str], *, told_apart: bool) -> list[tuple[str, tuple[Cell, ...]]]:
    """Count who is what, and who is in no denominator; told_apart: those with the event too, where others count as."""
    found: list[tuple[str, tuple[Cell, ...]]] = []
    for variable, words in ((Counted.STATUS, "{}"), (Counted.EXCLUDED, "In no denominator: {}")):
        for level in Status:
            if level == Status.EVENT and not told_apart:
                continue
            own = only(records, kind=Kind.COUNT, variable=variable, level=level)
            if own:
                label = words.format(level if variable == Counted.STATUS else level[0].lower() + level[1:])
                found.append((label, tuple(share_cell(find(own, ARM=arm)) for arm in arms)))
    return found
