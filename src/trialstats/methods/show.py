"""Lay out the tables of a trial, from result rows alone; figures are drawn in `draw`.

Nothing is computed here: every number shown stands in a result row, whose id goes with it into the CSV beside the
display. `tabulate(table, rows, look)` of a table's module takes the table as the trial file words it, the rows of its
analyses and the look of the trial, and gives a TableData. Tables need no library that draws.
"""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from trialstats.display.beyond import notes_of_beyond
from trialstats.display.left_out import LeftOut
from trialstats.display.look import Look
from trialstats.display.table.data import TableData
from trialstats.display.units import with_printed_units
from trialstats.methods.registry import Table, module_of
from trialstats.trialfile.parts.display import Display

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["as_shown", "left_out", "tabulate", "unmade_table"]

NOTHING = "No results."


def tabulate(table: Table, rows: pd.DataFrame, look: Look) -> TableData:
    """Lay out the table that the trial file asks for."""
    data: TableData = import_module(module_of(table)).tabulate(table, as_shown(rows, table), look)
    data = replace(data, footnotes=(*data.footnotes, *notes_of_beyond(table, rows), *look.strategies))
    # Columns come from rows: without any there is nothing to lay out, and the page says so.
    return data if data.groups else replace(data, columns=(), footnotes=(NOTHING,))


def unmade_table(table: Table, look: Look, reason: str) -> TableData:
    """Give a table that could not be laid out: its title, and the reason in its place."""
    return TableData(table.title, (), (), number=table.number, footnotes=(reason,), notice=look.notice)


def left_out(display: type[Display]) -> tuple[LeftOut, ...]:
    """Name the rows that the displays of a kind do not show, with the reason, from the `left_out.py` of its family."""
    room = display.__module__.rpartition(".")[0]
    if find_spec(f"{room}.left_out") is None:
        return ()
    named: tuple[LeftOut, ...] = import_module(f"{room}.left_out").LEFT_OUT.get(display, ())
    return named


def as_shown(rows: pd.DataFrame, display: Display) -> pd.DataFrame:
    """Give rows the digits that a display declares, if it does, and their units as people print them."""
    rows = with_printed_units(rows)
    return rows if display.decimals is None else rows.assign(decimals=float(display.decimals))
