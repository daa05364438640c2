"""Every number that the report shows is in the analysis results data, and carries its id."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.steps.page_walk import Text, walk
from trialstats.display.numbers import MINUS
from trialstats.results.kinds import Kind

if TYPE_CHECKING:
    from conftest import Finished

NUMBER = re.compile(r"\d")

# Where a digit is no result: headings and titles, names of rows and columns, words of the trial file, notes that
# explain, versions and digests, and the lines of the listing (places in files, not statistics).
NO_RESULTS = {
    "script",
    "style",
    "title",
    "nav",
    "h1",
    "h2",
    "h3",
    "h4",
    "code",
    "digest",
    "caption",
    "gt_title",
    "gt_subtitle",
    "gt_sourcenotes",
    "gt_stub",
    "gt_group_heading",
    "row-heading",
    "question",
    "notice",
    "study",
    "statistical-methods",  # of a paper: how it was done, not what was found
    "references",
    "source",
    "#reproducibility",
    "#estimands",
}

# Names that hold digits: of visits, of datasets, of files with the lines in them, of columns, of instruments.
NAMES = re.compile(r"Week \d+|SF36\w*|SF-36|sf36|PCS\w*|\d+% CI|data/\S+")


def statistics(address: str) -> set[str]:
    """Split `id:a,b` into `id:a` and `id:b`."""
    row, _, names = address.rpartition(":")
    return {f"{row}:{name}" for name in names.split(",")}


@pytest.fixture(scope="module")
def texts(finished_tiny: Finished) -> list[Text]:
    return walk(finished_tiny.report)


def test_every_address_of_the_report_is_an_id_of_the_results(finished_tiny: Finished, texts: list[Text]) -> None:
    known = set(finished_tiny.ard["id"])
    addresses = {text.ard for text in texts if text.ard}
    assert len(addresses) > 400
    assert {one for address in addresses for one in statistics(address)} <= known


def test_every_number_that_is_no_note_of_a_fit_has_its_facts_on_the_page(finished_tiny: Finished) -> None:
    """What the panel of a number tells is in the page: the row in words, and every statistic that the page shows."""
    found = re.search(r'<script type="application/json" id="facts">(.*?)</script>', finished_tiny.report, re.DOTALL)
    assert found is not None
    told = json.loads(found[1])["rows"]
    main = finished_tiny.report[: found.start()]
    shown = {address for text in re.findall(r'data-ard="([^"]*)"', main) for address in statistics(html.unescape(text))}
    kinds = finished_tiny.ard.set_index("id")["kind"]
    for address in sorted(shown):
        row, _, statistic = address.rpartition(":")
        if kinds[address] != Kind.DIAGNOSTIC:
            assert statistic in told[row][1], address


def test_ids_are_unique(finished_tiny: Finished) -> None:
    assert finished_tiny.ard["id"].is_unique


def is_listing(text: Text) -> bool:
    """Tell the records and their examples: texts as they were received, with their places in files."""
    return "td" in text.inside and "number" not in text.inside and "#data" in text.inside


def naked(texts: list[Text]) -> list[str]:
    """Find the numbers without an address: in tables, summary, populations and accounts.

    Subjects counted by the pattern of their visits, and records by listing, are no results.
    """
    return [
        text.words.strip()
        for text in texts
        if not text.ard
        and not NO_RESULTS & text.inside
        and not is_listing(text)
        and not {"#diagnostics", "#visits", "#listings", "note"} & text.inside
        and NUMBER.search(NAMES.sub("", text.words))
    ]


def test_no_number_of_results_is_without_an_address(texts: list[Text]) -> None:
    assert naked(texts) == []


def test_the_walk_would_find_a_number_without_an_address(finished_tiny: Finished) -> None:
    spoilt = re.sub(r'<span class="lead-\d" data-ard="[^"]*">', "<span>", finished_tiny.report)
    assert len(naked(walk(spoilt))) > 100


def test_no_number_of_the_diagnostics_is_without_an_address(texts: list[Text]) -> None:
    inside = [text for text in texts if "#diagnostics" in text.inside and not {"h3", "h4", "code"} & text.inside]
    cells = [text for text in inside if ("td" in text.inside or "dd" in text.inside) and not text.ard]
    alone = [text.words.strip() for text in cells if re.fullmatch(r"[−\d.e]+", text.words.strip())]
    grids = [text.words for text in cells if "td" in text.inside and NUMBER.search(NAMES.sub("", text.words))]
    assert alone == []
    assert grids == []
    assert sum(text.ard is not None for text in inside) > 100


def test_what_is_written_is_what_the_results_hold(finished_tiny: Finished, texts: list[Text]) -> None:
    """Each lone number agrees with its statistic to the digits that are shown."""
    held = finished_tiny.ard.set_index("id")["stat"]
    compared = 0
    for text in texts:
        plain = text.words.strip().replace(MINUS, "-")
        if not text.ard or "," in text.ard.rpartition(":")[2] or not re.fullmatch(r"-?[\d.]+", plain):
            continue
        digits = len(plain.partition(".")[2])
        assert abs(float(plain) - held[text.ard]) <= max(0.5000001 * 10**-digits, 5e-4 * abs(held[text.ard])), text
        compared += 1
    assert compared > 300
