"""The lines of a table of adverse events: which systems and terms it shows, in which order, and how it names them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from trialstats.display.look import Look
from trialstats.display.numbers import number
from trialstats.display.table.cells import Record
from trialstats.display.table.choose import distinct, find, only
from trialstats.methods.adverse_events.options import AdverseEventsTable
from trialstats.methods.shared.occurrences.rows import ANY
from trialstats.results.rows import ALL

__all__ = ["Line", "left_out", "overview_lines", "term_lines"]


@dataclass(frozen=True)
class Line:
    """A line: its label, and the keys of the rows that it shows."""

    label: str
    group: str | None
    variable: str
    indent: int = 0


def overview_lines(counts: Sequence[Record]) -> list[Line]:
    """List the lines of the overview as the rows have them."""
    overview = [record for record in counts if record["group"] is None and record["level"] is None]
    return [
        Line(str(find(overview, variable=code)["PARAM"] or code), None, str(code))  # type: ignore[index]
        for code in distinct(overview, "variable")
    ]


def term_lines(table: AdverseEventsTable, counts: Sequence[Record], look: Look) -> list[Line]:
    """List the systems and, under each, its terms, those that enough subjects had."""
    kinds = [record for record in counts if record["group"] is not None and record["level"] is None]
    ordered = [record for record in arranged(table, kinds, look) if most(kinds, record, look) >= table.at_least_percent]
    systems = [record for record in ordered if record["variable"] == ANY]
    terms = [record for record in ordered if record["variable"] != ANY]
    lines: list[Line] = []
    for system in systems:
        group = str(system["group"])
        lines.append(Line(group, group, ANY))
        lines += [Line(str(term["variable"]), group, str(term["variable"]), 1) for term in only(terms, group=group)]
    return lines


def arranged(table: AdverseEventsTable, kinds: Sequence[Record], look: Look) -> list[Record]:
    """Take one row for each system and term, in the order of display."""
    everybody = [record for record in kinds if record["ARM"] == ALL]
    if table.order == "all":
        return sorted(everybody, key=lambda record: (-(record["percent"] or 0), str(record["variable"])))
    if table.order == "name":
        return sorted(everybody, key=lambda record: (str(record["group"]), str(record["variable"])))
    active = [arm for arm in look.arms if arm != look.reference]
    return sorted(everybody, key=lambda record: (-most(kinds, record, look, active), str(record["variable"])))


def most(kinds: Sequence[Record], kind: Record, look: Look, arms: Sequence[str] = ()) -> float:
    """Give the largest share among arms, in percent."""
    own = only(kinds, group=kind["group"], variable=kind["variable"])
    return max((record["percent"] or 0 for record in own if record["ARM"] in (arms or look.arms)), default=0)


def left_out(table: AdverseEventsTable, counts: Sequence[Record], shown: Sequence[Line]) -> str:
    """Say how many systems and terms the table does not show; nothing where it shows all."""
    if not table.at_least_percent:
        return ""
    kinds = {(r["group"], r["variable"]) for r in counts if r["group"] is not None and r["level"] is None}
    hidden = kinds - {(line.group, line.variable) for line in shown}
    systems = sum(variable == ANY for _, variable in hidden)
    limit = number(table.at_least_percent, 0 if float(table.at_least_percent).is_integer() else 1)
    rest = [words(systems, "body system"), words(len(hidden) - systems, "term")]
    return (
        f"Shown are body systems and terms that at least {limit}% of the subjects of an arm had; "
        f"{' and '.join(rest)} are left out."
    )


def words(count: int, name: str) -> str:
    """Write a number of things: `no terms`, `1 term`, `2 terms`."""
    return f"{count or 'no'} {name}{'' if count == 1 else 's'}"
