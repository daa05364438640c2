"""Exports of REDCap with repeating instruments: the rows of each instrument are a table of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pandas as pd

from trialstats.init.columns import Column, look_at
from trialstats.init.files import Table, add_rows
from trialstats.init.said import Said

__all__ = ["instruments_apart"]

INSTRUMENT = "redcap_repeat_instrument"


def instruments_apart(tables: Sequence[Table]) -> list[Table]:
    """Set the rows of repeating instruments apart from those of visits."""
    done: list[Table] = []
    for table in tables:
        done += parts(table, [one.name for one in (*tables, *done)])
    return done


def parts(table: Table, taken: Sequence[str]) -> Iterator[Table]:
    """Give the table without its repeating instruments, and then each of these."""
    told = table.columns.get(INSTRUMENT)
    if told is None or not told.filled:
        yield table
        return
    texts = table.frame[INSTRUMENT].str.strip()
    why = "the others are rows of repeating instruments"
    yield chosen(table, table.name, texts == "", Said({"column": INSTRUMENT, "recorded": False}, why))
    used = list(taken)
    for instrument in sorted(str(text) for text in told.texts.index):
        name = short(instrument, used)
        used.append(name)
        here = Said({"column": INSTRUMENT, "in": instrument}, "a repeating instrument")
        yield replace(chosen(table, name, texts == instrument, here), unread=())


def chosen(table: Table, name: str, rows: pd.Series, why: Said) -> Table:
    """Choose rows, and the columns that hold anything in them."""
    frame = table.frame[rows].reset_index(drop=True)
    columns: dict[str, Column] = {str(column): look_at(frame[column], str(column)) for column in frame}
    kept = [column for column, held in columns.items() if held.filled and not is_of_redcap(column)]
    settings = add_rows(table.settings, why)
    return replace(table, name=name, settings=settings, frame=frame[kept], columns={one: columns[one] for one in kept})


def is_of_redcap(name: str) -> bool:
    """Tell a column that numbers the rows of an instrument."""
    return name.startswith("redcap_repeat_")


def short(instrument: str, taken: Sequence[str]) -> str:
    """Name the table of an instrument."""
    name = "".join(mark if mark.isascii() and mark.isalnum() else "_" for mark in instrument.casefold()).strip("_")
    first = name if name[:1].isalpha() else f"form_{name}".rstrip("_")
    return next(one for one in (first, *(f"{first}_{n}" for n in range(2, 99))) if one not in taken)
