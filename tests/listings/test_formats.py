"""One listing in four formats: the same rows in each, and every raw record in them."""

from __future__ import annotations

import csv
import io
import json
import re
from html import unescape
from importlib import import_module
from pathlib import Path

import docx
import pytest

from tests.display.paper.rtf_reader import rows_of
from tests.tiny import EVENTS, Tiny
from trialstats.plan.layout import Layout

STEPS = ("raw", "subjects", "dataset", "adsl", "adam", "listing", "listings")
ROWS = [["001", "headache"], ["003", "warmth, itching"], ["003", "headache"]]


def run(tiny: Tiny) -> Layout:
    """Make the listings, and what they are made of, in this process."""
    from trialstats.plan.jobs import Plan

    trial, layout = tiny.load(), Layout("tiny")
    for step, name in Plan(trial, layout).names():
        if step in STEPS:
            import_module(f"trialstats.steps.{step}").run(trial, layout, name)
    return layout


@pytest.fixture(autouse=True)
def small(tiny: Tiny) -> None:
    """Leave the questionnaire out, which nothing here lists and which takes long to score."""
    tiny.spec('  adqs:\n    source: sf36\n    instrument: {name: sf36, version: v1, items: "q{n:02d}"}\n', "")
    tiny.spec("  sf36:\n    file: data/sf36.csv\n    subject: id\n    visit: visit\n", "")


@pytest.fixture
def made(tiny: Tiny) -> Layout:
    tiny.add("data/subjects.csv", "007,,,40,F")
    tiny.add("data/vas.csv", "007,V0,2024-02-01,PAIN,50,mm")
    tiny.fates(not_randomised="exclude")
    return run(tiny)


def html_rows(path: Path) -> list[list[str]]:
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", path.read_text("utf-8"), re.DOTALL)
    return [[unescape(text) for text in re.findall(r"<td[^>]*>(.*?)</td>", row)][:2] for row in rows]


def test_the_rows_are_the_same_in_every_format(made: Layout) -> None:
    assert [row for row in html_rows(made.listed("adae", "html")) if row] == ROWS
    written = list(csv.reader(io.StringIO(made.listed("adae", "csv").read_text("utf-8-sig"))))
    assert [[row[0], row[2]] for row in written[1:]] == ROWS
    assert [row[-2:] for row in written[1:]] == [["data/events.csv", str(line)] for line in (2, 3, 4)]
    once = [ROWS[0], ROWS[1], ["", "headache"]]
    rtf = rows_of(made.listed("adae", "rtf").read_text("ascii"))
    assert [row[:2] for row in rtf if row[1:2] in (["headache"], ["warmth, itching"])] == once
    document = docx.Document(str(made.listed("adae", "docx")))
    read = [[cell.text for cell in row.cells][:2] for table in document.tables for row in table.rows]
    assert [row for row in read if row[1] in ("headache", "warmth, itching")] == once


def test_what_is_listed_and_what_is_not_adds_up(made: Layout) -> None:
    for path in (made.top / "listings").glob("*.json"):
        counts = json.loads(path.read_text("utf-8"))["counts"]
        assert counts["in"] == sum(number for reason, number in counts.items() if reason != "in")
    words = json.loads(made.listed("adae", "json").read_text("utf-8"))
    assert words["counts"]["listed"] == len(EVENTS.splitlines()) - 1


def test_who_is_in_no_population_is_listed_with_the_reason(tiny: Tiny) -> None:
    tiny.write(
        "data/vas.csv",
        "\n".join(line for line in tiny.read("data/vas.csv").splitlines() if not line.startswith(("002,V1", "002,V2"))),
    )
    rows = list(csv.reader(io.StringIO(run(tiny).listed("excluded", "csv").read_text("utf-8-sig"))))
    assert rows[1:] == [["002", "Sham", "Full analysis set", "no visit after baseline with a value in adpain"]]


def test_the_document_holds_every_listing_and_the_records_as_received(made: Layout) -> None:
    page = made.listings("html").read_text("utf-8")
    titles = re.findall(r'class="gt_title" id="l-(\w+)"', page)
    assert titles == ["excluded", "demographics", "adpain", "adae", "received"]
    assert "No subject." in page  # nobody is excluded who was randomised
    assert "007" in page  # who was not randomised, as received
    document = docx.Document(str(made.listings("docx")))
    headings = [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == "Heading 1"]
    assert [heading.split("\N{EN SPACE}")[0] for heading in headings] == [
        "Listing 16.2.3", "Listing 16.2.4.1", "Listing 16.2.6.1", "Listing 16.2.7.1", "Listing 16.4.1",
    ]  # fmt: skip
    assert made.listings("rtf").read_text("ascii").count(r"\outlinelevel0") == len(headings)


def test_a_second_run_gives_the_same_bytes(made: Layout, tiny: Tiny) -> None:
    paths = [*sorted((made.top / "listings").iterdir()), *(made.listings(ending) for ending in ("html", "rtf", "docx"))]
    first = [path.read_bytes() for path in paths]
    run(tiny)
    assert [path.read_bytes() for path in paths] == first


def test_a_listing_that_cannot_be_made_costs_that_listing(made: Layout, tiny: Tiny) -> None:
    tiny.add("config/trials/tiny.yaml", "displays: standard", "listings: {odd: {dataset: adae, columns: [AETREM]}}")
    assert "listings.odd.columns: AETREM is no variable of adae or ADSL (did you mean `AETERM`?)" in tiny.check().err
    layout = run(tiny)
    assert "could not be made" in layout.listed("odd", "html").read_text("utf-8")
    assert "individual values" in layout.listings("html").read_text("utf-8")


@pytest.mark.parametrize(("where", "said"), [("say so", True), ("leave out", False)])
def test_a_listing_without_records_says_so_or_is_left_out(tiny: Tiny, where: str, said: bool) -> None:
    tiny.add(
        "config/trials/tiny.yaml",
        "listings:",
        f"  severe: {{dataset: adae, title: Deadly, columns: [AETERM], where_empty: {where},"
        " records: [{column: AETERM, in: death}]}",
    )
    page = run(tiny).listings("html").read_text("utf-8")
    assert ("Deadly" in page) == said == ("No subject." in page)
