"""A table as CSV: what a person reads on the left, the addresses of the numbers on the right."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from trialstats.display.inert import inert
from trialstats.display.table.data import Cell, Row, TableData

__all__ = ["render_csv"]


def render_csv(data: TableData) -> str:
    """Write a line for each row: group, heading, row, the texts, the reasons for absent numbers, and `<column> id`.

    Subjects by arm, which the HTML has under the column labels, are the first line. No text is a formula (`inert`).
    """
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerows([inert(text) for text in texts] for texts in lines(data))
    return target.getvalue()


def lines(data: TableData) -> Iterator[list[str]]:
    """Give the lines: heads, subjects by arm, rows."""
    names = [column.name for column in data.columns]
    yield ["group", "heading", "row", *names, "notes", *(f"{name} id" for name in names)]
    counts = [column.count or column.over or Cell() for column in data.columns]
    if any(cell.text for cell in counts):
        yield line("", "", Row("N", tuple(counts)))
    for group in data.groups:
        heading = ""
        for row in group.rows:
            if row.cells:
                yield line(group.label or "", heading if row.indent else "", row)
            if not row.indent:
                heading = row.label


def line(group: str, heading: str, row: Row) -> list[str]:
    """Write a row."""
    reasons = dict.fromkeys(cell.reason for cell in row.cells if cell.reason)
    texts = [cell.text for cell in row.cells]
    return [group, heading, row.label, *texts, " ".join(reasons), *(cell.ard or "" for cell in row.cells)]
