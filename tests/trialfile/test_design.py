"""What is wrong with a design is said in the user's words, with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.simulate.trial import ANALYSES, DESIGN, planned
from trialstats.errors import SpecError
from trialstats.trialfile.load import load_trial

# name: what is replaced in the design, by what, and the messages
WRONG = {
    "too few": ("n: 60\n", "n: 3\n", "design.n = 3: must be greater than or equal to 4"),
    "arm": (
        "Low: 1, Sham",
        "Lo: 1, Sham",
        "design.allocation leaves out Low: every arm has a share",
        "design.allocation.Lo is not a known arm (did you mean `Low`?)",
    ),
    "arm left out": ("Low: 1, ", "", "design.allocation leaves out Low: every arm has a share"),
    "parameter": (
        "  PAIN:\n",
        "  PIAN:\n",
        "design.events.rescue.adds.PAIN is not a known outcome of the design (did you mean `PIAN`?)",
        "design.outcomes says nothing of PAIN, which analyses.pain is about",
        "design.outcomes.PIAN is not a known parameter (did you mean `PAIN`?)",
    ),
    "visit": (
        "mean: {Week 4: 55, Week 8: 52}",
        "mean: {Week 4: 55, Week 8: 52, Week 9: 3}",
        "design.outcomes.PAIN.mean.Week 9 is not a known visit after baseline (did you mean `Week 8`?)",
    ),
    "visit of the spread": (
        "sd: {Week 4: 16, Week 8: 18}",
        "sd: {Week 4: 16}",
        "design.outcomes.PAIN.sd leaves out Week 8",
    ),
    "spread below zero": (
        "Week 8: 18}",
        "Week 8: -18}",
        "design.outcomes.PAIN.sd.Week 8 = -18: must be greater than 0",
    ),
    "effect of the reference": (
        "Low: -4",
        "Sham: -4",
        "design.outcomes.PAIN.effect.Sham is the reference, which `mean` is about: effects are of the other arms",
    ),
    "no correlation": (
        "    correlation: {ar1: 0.6}\n",
        "",
        "design.outcomes.PAIN.correlation is missing: how do the values of 3 visits go together, e.g. `{ar1: 0.6}`?",
    ),
    "two correlations": (
        "{ar1: 0.6}",
        "{ar1: 0.6, cs: 0.5}",
        "design.outcomes.PAIN.correlation: give one of `cs`, `ar1`, `toep` and `matrix`",
    ),
    "matrix of other visits": (
        "{ar1: 0.6}",
        "{matrix: [[1, 0.5], [0.5, 1]]}",
        "design.outcomes.PAIN.correlation has 2 rows, and the outcome has 3 visits (baseline is one of them, if it is "
        "declared)",
    ),
    "matrix that is none": (
        "{ar1: 0.6}",
        "{matrix: [[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]]}",
        "design.outcomes.PAIN.correlation is of no values: the matrix is not positive definite",
    ),
    "no baseline": (
        "    baseline: {mean: 60, sd: 15}\n",
        "",
        "design.outcomes.PAIN needs `baseline`, which analyses.pain uses",
    ),
    "covariate of the analysis": (
        "  AGE: {mean: 60, sd: 8}\n",
        "",
        "design.covariates says nothing of AGE, which analyses.pain uses",
        "design.outcomes.PAIN.covariates.AGE is not a known covariate of the design (known: SITE)",
    ),
    "kind of covariate": (
        "AGE: {mean: 60, sd: 8}",
        "AGE: {shares: {Old: 1, Young: 1}}",
        "design.covariates.AGE has `shares`, and covariates.AGE is of `type: number`",
        "design.outcomes.PAIN.covariates.AGE needs a number for each level",
    ),
    "levels": (
        "{North: 0.5, South: 0.3, West: 0.2}",
        "{North: 0.5, South: 0.3, East: 0.2}",
        "design.covariates.SITE.shares leaves out West",
        "design.covariates.SITE.shares.East is not a known level (did you mean `West`?)",
        "design.outcomes.PAIN.covariates.SITE leaves out East",
        "design.outcomes.PAIN.covariates.SITE.West is not a known level (did you mean `East`?)",
    ),
    "chance": ("missed: 0.03", "missed: 3%", "design.missed = 3%: must be a number"),
    "hazard": ("{hazard: 0.1, adds", "{hazard: 1.1, adds", "design.events.rescue.hazard = 1.1: must be less than 1"),
    "event": (
        "  rescue:",
        "  rescu:",
        "design.events.rescu is not a known intercurrent event (did you mean `rescue`?)",
    ),
    "what an event adds": (
        "{PAIN: -10}",
        "{SLEEP: -1}",
        "design.events.rescue.adds.SLEEP is not a known outcome of the design (known: PAIN)",
    ),
    "dropout by an outcome": (
        "dropout: {",
        "dropout: {depends_on: {parameter: SLEEP, log_odds: 0.1}, ",
        "design.dropout.depends_on.parameter = SLEEP is not a known outcome of the design (known: PAIN)",
    ),
    "prior of nothing": (
        "    correlation",
        "    prior: {sd: 3, visit: Week 40}\n    correlation",
        "design.outcomes.PAIN.prior.visit = Week 40 is not a known visit of `mean` (did you mean `Week 4`?)",
    ),
}


@pytest.mark.parametrize(
    ("old", "new", "messages"), [(old, new, told) for old, new, *told in WRONG.values()], ids=WRONG
)
def test_what_is_wrong(tmp_path: Path, old: str, new: str, messages: list[str]) -> None:
    assert DESIGN.count(old) == 1, old
    with pytest.raises(SpecError) as error:
        planned(tmp_path, design=DESIGN.replace(old, new))
    assert sorted(line.split(": ", 1)[1] for line in error.value.problems) == sorted(messages)


def test_the_line(tmp_path: Path) -> None:
    with pytest.raises(SpecError) as error:
        planned(tmp_path, design=DESIGN.replace("Week 8: 18}", "Week 8: -18}"))
    lines = (tmp_path / "planned.yaml").read_text("utf-8").splitlines()
    line = lines.index("      sd: {Week 4: 16, Week 8: -18}") + 1
    assert error.value.problems[0].startswith(f"{tmp_path}/planned.yaml:{line}: ")


def test_nothing_to_simulate(tmp_path: Path) -> None:
    with pytest.raises(SpecError) as error:
        planned(tmp_path, ANALYSES.replace("role: primary", "role: secondary"))
    assert error.value.problems[0].endswith(
        "design has no hypothesis to simulate: declare `hypotheses`, or a primary analysis of an estimand"
    )


def test_a_dataset_that_is_not_there_is_said_of_the_analysis(tmp_path: Path) -> None:
    node = "hypotheses:\n  alpha: 0.05\n  procedure: holm\n  nodes: {pain: {analysis: pain, arm: High}}\n"
    analysis = "  pain: {method: ancova, dataset: adpane, population: FASFL, parameters: PAIN, visits: Week 8}\n"
    with pytest.raises(SpecError, match=r"analyses\.pain\.dataset = adpane"):
        planned(tmp_path, analysis, more=node)


NAMES = (
    "design.allocation leaves out Low: every arm has a share",
    "design.allocation.Lo is not a known arm (did you mean `Low`?)",
    "design.outcomes.PAIN.sd leaves out Week 8",
)
# name: what is wrong with the form, in the design or elsewhere, and what is said of it
FORMS = {
    "a number that is too small": ("n: 60\n", "n: 3\n", "design.n = 3: must be greater than or equal to 4"),
    "a number that is missing": ("n: 60\n", "", "design.n is missing"),
    "a word for a number": ("{Week 4: 55,", "{Week 4: x,", "design.outcomes.PAIN.mean.Week 4 = x: must be a number"),
    "a part that disagrees with itself": (
        "{ar1: 0.6}",
        "{ar1: 0.6, cs: 0.5}",
        "design.outcomes.PAIN.correlation: give one of `cs`, `ar1`, `toep` and `matrix`",
    ),
    "a number for a part": (
        "{ar1: 0.6}",
        "0.6",
        "design.outcomes.PAIN.correlation = 0.6: must be a set of `key: value` lines",
    ),
    "what lacks something within what lacks something": (
        "{ar1: 0.6}",
        "{}\n    items: {alpha: -2}\n    step: 1",
        "design.outcomes.PAIN.correlation: give one of `cs`, `ar1`, `toep` and `matrix`",
        "design.outcomes.PAIN.items.alpha = -2: must be greater than 0",
        "design.outcomes.PAIN: `items` have the steps and the ends of the questionnaire: leave `step` and `range` out",
    ),
    "nothing to follow": (
        "n: 60\n",
        "n: 3\ncounts: {adae: {rate: -1}}\n",
        "design.n = 3: must be greater than or equal to 4",
        "design.counts.adae.rate = -1: must be greater than 0",
        "design: `counts` needs `follow_up`: how long are subjects followed, e.g. `{time: 12, unit: months}`?",
    ),
}


@pytest.mark.parametrize(("old", "new", "messages"), [(a, b, m) for a, b, *m in FORMS.values()], ids=FORMS)
def test_a_wrong_form_hides_no_wrong_name(tmp_path: Path, old: str, new: str, messages: list[str]) -> None:
    design = DESIGN.replace("Low: 1, Sham", "Lo: 1, Sham").replace("sd: {Week 4: 16, Week 8: 18}", "sd: {Week 4: 16}")
    assert design.count(old) == 1, old
    with pytest.raises(SpecError) as error:
        planned(tmp_path, design=design.replace(old, new))
    assert sorted(line.split(": ", 1)[1] for line in error.value.problems) == sorted([*messages, *NAMES])


@pytest.mark.parametrize(
    ("old", "message"),
    [("STUDYID: PLAN-01\n", "STUDYID is missing"), (", arm: arm", "subjects.arm is missing")],
    ids=["of the trial", "of its subjects"],
)
def test_what_the_trial_cannot_do_without_hides_nothing_of_the_design(tmp_path: Path, old: str, message: str) -> None:
    planned(tmp_path)
    text = (tmp_path / "planned.yaml").read_text("utf-8")
    assert old in text
    path = tmp_path / "lacking.yaml"
    path.write_text(text.replace(old, "").replace("Low: 1, Sham", "Lo: 1, Sham"), "utf-8")
    with pytest.raises(SpecError) as error:
        load_trial(path)
    assert sorted(line.split(": ", 1)[1] for line in error.value.problems) == sorted([message, *NAMES[:2]])
