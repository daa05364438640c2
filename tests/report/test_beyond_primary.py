"""The summary beside the primary results: harms by arm with their addresses, and quality of life if asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from tests.tiny import Tiny
from trialstats.report.beyond_primary import harms, quality_of_life
from trialstats.report.content import ReportContent
from trialstats.report.phrases import Phrase
from trialstats.results.shape import tidy

EVENTS = """\
  adae: {method: adverse_events, dataset: adae, population: ITTFL, term: AETERM, start: ASTDT, follow_up: {start: RANDDT, last_record: adpain}}
"""  # noqa: E501
ASKED = """\
  quality:
    label: Is quality of life better?
    population: FASFL
    dataset: adpain
    variable: {PARAMCD: STIFF}
    timepoint: Week 8

analyses:
  quality: {method: ancova, estimand: quality, role: secondary}
"""


def counted(variable: str, arm: str, count: int, total: int, **keys: Any) -> dict[str, Any]:
    said = {"kind": "count", "ARM": arm, "variable": variable, "count": count, "total": total, "n": count, **keys}
    return {**said, "percent": 100 * count / total, "PARAM": f"{variable.capitalize()} adverse event"}


@pytest.fixture
def content(tiny: Tiny) -> ReportContent:
    tiny.spec("\nanalyses:\n", f"{ASKED}{EVENTS}")
    tiny.spec("  adpain:\n    source: vas\n", "  adpain:\n    source: vas\n    label: Symptoms\n")
    rows = [
        counted("ANY", "Laser", 2, 3),
        counted("ANY", "Sham", 1, 4),
        counted("ANY", "All", 3, 7),
        counted("ANY", "Laser", 2, 3, group="Skin"),
        counted("SERIOUS", "Laser", 0, 3),
        counted("SERIOUS", "Sham", 1, 4),
        counted("FATAL", "Laser", 1, 3),
        counted("FATAL", "Sham", 0, 4),
        counted("RELATED", "Sham", 1, 4),
    ]
    whole = {"PARAMCD": "STIFF", "AVISIT": "Week 8", "measure": "CHG", "PARAM": "Stiffness"}
    means = [{**whole, "kind": "lsmean", "ARM": arm, "estimate": value, "n": 3} for arm, value in MEANS.items()]
    difference = {**whole, "kind": "difference", "ARM": "Laser", "REFERENCE": "Sham", "estimate": -4.0, "n": 6}
    found = pd.concat([tidy(rows, "adae"), tidy([*means, difference], "quality")], ignore_index=True)
    nothing = pd.DataFrame(columns=["flag", "label", "ARM", "count", "total", "id"])
    return ReportContent(tiny.load(), found, nothing, pd.DataFrame(), pd.DataFrame(), pd.DataFrame())


MEANS = {"Laser": -6.0, "Sham": -2.0}


def text(phrases: Iterable[Phrase]) -> str:
    return "".join(phrase.text for phrase in phrases)


def test_any_serious_and_fatal_events_by_arm(content: ReportContent) -> None:
    told = harms(content)
    assert [text(line) for line in told] == [
        "Any adverse event: 2 of 3 (66.7%) with Laser; 1 of 4 (25.0%) with Sham.",
        "Serious adverse event: 0 of 3 (0.0%) with Laser; 1 of 4 (25.0%) with Sham.",
        "Fatal adverse event: 1 of 3 (33.3%) with Laser; 0 of 4 (0.0%) with Sham.",
    ]
    addresses = [phrase.ard for phrase in told[0] if phrase.ard]
    assert addresses == ["adae/count/Laser/ANY:count,total,percent", "adae/count/Sham/ANY:count,total,percent"]


def test_nothing_is_said_of_harms_that_nobody_analysed(content: ReportContent) -> None:
    assert harms(replace(content, rows=content.rows[content.rows["analysis"] != "adae"])) == []


def test_quality_of_life_by_its_main_analysis(content: ReportContent) -> None:
    (result,) = quality_of_life(content)
    assert (result.analysis, result.question) == ("quality", "Is quality of life better?")
    assert "Laser" in text(result.answers[0])


def test_another_question_is_not_of_quality_of_life(content: ReportContent, tiny: Tiny) -> None:
    tiny.spec("Is quality of life better?", "Is stiffness less?")
    assert quality_of_life(replace(content, trial=tiny.load())) == []
