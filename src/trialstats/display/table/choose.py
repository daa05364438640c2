"""The choice and the order of result rows that a table shows, and the names it gives them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import pandas as pd

from trialstats.display.look import Look
from trialstats.display.table.cells import Record
from trialstats.results.kinds import Kind
from trialstats.results.rows import ALL, NO_UNITS
from trialstats.trialfile.parts.display import Display, Selected

__all__ = [
    "MEASURES",
    "arms_of",
    "caption",
    "choose",
    "confidence",
    "distinct",
    "find",
    "only",
    "parameter_name",
    "population_of",
    "records_of",
    "visits_of",
]

MEASURES = {"AVAL": "value", "CHG": "change from baseline", "PCHG": "percent change from baseline"}


def records_of(rows: pd.DataFrame) -> list[Record]:
    """Take rows as mappings in which what is absent is None."""
    frame = rows.astype(object)
    records: list[Record] = frame.where(frame.notna(), None).to_dict("records")  # type: ignore[assignment]
    return records


def choose(
    table: Display, rows: pd.DataFrame, kinds: Iterable[Kind], analyses: Sequence[str] | None = None
) -> list[Record]:
    """Keep the rows of the table's analyses, of these kinds and of the parameters and visits it names."""
    keep = rows["analysis"].isin(analyses or table.analyses) & rows["kind"].isin(list(kinds))
    if isinstance(table, Selected) and table.parameters:
        keep &= rows["PARAMCD"].isin(table.parameters)
    if isinstance(table, Selected) and table.visits:
        keep &= rows["AVISIT"].isin(table.visits) | rows["AVISIT"].isna()
    return records_of(rows[keep])


def distinct(records: Iterable[Record], key: str, first: Iterable[str] = ()) -> list[str | None]:
    """List the values of a key: those named first in their order, then the others as they come."""
    found = dict.fromkeys(record[key] for record in records)
    order = [value for value in first if value in found]
    return [*order, *(value for value in found if value not in order)]


def arms_of(records: Iterable[Record], look: Look) -> list[str]:
    """List the arms in the order of display, `All` last."""
    return [arm for arm in distinct(records, "ARM", (*look.arms, ALL)) if arm is not None]


def visits_of(records: Iterable[Record], look: Look) -> list[str | None]:
    """List the visits in their order; None, for what belongs to no visit, last."""
    visits = distinct(records, "AVISIT", look.visits)
    return sorted(visits, key=lambda visit: visit is None)


def find(records: Iterable[Record], **keys: str | None) -> Record | None:
    """Find the row that has these keys, if there is one."""
    return next((r for r in records if all(r[name] == value for name, value in keys.items())), None)


def only(records: Iterable[Record], **keys: str | None) -> list[Record]:
    """Keep the rows that have these keys."""
    return [r for r in records if all(r[name] == value for name, value in keys.items())]


def parameter_name(record: Record, *, measure: bool = False) -> str:
    """Name a parameter with its unit, and with what was measured: `Pain (mm), change from baseline`.

    A percent change says its unit itself.
    """
    name = record["PARAM"] or record["PARAMCD"] or record["variable"] or ""
    said = not record["unit"] or record["unit"] in NO_UNITS or (measure and record["measure"] == "PCHG")
    unit = "" if said else f" ({record['unit']})"
    name = name if name.endswith(unit) else name + unit
    return f"{name}, {MEASURES[record['measure']]}" if measure and record["measure"] in MEASURES else name


def caption(records: Sequence[Record], key: Callable[[Record], str]) -> dict[str, str]:
    """Name the things that a baseline or disposition table counts.

    A row's PARAM names it; its label does so only where the rows have different ones, since an analysis may have
    written its own title into all of them.
    """
    telling = len({record["label"] for record in records}) > 1
    names: dict[str, str] = {}
    for record in records:
        label = record["PARAM"] or (record["label"] if telling else None)
        names.setdefault(key(record), parameter_name({**record, "PARAM": label}))
    return names


def population_of(records: Iterable[Record]) -> str | None:
    """Say the population, if all rows have the same one."""
    populations = {record["population"] or "" for record in records}
    name = populations.pop() if len(populations) == 1 else ""
    return f"Population: {name}" if name else None


def confidence(records: Iterable[Record]) -> str:
    """Say the level of the intervals: `95% CI`; all levels where analyses differ in theirs."""
    levels = sorted({float(record["conf_level"]) for record in records if record["conf_level"]})
    return " or ".join(f"{100 * level:.4g}%" for level in levels) + " CI" if levels else "CI"
