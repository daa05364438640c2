"""Every number in a table leads back to a result that holds it."""

from __future__ import annotations

import csv
import html
import io
import re

import pytest

from tests.display.table.examples import TABLES, addresses
from trialstats.display.table.csv import render_csv
from trialstats.display.table.html import render_fragment
from trialstats.methods.show import tabulate

NAMES = sorted(TABLES)
SPAN = re.compile(r'<span(?: class="lead-\d")? data-ard="([^"]*)">([^<]*)</span>')


def spread(address: str) -> set[str]:
    """Split `id:a,b` into `id:a` and `id:b`."""
    row, _, statistics = address.rpartition(":")
    return {f"{row}:{name}" for name in statistics.split(",")}


@pytest.mark.parametrize("name", NAMES)
def test_html_addresses_exist_in_the_results(name: str) -> None:
    table, rows, look = TABLES[name]
    found = SPAN.findall(render_fragment(tabulate(table, rows, look), name))
    assert found
    known = addresses(rows)
    for address, _ in found:
        assert spread(html.unescape(address)) <= known


@pytest.mark.parametrize("name", NAMES)
def test_no_cell_shows_a_digit_without_an_address(name: str) -> None:
    table, rows, look = TABLES[name]
    page = render_fragment(tabulate(table, rows, look), name)
    for cell in re.findall(r'<td headers="[^"]*"[^>]*>(.*?)</td>', page):
        assert not re.search(r"\d", re.sub(r"<[^>]*>", "", SPAN.sub("", cell))), cell
    for head in re.findall(r"\(N = (.*?)\)", page):
        assert SPAN.fullmatch(head)


@pytest.mark.parametrize("name", NAMES)
def test_csv_has_the_address_of_each_text(name: str) -> None:
    table, rows, look = TABLES[name]
    known = addresses(rows)
    lines = list(csv.DictReader(io.StringIO(render_csv(tabulate(table, rows, look)))))
    assert lines
    columns = [key for key in lines[0] if f"{key} id" in lines[0]]
    assert len(set(columns)) == len(columns)
    for line in lines:
        for column in columns:
            address = line[f"{column} id"]
            assert bool(address) == bool(re.search(r"\d", line[column]))
            if address:
                assert spread(address) <= known


@pytest.mark.parametrize("name", NAMES)
def test_no_value_is_written_as_python_does(name: str) -> None:
    table, rows, look = TABLES[name]
    data = tabulate(table, rows, look)
    for text in (render_fragment(data, name), render_csv(data)):
        assert not re.search(r"\b(nan|NaN|None|NA|<NA>|inf)\b", text)
