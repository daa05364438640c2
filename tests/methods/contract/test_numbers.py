"""Every number in a table is one of the row that its cell names, written once and the same wherever it stands."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.methods.contract.shown import PAIRS, Showings, Shown
from trialstats.display.numbers import MINUS
from trialstats.display.table.data import Cell
from trialstats.methods.registry import TABLES
from trialstats.results.kinds import Kind

TABLE_PAIRS = [pair for pair, (_, kind) in PAIRS.items() if kind in TABLES]
every_table = pytest.mark.parametrize("pair", TABLE_PAIRS)
# A number in a cell, with the signs before it; a p value begins with its point.
NUMBER = re.compile(rf"([{MINUS}<>\N{{LESS-THAN OR EQUAL TO}}\N{{GREATER-THAN OR EQUAL TO}}]*)(\d*\.?\d+)")
# What tables show of a summary beside its statistics.
MISSING = "missing"


def tables_of(showings: Showings, pair: str) -> Iterator[Shown]:
    for _, made in showings.of(*PAIRS[pair]):
        yield from made


def rows_of(shown: Shown) -> dict[str, Mapping[str, Any]]:
    return {row["id"]: row for row in shown.rows.to_dict("records")}


@every_table
def test_each_cell_names_a_row_and_statistics_that_it_has(pair: str, showings: Showings) -> None:
    for shown in tables_of(showings, pair):
        rows, table = rows_of(shown), shown.table
        assert table is not None
        for cell in table.cells():
            assert cell.id is None or cell.id in rows, cell
            assert all(row in rows for row in cell.beside), cell
            for name in cell.statistics:
                assert not math.isnan(statistic(rows[str(cell.id)], name)), (name, cell)


@every_table
def test_each_number_is_named(pair: str, showings: Showings) -> None:
    """A text with a digit comes from a row, unless it says why there is no number."""
    for shown in tables_of(showings, pair):
        assert shown.table is not None
        sentences = set(shown.rows.loc[shown.rows["kind"] == Kind.VALUE, "PARAM"].dropna())
        cells = (cell for cell in shown.table.cells() if cell.text not in sentences)
        bare = [cell for cell in cells if NUMBER.search(cell.text) and not cell.ard]
        assert not bare, bare[:3]


@every_table
def test_each_number_is_the_statistic_that_the_cell_names(pair: str, showings: Showings) -> None:
    """Rounded, or in percent; where a bound stands beside numbers, the cell names the row of the numbers alone."""
    for shown in tables_of(showings, pair):
        rows, table = rows_of(shown), shown.table
        assert table is not None
        for cell in table.cells():
            for name, text in written(cell):
                value = statistic(rows[str(cell.id)], name)
                assert is_written(value, text), (name, value, cell)


@every_table
def test_no_number_stands_twice_with_other_digits(pair: str, showings: Showings) -> None:
    for shown in tables_of(showings, pair):
        assert shown.table is not None
        texts = defaultdict(set)
        for cell in shown.table.cells():
            for name, text in written(cell):
                texts[cell.id, name].add(text)
        twice = {key: found for key, found in texts.items() if len(found) > 1}
        assert not twice, twice


def written(cell: Cell) -> list[tuple[str, str]]:
    """Give each statistic of a cell with its number in the text; nothing of a cell with numbers of other rows."""
    numbers = [found.group() for found in NUMBER.finditer(cell.text)]
    return list(zip(cell.statistics, numbers, strict=True)) if cell.ard and not cell.beside else []


def statistic(row: Mapping[str, Any], name: str) -> float:
    return float(row["total"] - row["n"] if name == MISSING else row[name])


def is_written(value: float, text: str) -> bool:
    """Tell whether a text is a value rounded to the text's digits, as it is or in percent; or a bound that it keeps."""
    sign, digits = NUMBER.fullmatch(text).groups()  # type: ignore[union-attr]
    shown = float(digits) * (-1 if MINUS in sign else 1)
    half = 0.5 * 10.0 ** -len(digits.partition(".")[2]) * (1 + 1e-9)
    if "<" in sign or ">" in sign:
        return value <= shown if "<" in sign else value >= shown
    return any(abs(scale * value - shown) <= half for scale in (1.0, 100.0))
