"""Lay out the tables and draw the figures of a trial, from result rows alone.

Nothing is computed here: every number shown stands in a result row, whose id goes with it into the CSV beside the
display. `tabulate(table, rows, look)` of a table's module gives a TableData, `draw(figure, rows, look)` of a figure's
a Drawing; both take the display as the trial file words it, the rows of its analyses and the look of the trial.
"""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from trialstats.display.beyond import notes_of_beyond
from trialstats.display.figure.blank import draw_reason
from trialstats.display.figure.choose import NothingEstimated
from trialstats.display.figure.drawing import Drawing
from trialstats.display.left_out import LeftOut
from trialstats.display.look import Look
from trialstats.display.table.data import TableData
from trialstats.methods.registry import Figure, Table, module_of
from trialstats.trialfile.parts.display import Display

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["draw_figure", "left_out", "tabulate", "unmade_table"]

NOTHING = "No results."


def tabulate(table: Table, rows: pd.DataFrame, look: Look) -> TableData:
    """Lay out the table that the trial file asks for."""
    data: TableData = import_module(module_of(table)).tabulate(table, with_decimals(rows, table.decimals), look)
    data = replace(data, footnotes=(*data.footnotes, *notes_of_beyond(table, rows)))
    # Columns come from rows: without any there is nothing to lay out, and the page says so.
    return data if data.groups else replace(data, columns=(), footnotes=(NOTHING,))


def unmade_table(table: Table, look: Look, reason: str) -> TableData:
    """Give a table that could not be laid out: its title, and the reason in its place."""
    return TableData(table.title, (), (), number=table.number, footnotes=(reason,), notice=look.notice)


def draw_figure(figure: Figure, rows: pd.DataFrame, look: Look) -> Drawing:
    """Draw a figure from the rows of its analyses, one after the other as `figure.analyses` names them.

    Where nothing that it would show could be estimated, the drawing says why. Raises DataError where the rows do not
    hold what the figure shows.
    """
    try:
        drawing: Drawing = import_module(module_of(figure)).draw(figure, with_decimals(rows, figure.decimals), look)
    except NothingEstimated as reason:
        return draw_reason(str(reason), look)
    return drawing


def left_out(display: type[Display]) -> tuple[LeftOut, ...]:
    """Name the rows that the displays of a kind do not show, with the reason, from the `left_out.py` of its family."""
    room = display.__module__.rpartition(".")[0]
    if find_spec(f"{room}.left_out") is None:
        return ()
    named: tuple[LeftOut, ...] = import_module(f"{room}.left_out").LEFT_OUT.get(display, ())
    return named


def with_decimals(rows: pd.DataFrame, decimals: int | None) -> pd.DataFrame:
    """Give rows the digits that a display declares, if it does."""
    return rows if decimals is None else rows.assign(decimals=float(decimals))
