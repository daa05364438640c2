"""The page as a whole: self-contained, well formed, the same each time, nothing unescaped."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import html
import json
import re
from html.parser import HTMLParser

import pandas as pd
import pytest

from tests.report.examples import content, figure, pain_table, results
from trialstats.report import build_report
from trialstats.report.content import ACCOUNTING, EXCLUSIONS, POPULATIONS
from trialstats.report.script import as_json, early_script, late_script

VOID = {"meta", "br", "col", "link", "img", "hr", "input"}


class Page(HTMLParser):
    """Collect ids, links and visible text; check that elements close in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.headers: list[str] = []
        self.addresses: list[str] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {key: value or "" for key, value in attrs}
        self.ids += [named["id"]] if "id" in named else []
        self.links += [named["href"][1:]] if named.get("href", "").startswith("#") else []
        self.headers += named.get("headers", "").split() + named.get("aria-labelledby", "").split()
        self.addresses += [named["data-ard"]] if "data-ard" in named else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] not in ("style", "script"):
            self.words.append(data)


@pytest.fixture(scope="module")
def report() -> str:
    return build_report(content())


def test_it_is_well_formed_and_every_id_is_unique(report: str) -> None:
    page = Page(report)
    assert len(page.ids) == len(set(page.ids))
    assert set(page.links) <= set(page.ids)
    assert set(page.headers) <= set(page.ids)


def test_it_loads_nothing(report: str) -> None:
    assert "http:" not in report
    assert "https:" not in report
    assert not re.search(r"<(link|img|iframe|object)\b|<script[^>]* src|@import|url\((?!#)", report)


def test_a_browser_runs_the_script_of_the_page_and_nothing_else(report: str) -> None:
    policy = html.unescape(re.search(r'Content-Security-Policy" content="([^"]*)"', report)[1])
    scripts = re.findall(r"<script>(.*?)</script>", report, re.DOTALL)
    digests = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    assert policy.startswith(
        "default-src 'none'; script-src " + " ".join(f"'sha256-{digest}'" for digest in digests) + ";"
    )


def test_the_script_reads_nothing_of_the_data_as_html_and_runs_no_text() -> None:
    script = early_script() + late_script()
    assert not re.search(
        r"innerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|fetch\(|XMLHttpRequest", script
    )


def test_no_text_can_end_the_facts() -> None:
    facts = as_json({"a": "</script><script>alert(1)</script>\u2028"})
    assert "<" not in facts
    assert json.loads(facts) == {"a": "</script><script>alert(1)</script>\u2028"}


def test_it_is_the_same_each_time(report: str) -> None:
    assert build_report(content()) == report


def test_every_number_of_results_leads_back_to_a_row(report: str) -> None:
    known = {*results()["id"], "thresholds/value/PAIN"}  # the counts of this made-up trial have no ids
    addresses = Page(report).addresses
    assert addresses
    assert {address.rpartition(":")[0] for address in addresses} <= known


def test_nothing_is_written_as_python_does(report: str) -> None:
    assert not re.search(r"\b(nan|NaN|None|NaT|True|False|undefined)\b|<NA>", " ".join(Page(report).words))


def test_text_of_the_trial_is_escaped(report: str) -> None:
    for text in ("Laser <or> sham", "VAS = 104 <high>", "no complete record of arm <Sham>"):
        assert text not in report
        assert html.escape(text) in report
    assert '"Alt of &quot;means&quot;"' in report


def test_the_notice_stands_in_the_head_and_on_every_printed_page(report: str) -> None:
    assert '<p class="notice" role="note">Synthetic data; no patient exists.</p>' in report
    assert re.search(r'@top-left \{ content: "LASER.*"; \}', report)


def test_a_hostile_notice_cannot_leave_the_style_sheet() -> None:
    trial = content().trial.model_copy(update={"notice": '"; } </style><script>x</script>'})
    assert "<script>x" not in build_report(content(trial=trial))


def test_displays_come_in_the_order_of_their_numbers(report: str) -> None:
    order = ["figure-means", "table-first", "table-second", "figure-courses", "figure-last"]
    assert re.findall(r'<figure class="[^"]*" id="([^"]*)"', report) == order
    assert Page(report).ids.index("results-1") < Page(report).ids.index("results-2")


def numbers_of_headings(page: str) -> list[str]:
    """The sections of ICH E3 that headings have, in the order of the page."""
    return re.findall(r'<h[2-4][^>]*><span class="e3">([^<]*)</span>', page)


def test_no_two_headings_have_one_section_of_ich_e3(report: str) -> None:
    whole = content()
    first, *others = whole.tables
    more = [
        dataclasses.replace(first, name=f"more_{place}", number=f"14.4.{place}", section=section)
        for place, section in enumerate(("Biomarkers", "Reporting"), start=1)
    ]
    page = build_report(dataclasses.replace(whole, tables=(first, *others, *more)))
    assert '<span class="e3">14.4</span> Biomarkers</h3>' in page
    assert ">Reporting</h3>" in page
    for each in (report, page):
        numbers = numbers_of_headings(each)
        assert len(numbers) > 5
        assert numbers == sorted(set(numbers), key=lambda number: [int(part) for part in number.split(".")])
        nav = each[each.index('<nav class="contents"') : each.index("</nav>")]
        assert re.findall(r'<span class="e3">([^<]*)</span>', nav) == numbers


def test_headings_stand_on_the_turned_page_of_the_wide_table_that_they_head() -> None:
    table = dataclasses.replace(pain_table(results(), "first", "14.1.1", "Subjects"), width=200)
    page = build_report(content(tables=(table,), figures=()))
    assert '<h2 id="results" class="wide">' in page
    assert '<h3 id="results-1" class="wide">' in page
    assert '<h2 id="results">' in build_report(content())


def test_pages_of_tables_lose_their_frame(report: str) -> None:
    assert report.count("<!DOCTYPE") == 1
    assert report.count("<style>") == 1


def test_same_figures_do_not_share_ids() -> None:
    two = (figure("a", "1"), figure("b", "2"))
    page = build_report(content(figures=two))
    assert "url(#f-a-p1)" in page
    assert 'href="#f-b-m1"' in page
    assert "#f-a-svg *{stroke-linejoin" in page
    assert "Week 12 &amp; more" in page


def test_a_report_of_next_to_nothing() -> None:
    nothing = {
        name: pd.DataFrame(columns=list(columns))
        for name, columns in {"populations": POPULATIONS, "accounting": ACCOUNTING, "exclusions": EXCLUSIONS}.items()
    }
    empty = {"tables": (), "figures": (), "diagnostics": {}, "failures": {}, "versions": {}, "inputs": {}}
    page = Page(build_report(content(rows=results().iloc[:0], **nothing, **empty)))
    assert "Nothing was left out." in page.words
    assert set(page.links) <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))


def test_an_empty_table_can_be_shown() -> None:
    rows = results().iloc[:0]
    assert "No results." in build_report(content(tables=(pain_table(rows, "empty", "1"),)))


def test_no_record_of_the_listing_is_a_formula_in_a_spreadsheet() -> None:
    plain = content()
    formula = "=cmd|' /C calc'!A1"
    found = plain.exclusions.assign(example=[formula], dataset="-001")
    page = Page(build_report(dataclasses.replace(plain, exclusions=found)))
    assert f"'{formula}" in page.words
    assert formula not in page.words
    assert "-001" in page.words
