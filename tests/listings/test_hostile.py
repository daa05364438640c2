"""Texts that a program could obey are texts in a listing, in every format."""

from __future__ import annotations

import csv
import io

import docx
import pandas as pd
import pytest

from tests.display.paper.examples import HOSTILE
from tests.display.paper.rtf_reader import rows_of
from tests.report.test_page import Page
from trialstats.display.inert import inert
from trialstats.display.paper.docx import render_docx
from trialstats.display.paper.pages import paged
from trialstats.display.paper.plain import plain
from trialstats.display.paper.printed import Printed
from trialstats.display.paper.rtf import render_rtf
from trialstats.display.table.data import TableData
from trialstats.display.table.listing import listing_page, listings_page
from trialstats.listings.csv import listing_csv
from trialstats.listings.layout import laid_out
from trialstats.listings.records import choose
from trialstats.trialfile.parts.house_style import HouseStyle
from trialstats.trialfile.parts.listing import Listing

# What no file of text can hold is not among what is received.
RECEIVED = [text for text in HOSTILE if "\ud800" not in text]
LISTING = Listing(
    dataset="adae",
    columns=("AETERM", "AEREL"),
    headers={"AETERM": HOSTILE[0], "AEREL": HOSTILE[2]},
    group=("TRT01P",),
    title=HOSTILE[1],
    footnotes=tuple(RECEIVED),
)
EVENTS = pd.DataFrame({"USUBJID": RECEIVED, "AETERM": RECEIVED, "AEREL": RECEIVED[::-1]})
PEOPLE = pd.DataFrame({"USUBJID": RECEIVED, "TRT01P": [HOSTILE[6 + at % 2] for at in range(len(RECEIVED))]})
CHOSEN = choose("hostile", LISTING, EVENTS, PEOPLE, (HOSTILE[6], HOSTILE[7]))


@pytest.fixture(scope="module")
def data() -> TableData:
    return laid_out(LISTING, CHOSEN, dict(LISTING.headers), notice=HOSTILE[5])


def test_in_html(data: TableData) -> None:
    for written in (listing_page(data, "hostile"), listings_page(HOSTILE[0], {"hostile": data})):
        assert "<script" not in written
        words = " ".join(" ".join(Page(written).words).split())
        for text in RECEIVED:
            assert " ".join(inert(text).split()) in words, repr(text)


def test_in_csv() -> None:
    rows = list(csv.reader(io.StringIO(listing_csv(LISTING, CHOSEN.records), newline="")))
    assert {row[0] for row in rows[1:]} == {inert(text) for text in RECEIVED}
    assert {row[2] for row in rows[1:]} == {inert(text) for text in RECEIVED}


def test_in_rtf_and_word(data: TableData) -> None:
    printed = Printed("hostile", tuple(paged(data, HouseStyle())), HOSTILE[2], HOSTILE[3])
    written = "".join(render_rtf([printed], HouseStyle(), contents=HOSTILE[4]))
    assert written.isascii()
    document = docx.Document(io.BytesIO(render_docx([printed], HouseStyle(), contents=HOSTILE[4])))
    in_word = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    for read in ("\n".join(text for row in rows_of(written) for text in row), "\n".join(in_word)):
        assert [text for text in RECEIVED if plain(text) not in read] == []
