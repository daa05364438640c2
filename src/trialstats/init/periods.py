"""A crossover trial: its first period alone is a trial of parallel groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from trialstats.init.arms import find_arms
from trialstats.init.columns import look_at
from trialstats.init.files import Table
from trialstats.init.people import People, constant_in
from trialstats.init.said import Said
from trialstats.init.words import ARM, PERIOD, named_for

__all__ = ["first_periods"]


def first_periods(tables: Sequence[Table], people: Mapping[str, People]) -> list[Table]:
    """Choose the first period of the tables in which subjects change their arm from period to period."""
    arms = find_arms(tables, people)
    if arms is not None and not arms.doubt:
        return list(tables)
    return [first_period(table, people[table.name]) if table.name in people else table for table in tables]


def first_period(table: Table, people: People) -> Table:
    """Choose the rows of the first period; the table as it is where it has none, or none in which arms are settled."""
    named = [name for name, column in table.columns.items() if named_for(name, ARM) and column.is_few]
    periods = [name for name, column in table.columns.items() if named_for(name, PERIOD) and 2 <= column.different <= 4]
    changing = [name for name in named if name not in people.constant]
    if not changing or not periods:
        return table
    texts = table.frame[periods[0]].str.strip()
    first = sorted(table.columns[periods[0]].texts.index)[0]
    kept = texts == first
    if not set(changing) & set(constant_in(table.frame.loc[kept, changing], people.ids[kept])):
        return table
    why = (
        f"? {', '.join(changing)} changes from {periods[0]} to {periods[0]}: a crossover trial, of which the first is "
        "analysed as one of parallel groups"
    )
    frame = table.frame[kept].reset_index(drop=True)
    settings = {**table.settings, "rows": Said([{"column": periods[0], "in": first}], why)}
    return replace(table, settings=settings, frame=frame, columns={name: look_at(frame[name], name) for name in frame})
