"""What a run would refuse for reasons of trial file or data is found by `check`, and what it lets through is drawn."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import import_module

import pytest

from tests.tiny import TRIAL_FILE, Tiny

ANALYSES = """\
analyses:
  change: {method: ancova, estimand: primary}
  size: {method: effect_size, estimand: primary}
  summary: {method: descriptive, dataset: adpain, population: FASFL}
  courses:
    method: medication
    dataset: adae
    population: ITTFL
    treatment: AETERM
    counts: taken
    end: AENDT
    follow_up: {start: RANDDT, last_record: adpain}
  curve: {method: responder_curve, dataset: adpain, population: ITTFL, parameters: PAIN, step: 20, draws: 200, permutations: 200}
"""  # noqa: E501 - a trial file


@pytest.fixture
def shown(tiny: Tiny) -> Callable[[str], Tiny]:
    """The tiny trial with other analyses, and a figure or table."""
    described = tiny.read(TRIAL_FILE).partition("analyses:\n")[0]
    tiny.write(TRIAL_FILE, described + ANALYSES)
    tiny.spec(
        "ASTDT: {column: start, type: date}",
        "ASTDT: {column: start, type: date}\n      AENDT: {column: start, type: date}",
    )

    def add(displays: str) -> Tiny:
        tiny.write(TRIAL_FILE, f"{tiny.read(TRIAL_FILE)}{displays}\n")
        return tiny

    return add


TAKEN = (
    "= courses counts courses taken, also those begun before the follow-up, in which nobody's first course is known; "
    "this kind needs `counts: started`"
)
DISPLAYS = {
    "figures: {f: {kind: forest, title: T, analysis: size}}": (
        "figures.f.analysis = size is of method effect_size; a forest that shows it is `standardised: true`"
    ),
    "figures: {f: {kind: forest, title: T, analysis: change, standardised: true}}": (
        "figures.f.analysis = change is of method ancova; a standardised forest shows effect_size"
    ),
    "figures: {f: {kind: medication, title: T, analysis: courses}}": f"figures.f.analysis {TAKEN}",
    "figures: {f: {kind: lsmeans, title: T, analysis: change, parameters: STIFF}}": (
        "figures.f.parameters = STIFF is not a known parameter of its analysis (known: PAIN)"
    ),
    "figures: {f: {kind: lsmeans, title: T, analysis: change, visits: Baseline}}": (
        "figures.f.visits = Baseline is not a known visit of its analysis (known: Week 4, Week 8)"
    ),
    "tables: {t: {kind: estimates, title: T, analysis: [change, size], visits: [Week 8, Week 9]}}": (
        "tables.t.visits = Week 9 is not a known visit of its analyses (did you mean `Week 8`?)"
    ),
    "figures: {f: {kind: responder_curve, title: T, analysis: curve}}": (
        "figures.f.guides 30, 50 lie between the cutoffs of curve, which has `step: 20`; name cutoffs that it has, or "
        "a smaller step"
    ),
    "tables: {t: {kind: responder_curve, title: T, analysis: curve, cutoffs: [0, 20, 55]}}": (
        "tables.t.cutoffs 55 lie between the cutoffs of curve, which has `step: 20`; name cutoffs that it has, or a "
        "smaller step"
    ),
    'tables:\n  t: {kind: descriptive, title: T, analysis: summary, number: "14.1"}\n'
    '  u: {kind: estimates, title: T, analysis: change, number: "14.1"}': (
        "tables.u.number = 14.1 is the number of tables.t too"
    ),
}


@pytest.mark.parametrize(("displays", "said"), DISPLAYS.items(), ids=DISPLAYS.values())
def test_what_a_display_asks_and_its_analyses_do_not_give(
    shown: Callable[[str], Tiny], displays: str, said: str
) -> None:
    assert [re.sub(r"^\d+: ", "", problem) for problem in shown(displays).spec_problems()] == [said]


FINE = (
    'figures: {f: {kind: forest, title: T, analysis: size, standardised: true, number: "1"}}\n'
    'tables: {t: {kind: estimates, title: T, analysis: [change, size], number: "1"}}'
)


def test_a_standardised_forest_is_drawn(shown: Callable[[str], Tiny]) -> None:
    from trialstats.plan.layout import Layout

    tiny = shown(FINE)
    assert tiny.check().err == ""
    trial, layout = tiny.load(), Layout("tiny")
    for step, names in (
        ("raw", trial.sources),
        ("subjects", [""]),
        ("dataset", ["adpain"]),
        ("adsl", [""]),
        ("adam", ["adpain"]),
        ("analyse", ["size"]),
        ("figure", ["f"]),
    ):
        for name in names:
            import_module(f"trialstats.steps.{step}").run(trial, layout, name)
    drawn = layout.figure("f", "csv").read_text("utf-8").splitlines()
    assert len(drawn) == 3  # a line a visit after baseline
    assert "Hedges g (95% CI)" in layout.figure("f", "svg").read_text("utf-8")


CONSTRAINED = "change: {{method: mmrm, baseline: constrained{}, covariance: cs, {}}}"
MODELS = {
    CONSTRAINED.format("", "estimand: primary"): None,
    CONSTRAINED.format("", "dataset: adpain, population: FASFL"): None,
    CONSTRAINED.format(", value: CHG", "estimand: primary"): (
        "analyses.change: baseline: constrained puts baseline in the outcome: say `value: AVAL`"
    ),
    CONSTRAINED.format(", visits: [Week 4, Week 8]", "estimand: primary"): (
        "analyses.change.visits has no Baseline, which baseline: constrained needs among the outcomes"
    ),
}


@pytest.mark.parametrize(("analysis", "said"), MODELS.items(), ids=MODELS)
def test_baseline_constrained(tiny: Tiny, analysis: str, said: str | None) -> None:
    tiny.spec("change: {method: ancova, estimand: primary}", analysis)
    assert [re.sub(r"^\d+: ", "", problem) for problem in tiny.spec_problems()] == ([said] if said else [])
    if said is None:
        assert tiny.check().err == ""


def test_baseline_constrained_is_of_no_percent_change(tiny: Tiny) -> None:
    tiny.spec("variable: {PARAMCD: PAIN}", "variable: {PARAMCD: PAIN, value: PCHG}")
    tiny.spec("change: {method: ancova, estimand: primary}", CONSTRAINED.format("", "estimand: primary"))
    assert [problem.partition(": ")[2] for problem in tiny.spec_problems()] == [
        "analyses.change.baseline constrained compares values and changes, and the estimand asks for percent changes "
        "(PCHG)"
    ]


TRUTH = "PARAMCD,AVISIT,ARM,difference\nPAIN,Week 8,Laser,{}\n"


NEEDED = "PARAMCD, AVISIT, ARM, difference"
NO_CSV = "cannot be read as CSV: "
TRUTHS = {
    TRUTH.format("ten"): "difference = ten, not a number (PAIN, Week 8)",
    TRUTH.replace("Laser", "Lasre").format("-10"): "ARM = Lasre is not known to the trial file",
    TRUTH.format("-inf"): "difference = -inf, not a number (PAIN, Week 8)",
    TRUTH.replace(",d", ",REFERENCE,d").replace(",{}", ",Shma,{}").format("-10"): (
        "REFERENCE = Shma is not the reference arm, Sham"
    ),
    TRUTH.replace("Laser", "\x1b[31mLaser").format("1"): r"ARM = \x1b[31mLaser is not known to the trial file",
    "a,b\n1,2\n": f"no column {NEEDED} (needs {NEEDED})",
    "": "the file is empty (0 bytes: was it copied whole?)",
    b"\x80\x81\n": f"{NO_CSV}'utf-8' codec can't decode byte 0x80 in position 0: invalid start byte",
    "a,b\n1,2,3\n1,2,3,4,5\n": f"{NO_CSV}Error tokenizing data. C error: Expected 3 fields in line 3, saw 5",
    TRUTH.format("-10"): None,
}


@pytest.mark.parametrize(("content", "said"), TRUTHS.items(), ids=TRUTHS.values())
def test_a_truth_file_is_read_before_the_run(tiny: Tiny, content: str | bytes, said: str | None) -> None:
    tiny.spec("\ntables:", "  truth: {method: truth, file: data/truth.csv}\n\ntables:")
    tiny.write("data/truth.csv", content)
    outcome = tiny.check()
    assert (outcome.code, outcome.err) == ((3, f"data/truth.csv: {said}\n") if said else (0, ""))


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("AVISTI", "analyses.summary: AVISTI is not a column of the dataset (did you mean `AVISIT`?)\n"),
        ("AVAL", "analyses.summary: AVAL holds numbers; a choice of records needs a column with text\n"),
        ("AVISIT", ""),
    ],
)
def test_the_records_of_every_analysis_are_chosen_before_the_run(tiny: Tiny, column: str, said: str) -> None:
    tiny.spec(
        "method: descriptive, dataset: adpain",
        f"method: descriptive, records: [{{column: {column}, not_in: X}}], dataset: adpain",
    )
    outcome = tiny.check()
    assert (outcome.code, outcome.err) == ((2, said) if said else (0, ""))


DESIGN = """\
design:
  n: 40
  outcomes:
    SF36PCS:
      baseline: {mean: 40, sd: 9}
      mean: 45
      sd: 9
      correlation: {ar1: 0.5}
      items: {alpha: 0.8}
hypotheses:
  alpha: 0.05
  procedure: holm
  nodes: {pcs: {analysis: pcs, arm: Laser}}
"""


def test_a_design_that_cannot_be_simulated_is_found(tiny: Tiny) -> None:
    tiny.spec('items: "q{n:02d}"', 'items: "q{n:02d}", norms: us1990')
    options = "dataset: adqs, population: ITTFL, parameters: SF36PCS, visits: Week 8, covariates: []"
    tiny.write(
        TRIAL_FILE,
        tiny.read(TRIAL_FILE).partition("analyses:\n")[0]
        + f"analyses:\n  pcs: {{method: ancova, {options}}}\n{DESIGN}",
    )
    checked = tiny.check()
    assert checked.code == 2
    assert (
        checked.err
        == "design.outcomes.SF36PCS.items cannot be simulated of SF36PCS: its items do not add up to its ends\n"
    )
