"""The reviewer's guide: the study, every dataset, every row in, what is not used, and how it is run again."""

from __future__ import annotations

import json

import pandas as pd

from tests.standards.conftest import Package
from trialstats.standards.guide.blocks import Commands, Items, Paragraph, Section, Table, as_markdown, as_page
from trialstats.standards.guide.content import Finding, conformance


def test_it_tells_of_the_study_and_of_every_dataset(package: Package) -> None:
    guide = (package.datasets / "adrg.md").read_text("utf-8")
    for heading in ("2.2 Treatments", "2.4 Analysis populations", "5.1 ADSL", "5.4 ADAE", "6.1 Conformance checks"):
        assert f"### {heading}" in guide
    assert "| Laser | active | 3 |" in guide
    assert "| FASFL | Full analysis set | 6 |" in guide
    records = len(pd.read_parquet(package.adam("adpain")))
    keys = "STUDYID USUBJID PARAMCD AVISITN"
    assert f"| ADPAIN | Findings: Pain, Stiffness | Basic data structure | {keys} | {records} | 6 |" in guide
    assert "| ADAE | events | data/events.csv | 3 | 3 | 0 |" in guide
    assert "trialstats package tiny" in guide
    manifest = json.loads((package.top / "results/tiny/manifest.json").read_text("utf-8"))
    assert all(digest in guide for digest in manifest["inputs"].values())
    assert "'ä' is written as 'a' in 1 values of adae.AETERM" in guide
    assert "datasetJSONCreationDateTime of Dataset-JSON, CreationDateTime of define.xml and the dates within" in guide


def test_it_names_the_house_style_and_brings_it_along(package: Package) -> None:
    brought = package.study / "analysis/adam/programs/style.yaml"
    assert brought.read_bytes() == (package.top / "house/style.yaml").read_bytes()
    assert "style.yaml at house/style.yaml" in (brought.parent / "README.md").read_text("utf-8")


def test_word_has_what_the_page_has(package: Package) -> None:
    import docx
    from lxml import html

    document = docx.Document(str(package.datasets / "adrg.docx"))
    page = html.parse(str(package.datasets / "adrg.html")).getroot()
    heads = [one.text for one in document.paragraphs if (one.style.name or "").startswith(("Heading", "Title"))]
    assert heads == [one.text_content() for one in page.iter("h1", "h2", "h3", "h4")]
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert cells == [one.text_content() for one in page.iter("th", "td")]
    repeated = [table.rows[0]._tr.trPr.find(docx.oxml.ns.qn("w:tblHeader")) for table in document.tables]
    assert len(repeated) > 5
    assert None not in repeated


def test_what_checks_find_is_a_table() -> None:
    assert conformance(None) == Paragraph("No conformance checks were run with this package.")
    assert conformance([]) == Paragraph("The conformance checks found nothing.")
    found = conformance([Finding("AD0001", "ADSL", "USUBJID", 2, "is not unique")])
    assert isinstance(found, Table)
    assert found.rows == (("AD0001", "ADSL", "USUBJID", "2", "is not unique"),)


HOSTILE = "<script>alert(1)</script> | *x* [a](b) `c`"


def test_what_users_write_is_text_in_both_forms() -> None:
    blocks = [Paragraph(HOSTILE), Items((HOSTILE,)), Table(("A", "B"), ((HOSTILE, "1"),)), Commands((HOSTILE,))]
    sections = [Section(HOSTILE, blocks)]
    page = as_page(HOSTILE, sections, "")
    assert "<script" not in page
    assert page.count("&lt;script&gt;") == 8
    rows = [line for line in as_markdown("Title", sections).splitlines() if line.startswith("|")]
    assert rows[-1] == "| \\<script\\>alert(1)\\</script\\> \\| \\*x\\* \\[a\\](b) \\`c\\` | 1 |"
