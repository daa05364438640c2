"""The facts of a run are those of its files: each number, where it is shown, and what was done."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

import pandas as pd
import pytest

from tests.in_process import run_steps
from tests.tiny import TRIAL, TRIAL_FILE, Tiny
from trialstats.explain.facts import TrialFacts
from trialstats.explain.sentences import CALLED, direction, sentence
from trialstats.plan.layout import Layout
from trialstats.results.kinds import Kind
from trialstats.steps.facts import facts_of, of_run
from trialstats.trialfile.load import load_trial

DIFFERENCE = "change/difference/PAIN/CHG/Week 8/Laser/Sham"


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A tiny trial that ran, in a folder of its own."""
    top = tmp_path_factory.mktemp("finished")
    with chdir(top):
        Tiny().write(TRIAL_FILE, TRIAL)
        run_steps("tiny")
        yield top


@pytest.fixture(scope="module")
def facts(finished: Path) -> TrialFacts:
    layout = Layout("tiny")
    return facts_of(load_trial(Path(TRIAL_FILE)), layout, of_run(layout))


def test_every_statistic_is_a_fact_of_its_row(facts: TrialFacts) -> None:
    ard = pd.read_parquet(Layout("tiny").ard)
    numbers = ard[ard["stat"].notna()]
    told = {each.id: each.value for row in facts.rows.values() for each in row.statistics}
    assert told == dict(zip(numbers["id"], numbers["stat"], strict=True))
    assert set(facts.rows) == set(ard["row_id"])


def test_a_row_says_what_it_is_and_who_gains(facts: TrialFacts) -> None:
    row = facts.rows[DIFFERENCE]
    assert row.sentence == "Difference in change from baseline in pain, Laser minus Sham, at Week 8"
    assert row.direction == (
        "Lower values are better; 0 would be no difference, above it speaks for Sham, below it for Laser."
    )


def test_a_row_says_what_displays_print_of_it(facts: TrialFacts) -> None:
    printed = {seen.text for seen in facts.rows[DIFFERENCE].seen if seen.display == "table change"}
    csv = Layout("tiny").table("change", "csv").read_text("utf-8")
    assert printed
    assert all(text in csv for text in printed)
    assert all(facts.displays[seen.display].analyses == ("change",) for seen in facts.rows[DIFFERENCE].seen)


def test_an_analysis_says_where_it_comes_from(facts: TrialFacts) -> None:
    analysis = facts.analyses["change"]
    lines = TRIAL.splitlines()
    assert {place.key: lines[place.line - 1].strip() for place in analysis.places} == {
        "analyses.change": "change: {method: ancova, estimand: primary}",
        "estimands.primary": "primary:",
        "populations.FASFL": lines[next(n for n, line in enumerate(lines) if "FASFL: {" in line)].strip(),
        "datasets.adpain": "adpain:",
        "sources.vas": "vas:",
    }
    assert [each.path for each in analysis.files] == ["data/subjects.csv", "data/vas.csv"]
    manifest = json.loads(Layout("tiny").manifest.read_text("utf-8"))
    assert {each.path: each.sha256 for each in analysis.files}.items() <= manifest["inputs"].items()


def test_records_add_up(facts: TrialFacts) -> None:
    for name, analysis in facts.analyses.items():
        if analysis.chosen:
            first, *others, last = analysis.chosen
            assert (first.what, last.what) == ("in", "used"), name
            assert first.count == last.count + sum(each.count for each in others), name


def test_the_values_are_followed_to_their_columns(facts: TrialFacts) -> None:
    words = {each.variable: each.words for each in facts.analyses["change"].datasets[0].derivations}
    assert words["PAIN"] == "column result of data/vas.csv, where item is PAIN, in mm"
    assert words["CHG"] == "the value minus BASE, at visits after baseline"


def test_every_kind_has_its_words() -> None:
    assert set(CALLED) == set(Kind)
    for kind in Kind:
        keys = {"analysis": "a", "kind": str(kind), "PARAM": "Pain", "ARM": "A", "REFERENCE": "B", "AVISIT": "Week 4"}
        assert "{" not in sentence(keys)
        assert direction(keys, "lower").count("difference") <= 1


def test_ratios_and_chances_have_their_own_point_of_no_difference() -> None:
    keys = {"analysis": "a", "PARAM": "Pain", "ARM": "A", "REFERENCE": "B"}
    assert direction({**keys, "kind": "ratio"}, "higher") == (
        "Higher values are better; 1 would be no difference, above it speaks for A, below it for B."
    )
    assert direction({**keys, "kind": "win_probability"}, "lower") == (
        "0.5 would be no difference; above it speaks for A, below it for B."
    )
    assert direction({**keys, "kind": "odds_ratio"}, "lower") == "1 would be no difference."
