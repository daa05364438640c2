"""What the page says of an earlier run: each number, record, input and module that is another one now."""

from __future__ import annotations

import json
import re
import shutil
from contextlib import chdir
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from tests.in_process import run_steps
from tests.report.examples import content
from tests.tiny import TRIAL, TRIAL_FILE, Tiny
from trialstats.compare.runs import DatasetChange, NumberChange, RunsCompared
from trialstats.errors import DataError, SpecError
from trialstats.report import build_report
from trialstats.report.changes import ITEMS, NOT_COMPARED, NUMBERS, changes
from trialstats.report.content import Since
from trialstats.verbs.report import report

ID = "pain_mmrm/difference/PAIN/CHG/Week 12/DTLT/Sham:estimate"
NOTHING = RunsCompared((), (), (), (), (), (), settings_known=True, code=(), versions=(), likely={})
LABELS = {"pain_mmrm": "Pain, MMRM"}


def numbers(count: int) -> tuple[NumberChange, ...]:
    return tuple(
        NumberChange(f"pain_mmrm/x {at}:n", "pain_mmrm", 100.0, 100.0 + at, None) for at in range(1, count + 1)
    )


def test_the_largest_differences_come_first_and_all_are_counted() -> None:
    found = replace(NOTHING, numbers=numbers(NUMBERS + 5), likely={"pain_mmrm": ("records of adpain", "setting x")})
    (analysis,) = changes(found, "earlier", LABELS).analyses
    assert (analysis.label, analysis.count, len(analysis.rows)) == ("Pain, MMRM", NUMBERS + 5, NUMBERS)
    assert analysis.rows[0]["id"] == f"pain_mmrm/x {NUMBERS + 5}:n"
    assert analysis.largest == "20%"  # 25 of 125
    assert analysis.likely == "records of adpain, setting x"


def test_what_else_differs_is_listed_the_first_of_it_with_the_number_of_all() -> None:
    records = tuple(f"00{at} PAIN Week 4" for at in range(ITEMS + 2))
    dataset = DatasetChange(
        "adpain", ("007",), (), records, (), {"AVAL": ("001 PAIN Week 8",), "A": ("gone",), "B": ("new",)}
    )
    found = replace(NOTHING, datasets=(dataset,), inputs=("data/vas.csv: changed",), code=("engines/mmrm.py: changed",))
    listed = {other.title: (other.count, other.first) for other in changes(found, "earlier", LABELS).others}
    assert listed == {
        "Subjects of adpain in the earlier run alone": (1, ("007",)),
        "Records of adpain in the earlier run alone": (ITEMS + 2, records[:ITEMS]),
        "Variables of adpain in the earlier run alone": (1, ("A",)),
        "Variables of adpain in this run alone": (1, ("B",)),
        "Records of adpain with another AVAL": (1, ("001 PAIN Week 8",)),
        "Input files": (1, ("data/vas.csv: changed",)),
        "Modules of the program": (1, ("engines/mmrm.py: changed",)),
    }


def test_settings_that_could_not_be_compared_are_not_the_same() -> None:
    (settings,) = changes(replace(NOTHING, settings_known=False), "earlier", LABELS).others
    assert settings.first == (NOT_COMPARED,)


def test_the_page_has_the_section_only_where_there_is_an_earlier_run() -> None:
    assert 'id="changes"' not in build_report(content())
    page = build_report(content(since=Since("<old>", NOTHING)))
    assert "&lt;old&gt;" in page
    assert "All numbers and records are the same." in page


def test_a_number_of_now_leads_to_its_row_and_the_panel_knows_the_earlier_one() -> None:
    number = NumberChange(ID, "pain_mmrm", -11.5, -12.29, (("\u221211.5 (2.70)",), ("\u221212.3 (2.70)",)))
    found = replace(NOTHING, numbers=(number,), likely={"pain_mmrm": ("not explained",)})
    page = build_report(content(since=Since("earlier", found)))
    assert f'<span data-ard="{ID}">\u221212.29</span>' in page
    assert "\u221211.5 (2.70)" in page
    facts = json.loads(re.search(r'id="facts">(.*?)</script>', page, re.DOTALL)[1])
    assert facts["earlier"] == {ID: -11.5}


@pytest.fixture
def results(tmp_path: Path) -> Path:
    with chdir(tmp_path):
        Tiny().write(TRIAL_FILE, TRIAL)
        return tmp_path / run_steps("tiny").top


def test_a_run_is_compared_with_one_that_was_kept(results: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(results.parent.parent)
    before = (results / "report.html").read_bytes()
    kept = shutil.copytree(results, Path("kept").absolute())
    ard = pd.read_parquet(kept / "ard.parquet")
    chosen = ard.index[ard["id"] == "change/difference/PAIN/CHG/Week 8/Laser/Sham:estimate"]
    assert len(chosen) == 1
    ard.loc[chosen, "stat"] += 1
    ard.to_parquet(kept / "ard.parquet")
    assert report("tiny", kept) == 0
    page = (results.parent / "tiny.changes.html").read_text("utf-8")
    assert (results / "report.html").read_bytes() == before
    assert "Since the run in <code>kept</code>." in page
    assert "change/difference/PAIN/CHG/Week 8/Laser/Sham:estimate" in page
    linked = re.findall(r'<a href="(tiny/[^"]*)"', page)
    assert linked
    assert all((results.parent / file).is_file() for file in linked)
    with pytest.raises(SpecError, match="is the run itself"):
        report("tiny", results)
    with pytest.raises(DataError, match="no such file"):
        report("tiny", Path("nowhere").absolute())
