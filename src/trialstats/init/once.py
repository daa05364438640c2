"""What is told of subjects once in a table of their visits, as REDCap exports it: a table of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from trialstats.init.columns import Column, look_at
from trialstats.init.files import Table, add_rows
from trialstats.init.people import People
from trialstats.init.said import Said
from trialstats.init.visits import VisitColumn, find_visit

__all__ = ["with_first_visits"]

MOST = 0.5  # the share of subjects that have a value


def with_first_visits(tables: Sequence[Table], people: Mapping[str, People]) -> list[Table]:
    """Put in front of a table of visits its rows of the first visit, with the columns that are blank at all others."""
    done: list[Table] = []
    for table in tables:
        who = people.get(table.name)
        visit = find_visit(table, who) if who is not None and who.repeated else None
        once = told_once(table, who, visit) if who and visit else []
        if who and visit and once:
            stays = [name for name in who.constant if name not in {*who.columns, visit.column, *visit.others}]
            done.append(
                first_visit(table, [*who.columns, *stays, *once], visit, [one.name for one in (*tables, *done)])
            )
            table = replace(table, frame=table.frame.drop(columns=once), columns=others(table.columns, once))
        done.append(table)
    return done


def told_once(table: Table, people: People, visit: VisitColumn) -> list[str]:
    """Name the columns with values at the first visit alone, where there are others with values at several."""
    at = table.frame[visit.column].str.strip()
    first = at == visit.visits[0].codes[0]
    keys = {*people.columns, visit.column, *visit.others}
    filled = {
        name: ~table.frame[name].str.strip().isin(["", *column.missing])
        for name, column in table.columns.items()
        if name not in keys and column.filled
    }
    once = [name for name, held in filled.items() if not held[~first].any() and held.sum() >= MOST * people.number]
    return once if any(held[first].any() and held[~first].any() for held in filled.values()) else []


def first_visit(table: Table, columns: list[str], visit: VisitColumn, taken: Sequence[str]) -> Table:
    """Make the table of the first visit."""
    text = visit.visits[0].codes[0]
    frame = table.frame.loc[table.frame[visit.column].str.strip() == text, columns].reset_index(drop=True)
    name = next(name for name in names(table.name) if name not in taken)
    rows = Said({"column": visit.column, "in": text}, "the other rows hold nothing in what is used of these")
    return replace(table, name=name, settings=add_rows(table.settings, rows), frame=frame, columns=looked_at(frame))


def names(name: str) -> list[str]:
    return [f"{name}_subjects", *(f"{name}_subjects{number}" for number in range(2, 9))]


def looked_at(frame: pd.DataFrame) -> dict[str, Column]:
    return {str(name): look_at(frame[name], str(name)) for name in frame}


def others(columns: Mapping[str, Column], without: Sequence[str]) -> dict[str, Column]:
    return {name: column for name, column in columns.items() if name not in without}
