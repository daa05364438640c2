"""What the trial file may say of questionnaires and associations, and what is said back."""

from __future__ import annotations

import pytest

from tests.tiny import Tiny

INSTRUMENT = 'instrument: {name: sf36, version: v1, items: "q{n:02d}"}'
LAST = "  summary: {method: descriptive, dataset: adpain, population: FASFL}\n"


def problems(tiny: Tiny, analysis: str, **changes: str) -> list[str]:
    """Add an analysis to the tiny trial and say what is wrong, without the number of the line."""
    tiny.spec(LAST, LAST + f"  new: {{{analysis}}}\n")
    for old, new in changes.items():
        tiny.spec(old, new)
    return [problem.partition(": ")[2] for problem in tiny.spec_problems()]


NEW = "dataset: adqs, population: FASFL"
PAIN = "dataset: adpain, population: FASFL"


@pytest.mark.parametrize(
    "analysis",
    [
        f"method: questionnaire_quality, {NEW}, limit: 20",
        f"method: reliable_change, {NEW}, parameters: SF36PF",
        f"method: association, {PAIN}, parameters: STIFF, outcome: {{dataset: adqs, PARAMCD: SF36PF}}",
        f"method: association, {PAIN}, parameters: STIFF, outcome: {{dataset: adpain, PARAMCD: PAIN}}, covariates: AGE",
    ],
)
def test_what_may_be_said(tiny: Tiny, analysis: str) -> None:
    assert problems(tiny, analysis) == []


@pytest.mark.parametrize(
    ("analysis", "said"),
    [
        (
            f"method: questionnaire_quality, {PAIN}",
            "analyses.new.dataset = adpain has no `instrument`, whose items questionnaire_quality needs",
        ),
        (
            f"method: reliable_change, {NEW}, reliability: {{SF36XX: 0.9}}, reliability_source: x",
            "analyses.new.reliability.SF36XX is not a known parameter (did you mean",
        ),
        ("method: norms, dataset: adqs", "analyses.new.dataset = adqs has no instrument with `norms`"),
        ("method: norms, dataset: adq", "analyses.new.dataset = adq is not a known dataset (did you mean `adqs`?)"),
        (
            f"method: association, {PAIN}, parameters: STIFF, outcome: {{dataset: adqs, PARAMCD: SF36P}}",
            "analyses.new.outcome.PARAMCD = SF36P is not a known parameter",
        ),
        (
            f"method: association, {PAIN}, parameters: [STIFF, PAIN], outcome: {{dataset: adpain, PARAMCD: PAIN}}",
            "analyses.new.outcome.PARAMCD = PAIN is one of `parameters` too, and goes with itself",
        ),
        (
            f"method: association, {PAIN}, outcome: {{dataset: adqs, PARAMCD: SF36PF}}, changes_at: Baseline",
            "analyses.new.changes_at = Baseline is the baseline visit, which has no change",
        ),
        (
            f"method: association, {PAIN}, outcome: {{dataset: adqs, PARAMCD: SF36PF}}, visits: [Week 4, Week 8]",
            "analyses.new.visits lack Baseline, from which changes count",
        ),
        (
            f"method: association, {PAIN}, outcome: {{dataset: adqs, PARAMCD: SF36PF}}, covariates: AG",
            "analyses.new.covariates = AG is not a known covariate (did you mean `AGE`?)",
        ),
        (
            f"method: association, {PAIN}, outcome: {{dataset: adqs, PARAMCD: SF36PF}}, role: primary",
            "analyses.new.role",
        ),
    ],
)
def test_what_cannot_be_is_said(tiny: Tiny, analysis: str, said: str) -> None:
    found = problems(tiny, analysis)
    assert len(found) == 1
    assert found[0].startswith(said)


def test_thresholds_need_a_source_and_a_parameter(tiny: Tiny) -> None:
    tiny.spec(INSTRUMENT, INSTRUMENT[:-1] + ", mcid: {SF36PF: 5}}")
    (problem,) = tiny.spec_problems()
    assert "`mcid` needs an `mcid_source`" in problem
    tiny.spec("mcid: {SF36PF: 5}", "mcid: {SF36PG: 5}, mcid_source: x")
    (problem,) = tiny.spec_problems()
    assert "mcid.SF36PG is not a known parameter (did you mean" in problem


def test_a_profile_names_what_it_draws(tiny: Tiny) -> None:
    tiny.spec(LAST, LAST + "  quality: {method: descriptive, dataset: adqs, population: FASFL}\n")
    tiny.add(
        "config/trials/tiny.yaml",
        "figures:",
        "  profile: {kind: sf36_profile, title: Profile, analysis: quality, norms: true, intervals: true}",
    )
    assert {problem.partition(": ")[2] for problem in tiny.spec_problems()} == {
        "figures.profile.norms needs an analysis of method norms under `analysis`",
        "figures.profile.intervals needs `intervals: true` in its descriptive analysis",
    }


@pytest.mark.parametrize(
    ("analysis", "scores", "said"),
    [
        ("summary", "0-100", ["figures.profile.analysis = summary describes no 0-100 score of the SF-36 or RAND-36"]),
        ("quality", "0-100", []),
        ("quality", "T", ["figures.profile.analysis = quality describes no T score of the SF-36 or RAND-36"]),
    ],
)
def test_a_profile_of_what_has_no_such_scales(tiny: Tiny, analysis: str, scores: str, said: list[str]) -> None:
    tiny.spec(LAST, LAST + f"  quality: {{method: descriptive, {NEW}}}\n")
    figure = f"{{kind: sf36_profile, title: Profile, analysis: {analysis}, scores: {scores}}}"
    tiny.add("config/trials/tiny.yaml", f"figures:\n  profile: {figure}")
    assert [problem.partition(": ")[2] for problem in tiny.spec_problems()] == said
