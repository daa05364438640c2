"""Numbers of a real run, 200 of each format at the least, lead to the row of the results that holds them."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from html import unescape

import docx
import pytest

from tests.display.paper.rtf_reader import rows_of
from tests.steps.conftest import Finished
from trialstats.display.paper.plain import plain
from trialstats.display.table.data import TableData
from trialstats.display.table.stored import table_of

LEAST = 200
NUMBER = re.compile(r"(?<![\d.])[−-]?\d*\.?\d+")
# Of each cell: its address, and its text.
Shown = Iterator[tuple[str, str]]
ADDRESSED = re.compile(r'<span[^>]*data-ard="([^"]*)"[^>]*>(.*?)</span>')


def in_html(run: Finished) -> Shown:
    for page in run.tables.values():
        yield from ((unescape(address), unescape(text)) for address, text in ADDRESSED.findall(page))


def in_csv(run: Finished) -> Shown:
    for name in run.tables:
        head, *rows = list(csv.reader(io.StringIO(run.files[name, "csv"].decode("utf-8-sig"))))
        for at, column in enumerate(head):
            if column.endswith(" id"):
                text = head.index(column.removesuffix(" id"))
                yield from ((row[at], row[text]) for row in rows if row[at])


def in_rtf(run: Finished) -> Shown:
    for name in run.tables:
        yield from on_paper(run, name, rows_of(run.files[name, "rtf"].decode("ascii")))


def in_word(run: Finished) -> Shown:
    for name in run.tables:
        document = docx.Document(io.BytesIO(run.files[name, "docx"]))
        yield from on_paper(run, name, [[c.text for c in row.cells] for table in document.tables for row in table.rows])


def on_paper(run: Finished, name: str, rows: list[list[str]]) -> Shown:
    """Give the cells of rows on paper with the addresses that the table has for them: row by row, in their order."""
    data: TableData = table_of(json.loads(run.files[name, "json"])["table"])
    wanted = [row for group in data.groups for row in group.rows if row.cells]
    read = [[cell.strip("\N{FIGURE SPACE}") for cell in row] for row in rows]
    found = iter(read)
    for row in wanted:
        marks = [data.reasons().get(str(cell.reason), "") for cell in row.cells]
        texts = [plain(row.label), *(plain(cell.text) + mark for cell, mark in zip(row.cells, marks, strict=True))]
        assert any(texts == line for line in found), f"{name}: {texts} is not on its page"
        yield from ((cell.ard, cell.text) for cell in row.cells if cell.ard)


@pytest.mark.parametrize("shown", [in_html, in_csv, in_rtf, in_word])
def test_numbers_lead_to_the_row_that_holds_them(finished_tiny: Finished, shown: Callable[[Finished], Shown]) -> None:
    held = finished_tiny.ard.set_index("id")["stat"]
    compared = 0
    for address, text in shown(finished_tiny):
        row, _, names = address.rpartition(":")
        values = [held[f"{row}:{name}"] for name in names.split(",")]  # each is in the results
        numbers = [found.replace("\N{MINUS SIGN}", "-") for found in NUMBER.findall(text.split("|")[0])]
        if len(numbers) != len(values) or "<" in text or ">" in text or "×" in text:
            continue
        for number, value in zip(numbers, values, strict=True):
            digits = len(number.partition(".")[2])
            close = [abs(float(number) - scale * value) <= 0.5000001 * 10**-digits for scale in (1, 100)]
            assert any(close), (address, text, number, value)
            compared += 1
    assert compared >= LEAST
