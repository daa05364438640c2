"""An estimand that asks for the standard sensitivity analyses gets them, with what shows them beside the primary."""

from __future__ import annotations

import pytest

from tests.tiny import TRIAL_FILE, Tiny
from trialstats.methods.continuous.options import Ancova
from trialstats.methods.imputation.options import ImputedValues, TippingPoint
from trialstats.methods.ranks.options import Ranks
from trialstats.methods.responders.options import Responders
from trialstats.trialfile.parts.analysis import Findings
from trialstats.trialfile.parts.display import Selected

ASKED = "    timepoint: Week 8\n    sensitivity: standard\n"
SEVERE = """\
    sensitivity: standard
    intercurrent_events: {severe: {strategy: while on treatment}}

intercurrent_events:
  severe: {label: A severe event, occurrence: adae, where: {AESEV: Severe}}
"""


@pytest.fixture
def asked(tiny: Tiny) -> Tiny:
    tiny.replace(TRIAL_FILE, "    timepoint: Week 8\n", ASKED)
    tiny.replace(
        TRIAL_FILE, "{method: ancova, estimand: primary}", "{method: ancova, estimand: primary, role: primary}"
    )
    return tiny


def test_the_primary_analysis_is_stressed_by_those_that_are_usual(asked: Tiny) -> None:
    trial = asked.load()
    added = {name: analysis for name, analysis in trial.analyses.items() if name.startswith("change_")}
    words = ("robust", "mar", "cir", "cr", "j2r")
    assert {f"change_{word}" for word in words} <= set(added)
    assert all(isinstance(one, Findings) and one.estimand == "primary" for one in added.values())
    assert {one.role for one in added.values()} == {"sensitivity"}
    robust, j2r = added["change_robust"], added["change_j2r"]
    assert isinstance(robust, Ancova)
    assert robust.std_error == "HC3"
    assert isinstance(j2r, ImputedValues)
    assert j2r.strategy == {"Laser": "J2R"}


def test_one_forest_and_one_table_show_them_beside_the_primary_at_the_timepoint(asked: Tiny) -> None:
    trial = asked.load()
    for displays in (trial.figures, trial.tables):
        shown = displays["change_sensitivity"]
        assert shown.analyses[0] == "change"
        assert {"change_robust", "change_j2r"} <= {*shown.analyses}
        assert isinstance(shown, Selected)
        assert shown.visits == ("Week 8",)
        assert shown.title == "Sensitivity analyses of pain at Week 8 (full analysis set)"


@pytest.mark.parametrize(
    ("said", "ranges"),
    [
        ("range: [0, 100], better: lower", {"Laser": (0, 25), "Sham": (-25, 0)}),
        ("range: [0, 100], better: lower, mcid: 20", {"Laser": (0, 40), "Sham": (-40, 0)}),
        ("range: [0, 100], better: higher, mcid: 20", {"Laser": (-40, 0), "Sham": (0, 40)}),
    ],
)
def test_values_are_shifted_for_the_worse_by_much_beside_what_matters(
    asked: Tiny, said: str, ranges: dict[str, tuple[float, float]]
) -> None:
    asked.replace(TRIAL_FILE, "range: [0, 100], better: lower", said)
    trial = asked.load()
    tipping = trial.analyses["change_tipping"]
    assert isinstance(tipping, TippingPoint)
    assert tipping.delta == ranges
    assert trial.figures["change_tipping"].analyses == ("change_tipping",)


def test_nothing_tells_which_way_is_worse_and_nothing_is_shifted(asked: Tiny) -> None:
    asked.replace(TRIAL_FILE, "range: [0, 100], better: lower", "range: [0, 100]")
    assert "change_tipping" not in asked.load().analyses


def test_they_stand_behind_the_primary_analysis(asked: Tiny) -> None:
    tables = asked.load().tables
    assert [*tables][:2] == ["change", "change_sensitivity"]
    assert (tables["change"].number, tables["change_sensitivity"].number) == ("14.2.1", "14.2.2")


def test_what_the_file_declares_under_a_name_stands(asked: Tiny) -> None:
    own = "  change_robust: {method: ancova, estimand: primary, role: sensitivity, covariates: [], label: Own}\n"
    asked.replace(TRIAL_FILE, "analyses:\n", f"analyses:\n{own}")
    assert asked.load().analyses["change_robust"].label == "Own"


def test_those_who_completed_are_analysed_where_the_trial_knows_them(asked: Tiny) -> None:
    asked.write("data/ends.csv", "id,reason\n003,lack of effect\n")
    asked.replace(TRIAL_FILE, "  events: {file", "  ends: {file: data/ends.csv, subject: id}\n  events: {file")
    asked.replace(TRIAL_FILE, "populations:\n", "disposition: {source: ends, reason: reason}\n\npopulations:\n")
    analysis = asked.load().analyses["change_completers"]
    assert analysis.role == "supplementary"  # who completes is known after randomisation alone
    assert isinstance(analysis, Findings)
    assert [(one.column, one.within) for one in analysis.records] == [("EOSSTT", ("COMPLETED",))]


@pytest.mark.parametrize(
    ("method", "otherwise", "label"),
    [
        ("method: responders, criteria: [{points: 10}]", "exclude", "Missing values left out"),
        (
            "method: responders, criteria: [{points: 10}], missing: exclude",
            "non-responder",
            "Missing values counted as no response",
        ),
        ("method: ranks", "worst", "Missing results ranked below all"),
    ],
)
def test_missing_values_are_counted_the_other_way(asked: Tiny, method: str, otherwise: str, label: str) -> None:
    asked.replace(TRIAL_FILE, "{method: ancova, estimand: primary,", f"{{{method}, estimand: primary,")
    asked.replace(TRIAL_FILE, "kind: estimates", "kind: ranks" if "ranks" in method else "kind: responders")
    trial = asked.load()
    stressed = trial.analyses["change_missing"]
    assert isinstance(stressed, (Responders, Ranks))
    assert (stressed.missing, stressed.label, stressed.role) == (otherwise, label, "sensitivity")
    assert trial.tables["change_missing"].analyses == ("change_missing",)
    assert asked.check().code == 0


def test_what_nothing_stresses_is_said(asked: Tiny) -> None:
    """No imputation carries one value while on treatment, and the standard errors are robust already."""
    asked.replace(TRIAL_FILE, "{method: ancova, estimand", "{method: ancova, std_error: HC3, estimand")
    asked.replace(TRIAL_FILE, "    sensitivity: standard\n", SEVERE)
    assert (
        asked.check()
        .lines[0]
        .endswith(
            "estimands.primary.sensitivity = standard has no analysis that stresses change (method ancova) under the "
            "strategies of the estimand: leave it out, and declare analyses with `role: sensitivity`"
        )
    )


def test_it_needs_a_primary_analysis(tiny: Tiny) -> None:
    tiny.replace(TRIAL_FILE, "    timepoint: Week 8\n", ASKED)
    problem = "estimands.primary.sensitivity = standard needs an analysis of the estimand that compares the arms"
    assert problem in tiny.check().err


def test_check_finds_nothing_wrong_with_them(asked: Tiny) -> None:
    outcome = asked.check()
    assert (outcome.code, outcome.err) == (0, "")
