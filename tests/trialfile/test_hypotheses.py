"""The hypotheses of a trial file: which rows they mean, what they stand for, and what is wrong with them, in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tiny import TRIAL_FILE, Tiny
from trialstats.explain.plan import whole_trial_file
from trialstats.trialfile.agreement import disagreements
from trialstats.trialfile.load import load_trial

PLAN = """\
hypotheses:
  alpha: 0.05
  nodes:
    pain: {estimand: primary, weight: 1}
    stiff: {analysis: stiffness, parameter: STIFF, visit: Week 8}
  transitions: {pain: {stiff: 1/2}}
"""
STIFF = "  stiffness: {method: ancova, dataset: adpain, population: FASFL, value: CHG}\n"


@pytest.fixture
def trial(tiny: Tiny) -> Tiny:
    tiny.spec("{method: ancova, estimand: primary}\n", "{method: ancova, estimand: primary, role: primary}\n" + STIFF)
    tiny.add(TRIAL_FILE, *PLAN.splitlines())
    return tiny


def test_hypotheses_stand_for_an_analysis_with_its_displays(trial: Tiny) -> None:
    assert trial.spec_problems() == []
    loaded = trial.load()
    analysis = loaded.analyses["hypotheses"]
    assert list(loaded.analyses)[-1] == "hypotheses"
    assert analysis.further_results == ("change", "stiffness")
    assert (loaded.tables["hypotheses"].kind, loaded.figures["hypotheses"].kind) == ("hypotheses", "hypotheses")
    assert loaded.tables["hypotheses"].title == "Confirmatory hypotheses"
    pain, stiff = (analysis.sought[name] for name in ("pain", "stiff"))  # type: ignore[attr-defined]
    assert (pain.analysis, pain.kind, pain.PARAMCD, pain.AVISIT) == ("change", "difference", "PAIN", "Week 8")
    assert (stiff.analysis, stiff.PARAMCD, stiff.AVISIT) == ("stiffness", "STIFF", "Week 8")
    assert {(one.ARM, one.REFERENCE) for one in (pain, stiff)} == {("Laser", "Sham")}


def test_a_third_is_written_as_one(trial: Tiny) -> None:
    trial.spec("{stiff: 1/2}", "{stiff: 1/3}")
    plan = trial.load().hypotheses
    assert plan is not None
    assert plan.transitions == {"pain": {"stiff": 1 / 3}}


def test_a_table_that_the_file_has_is_not_made_twice(trial: Tiny) -> None:
    trial.spec("\ntables:\n", "\ntables:\n  claims: {kind: hypotheses, title: Claims, analysis: hypotheses}\n")
    loaded = trial.load()
    assert [name for name, table in loaded.tables.items() if table.kind == "hypotheses"] == ["claims"]
    assert "hypotheses" in loaded.figures


def test_a_procedure_without_a_graph_has_no_figure(trial: Tiny) -> None:
    trial.spec("  transitions: {pain: {stiff: 1/2}}\n", "  procedure: hochberg\n")
    trial.spec(", weight: 1}", "}")
    assert "hypotheses" not in trial.load().figures


def test_hypotheses_may_name_what_the_standard_set_adds(tiny: Tiny) -> None:
    head, _, _ = tiny.read(TRIAL_FILE).partition("\nanalyses:")
    tiny.write(TRIAL_FILE, head + "\nhypotheses:\n  alpha: 0.05\n  nodes: {pain: {estimand: primary, weight: 1}}\n")
    assert tiny.spec_problems() == []
    assert "hypotheses" in tiny.load().analyses


def test_the_whole_file_loads_to_the_same_trial(trial: Tiny) -> None:
    loaded = trial.load()
    path = Path("config/trials/whole.yaml")
    path.write_text(whole_trial_file(Path(TRIAL_FILE), loaded), "utf-8")
    again = load_trial(path)
    assert again == loaded


WRONG = {
    "estimand": (
        "estimand: primary, weight",
        "estimand: primry, weight",
        "nodes.pain.estimand = primry is not a known estimand (did you mean `primary`?)",
    ),
    "analysis": (
        "analysis: stiffness, p",
        "analysis: stifness, p",
        "nodes.stiff.analysis = stifness is not a known analysis (did you mean `stiffness`?)",
    ),
    "method": (
        "analysis: stiffness, p",
        "analysis: summary, p",
        "nodes.stiff.analysis = summary is of method descriptive, which tests no hypothesis about arms; these do:",
    ),
    "parameter": (
        "parameter: STIFF",
        "parameter: STIF",
        "nodes.stiff.parameter = STIF is not a known parameter (did you mean `STIFF`?)",
    ),
    "which parameter": (
        "parameter: STIFF, ",
        "",
        "nodes.stiff.parameter is missing: which of analyses.stiffness, PAIN, STIFF, BOTH?",
    ),
    "visit": (
        "visit: Week 8}",
        "visit: Week 9}",
        "nodes.stiff.visit = Week 9 is not a known visit (did you mean `Week 8`?)",
    ),
    "no outcome there": (
        "visit: Week 8}",
        "visit: Baseline}",
        "nodes.stiff.visit = Baseline is not a known visit of analyses.stiffness (known: Week 4, Week 8)",
    ),
    "which visit": (
        ", visit: Week 8}",
        "}",
        "nodes.stiff.visit is missing: which of analyses.stiffness, Week 4, Week 8?",
    ),
    "reference": (
        "weight: 1}",
        "weight: 1, arm: Sham}",
        "nodes.pain.arm = Sham is the reference: it is compared with no other",
    ),
    "arm": (
        "weight: 1}",
        "weight: 1, arm: Lazer}",
        "nodes.pain.arm = Lazer is not a known arm (did you mean `Laser`?)",
    ),
    "weight": ("weight: 1}", "weight: 1.5}", "nodes.pain.weight = 1.5: must be less than or equal to 1"),
    "no weight": (", weight: 1}", "}", "hypotheses.nodes have no `weight`: nothing could be rejected"),
    "fraction": (
        "{stiff: 1/2}",
        "{stiff: half}",
        "transitions.pain.stiff: half is no number and no fraction such as 1/3",
    ),
    "node": ("{stiff: 1/2}", "{stif: 1/2}", "transitions.pain = stif is not a known node (did you mean `stiff`?)"),
    "itself": ("{stiff: 1/2}", "{pain: 1/2}", "hypotheses.transitions.pain passes nothing on to itself: take it out"),
    "two ways": (
        "  transitions:",
        "  procedure: holm\n  transitions:",
        "hypotheses.procedure = holm has its own transitions: leave one of the two out",
    ),
    "no way": (
        "  transitions: {pain: {stiff: 1/2}}\n",
        "",
        "says neither `transitions` nor a `procedure`, such as holm or fixed sequence",
    ),
    "alpha": ("  alpha: 0.05\n", "", "hypotheses.alpha is missing"),
    "both": (
        "analysis: stiffness, p",
        "analysis: stiffness, estimand: primary, p",
        "nodes.stiff: give either `estimand` or `analysis`",
    ),
    "weight of all": (
        "visit: Week 8}",
        "visit: Week 8, weight: 1/2}",
        "hypotheses.nodes have weights that add up to 1.5, and to 1 at most they may",
    ),
    "same": (
        "{analysis: stiffness, parameter: STIFF",
        "{analysis: change, parameter: PAIN",
        "nodes.stiff is the same comparison as pain",
    ),
    "dunnett": (
        "  transitions:",
        "  tests: parametric\n  transitions:",
        "tests = parametric, and no two hypotheses compare arms in one analysis, parameter and visit",
    ),
    "label": (
        "visit: Week 8}",
        "visit: Week 8, label: pain}",
        "nodes.stiff is called as pain is: give one of them another `label`",
    ),
    "name": (
        "  stiffness: {",
        "  hypotheses: {",
        "analyses.hypotheses has the name of what `hypotheses` at the top stands for: call it otherwise",
    ),
    "method of analyses": (
        "{method: ancova, dataset: adpain, population: FASFL, value: CHG}",
        "{method: hypotheses}",
        "analyses.stiffness.method = hypotheses is not known",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said(name: str, trial: Tiny) -> None:
    old, new, expected = WRONG[name]
    trial.spec(old, new)
    problems = trial.spec_problems()
    assert any(expected in problem for problem in problems), problems


def test_every_misspelt_name_of_one_hypothesis_is_told_at_once(trial: Tiny) -> None:
    trial.spec(
        "{estimand: primary, weight: 1}", "{estimand: primry, weight: 1, arm: Lazer, visit: Week 9, parameter: PAIM}"
    )
    at = "hypotheses.nodes.pain"
    said = [problem.partition(": ")[2] for problem in trial.spec_problems()]
    assert [one for one in said if one.startswith(at)] == [
        f"{at}.arm = Lazer is not a known arm (did you mean `Laser`?)",
        f"{at}.estimand = primry is not a known estimand (did you mean `primary`?)",
        f"{at}.parameter = PAIM is not a known parameter (did you mean `PAIN`?)",
        f"{at}.visit = Week 9 is not a known visit (did you mean `Week 8`?)",
    ]


def test_weights_and_misspelt_names_are_told_at_once(trial: Tiny) -> None:
    trial.spec("{estimand: primary, weight: 1}", "{estimand: primry, weight: 1}")
    trial.spec("visit: Week 8}", "visit: Week 9, weight: 1/2}")
    trial.spec("{stiff: 1/2}", "{stif: 1/2, pain: 1}")
    said = [problem.partition(": ")[2].partition(" (")[0] for problem in trial.spec_problems()]
    assert sorted(said) == [
        "hypotheses.nodes have weights that add up to 1.5, and to 1 at most they may",
        "hypotheses.nodes.pain.estimand = primry is not a known estimand",
        "hypotheses.nodes.stiff.visit = Week 9 is not a known visit",
        "hypotheses.transitions.pain = stif is not a known node",
        "hypotheses.transitions.pain add up to 1.5, and to 1 at most they may",
        "hypotheses.transitions.pain passes nothing on to itself: take it out",
    ]


def test_hypotheses_of_a_short_file_are_looked_at_beside_other_mistakes(tiny: Tiny) -> None:
    head, _, _ = tiny.read(TRIAL_FILE).partition("\nanalyses:")
    nodes = "{pain: {estimand: primary, weight: 1, arm: Lazer}, more: {analysis: pain_mmrm}}"
    text = f"{head}\nhypotheses:\n  alpha: 0.05\n  nodes: {nodes}\n  transitions: {{pain: {{mroe: 1}}}}\n"
    tiny.write(TRIAL_FILE, text.replace("timepoint: Week 8", "timepoint: Week 7"))
    said = [problem.partition(": ")[2].partition(" is not")[0] for problem in tiny.spec_problems()]
    assert said == [
        "estimands.primary.timepoint = Week 7",
        "hypotheses.nodes.pain.arm = Lazer",
        "hypotheses.transitions.pain = mroe",
    ]


PROCEDURES = {
    "weights of a sequence": ("  procedure: fixed sequence\n", "procedure = fixed sequence has no weights"),
    "some weights of holm": ("  procedure: holm\n", "procedure = holm needs a `weight` above 0 of every node"),
    "simes twice": ("  procedure: hommel\n  tests: simes\n", "tests = simes does not go with `procedure: hommel`"),
    "simes of bonferroni": (
        "  procedure: bonferroni\n  tests: simes\n",
        "tests = simes needs a procedure that goes on",
    ),
}


@pytest.mark.parametrize("name", PROCEDURES)
def test_what_does_not_go_together_is_said(name: str, trial: Tiny) -> None:
    new, expected = PROCEDURES[name]
    trial.spec("  transitions: {pain: {stiff: 1/2}}\n", new)
    problems = trial.spec_problems()
    assert any(expected in problem for problem in problems), problems


def test_a_check_notes_what_is_primary_and_not_tested_and_alpha_that_is_not_used(trial: Tiny) -> None:
    assert list(disagreements(trial.load())) == []
    trial.spec("    pain: {estimand: primary, weight: 1}\n", "")
    trial.spec("visit: Week 8}", "visit: Week 8, weight: 1/2}")
    trial.spec("{pain: {stiff: 1/2}}", "{}")
    assert list(disagreements(trial.load())) == [
        "analyses.change is primary, and no hypothesis is about it: the report calls its result descriptive",
        "the weights of the hypotheses add up to 0.5: the rest of alpha is spent on nothing",
    ]


@pytest.mark.parametrize(
    ("level", "sides", "told"),
    [
        ("", "two", []),  # half of alpha both
        (", level: 0.05", "one", []),
        (", level: 0.05", "two", [0.05, 0.025]),
        ("", "one", [0.025, 0.05]),
    ],
)
def test_a_check_notes_a_margin_whose_level_is_not_that_of_its_hypothesis(
    level: str, sides: str, told: list[float], trial: Tiny
) -> None:
    trial.spec("role: primary}", f"role: primary, margin: {{value: 5, justification: none{level}}}}}")
    trial.spec("  alpha: 0.05\n", f"  alpha: 0.05\n  sides: {sides}\n")
    trial.spec("{estimand: primary, weight: 1}", "{estimand: primary, weight: 1, margin: true}")
    said = "analyses.change.margin is tested at {} one-sided, and hypotheses.nodes.pain about it at {} at most"
    expected = [f"{said.format(*told)} (alpha 0.05, {sides}-sided): they may conclude differently"] if told else []
    assert list(disagreements(trial.load())) == expected


def test_what_only_follows_from_a_mistake_in_an_analysis_is_not_held_against_the_author(trial: Tiny) -> None:
    trial.spec(
        "{method: ancova, estimand: primary, role: primary}", "{method: ancovva, estimand: primary, role: primary}"
    )
    (problem,) = trial.spec_problems()
    assert "ancovva is not known (did you mean `ancova`?)" in problem
