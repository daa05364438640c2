"""The tables a trial file can name. The module of a kind has its name and a function `tabulate`.

`tabulate(table, rows, look)` takes the table as the trial file words it, the rows of its analyses and the look of the
trial, and gives a TableData. Modules are found by name, so that a table depends on the code of its own kind alone.
"""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

from trialstats.tables.beyond import notes_of_beyond
from trialstats.tables.data import TableData
from trialstats.tables.save import save_table

if TYPE_CHECKING:
    import pandas as pd

    from trialstats.display.look import Look
    from trialstats.spec.displays import Table

__all__ = ["TableData", "save_table", "tabulate", "unmade_table"]

NOTHING = "No results."


def tabulate(table: Table, rows: pd.DataFrame, look: Look) -> TableData:
    """Lay out the table that the trial file asks for."""
    if table.decimals is not None:
        rows = rows.assign(decimals=float(table.decimals))
    data: TableData = import_module(f"trialstats.tables.{table.kind}").tabulate(table, rows, look)
    data = replace(data, footnotes=(*data.footnotes, *notes_of_beyond(table, rows)))
    # Columns come from rows: without any there is nothing to lay out, and the page says so.
    return data if data.groups else replace(data, columns=(), footnotes=(NOTHING,))


def unmade_table(table: Table, look: Look, reason: str) -> TableData:
    """Give a table that could not be laid out: its title, and the reason in its place."""
    return TableData(table.title, (), (), number=table.number, footnotes=(reason,), notice=look.notice)
