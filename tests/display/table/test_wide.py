"""A table that is wider than the column of the page has its intervals on a second line, whole."""

from __future__ import annotations

from trialstats.display.table.data import Cell, Column, Group, Row, TableData
from trialstats.display.table.html import render_fragment

NO_BREAK = "\N{NO-BREAK SPACE}"


def table(blocks: int) -> str:
    """A mean with its interval in each of some blocks."""
    columns = tuple(Column("Geometric mean (95% CI)", spanner=f"Way {n}") for n in range(blocks))
    row = Row("Sham", tuple(Cell("1.23 (0.91 to 1.74)", "id (a b)", ("estimate",)) for _ in range(blocks)))
    return render_fragment(TableData("IL-6", columns, (Group(None, (row,)),)), "il6")


def test_what_does_not_fit_has_two_lines() -> None:
    html = table(8)
    assert 'class="trial-table wide"' in html
    assert f"1.23 (0.91{NO_BREAK}to{NO_BREAK}1.74)" in html
    assert f"Geometric mean (95%{NO_BREAK}CI)" in html
    assert 'data-ard="id (a b):estimate"' in html


def test_what_fits_stays_on_one_line() -> None:
    html = table(1)
    assert 'class="trial-table"' in html
    assert NO_BREAK not in html
