"""Crossover trials: simulated power is that of formulas, error rates and intervals are right, units do not matter."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.simulate.crossed import ANALYSIS, DESIGN, crossed
from trialstats.simulate.analytic import analytic_of
from trialstats.simulate.at_margins import truths_at_margins
from trialstats.simulate.batch import run_batch, world_in
from trialstats.simulate.characteristics import combine
from trialstats.simulate.questions import questions_of
from trialstats.simulate.scenario import Kind, Scenario, batches_of
from trialstats.simulate.truth import Truths, truths_of
from trialstats.steps.simulated import as_on_data
from trialstats.trialfile.load import load_trial
from trialstats.trialfile.trial import Trial

REPLICATES = 10_000
OF_SIMULATION = 3.3
"""Standard errors of a simulation that are exceeded once in a thousand."""

WILLIAMS = ("ABC", "BCA", "CAB", "ACB", "BAC", "CBA")
NORMAL = """\
n: {n}
outcomes:
  FLOW:
    mean: 300
    effect: {{Drug: 25{more}}}
    within_subjects: {{sd: 30}}
    between_subjects: {{sd: 40}}
    period_effect: {{2: -9}}
"""
DOUBLE = ", Double: 10"
TWO = """\
hypotheses:
  alpha: 0.05
  procedure: bonferroni
  nodes:
    drug: {estimand: flow, arm: Drug, weight: 0.5}
    double: {estimand: flow, arm: Double, weight: 0.5}
"""
EQUAL = """\
  flow: {method: crossover, dataset: adflow, population: EVERYFL, parameters: AUC, value: AVAL, scale: log, alpha: 0.1,
    timepoints: End, margin: MARGIN}
"""
BOTH = "{kind: equivalence, value: [0.8, 1.25], level: 0.05, justification: Guideline}"
WORSE = "{kind: non-inferiority, value: 0.85, level: 0.05, justification: Guideline}"
MARGIN = """\
hypotheses:
  alpha: 0.05
  sides: one
  procedure: holm
  nodes:
    auc: {analysis: flow, margin: true}
"""
RATIO = """\
n: {n}
outcomes:
  AUC:
    mean: 100
    effect: {{Drug: 0.95}}
    within_subjects: {{cv: 30}}
    between_subjects: {{cv: 50}}
"""
LOST = "dropout: {hazard: {Middle 2: 0.1}}\n"
FIXED = ANALYSIS.replace("crossover,", "crossover, subject: fixed,")
CARRIED = ANALYSIS.replace("crossover,", "crossover, carry_over: true,")

BASELINE = """\
n: {n}
outcomes:
  FLOW:
    baseline: {{mean: 290}}
    mean: 300
    effect: {{Drug: 25}}
    within_subjects: {{sd: 30}}
    between_subjects: {{sd: 40}}
    within_period: 0.5
"""
SPLIT = ANALYSIS.replace("crossover,", "crossover, baseline: split,")
ONE_SLOPE = ANALYSIS.replace("crossover,", "crossover, subject: fixed, baseline: covariate,")

DESIGNS = {
    "two periods": (("AB", "BA"), ANALYSIS, NORMAL.format(n=14, more=""), ""),
    "unequal sequences": (("AB", "BA"), FIXED, NORMAL.format(n=20, more="") + "allocation: {AB: 3, BA: 1}\n", ""),
    "lost after the first": (("AB", "BA"), FIXED, NORMAL.format(n=20, more="") + LOST.replace("0.1", "0.2"), ""),
    "lost, random subjects": (("AB", "BA"), ANALYSIS, NORMAL.format(n=24, more="") + LOST, ""),
    "baselines": (("AB", "BA"), ONE_SLOPE, BASELINE.format(n=14), ""),
    "baselines of three periods": (("ABA", "BAB"), SPLIT, BASELINE.format(n=10), ""),
    "replicate": (("ABA", "BAB"), ANALYSIS, NORMAL.format(n=10, more=""), ""),
    "Williams": (WILLIAMS, ANALYSIS, NORMAL.format(n=24, more=DOUBLE), TWO),
    "Williams, carry-over": (WILLIAMS, CARRIED, NORMAL.format(n=24, more=DOUBLE) + "    carry_over: {Drug: 15}\n", TWO),
}


def simulated(trial: Trial, kind: Kind) -> pd.DataFrame:
    assert trial.design is not None
    scenario, questions = Scenario(kind, trial.design.n), questions_of(trial)
    if scenario.is_at_margins:
        truths = truths_at_margins(Truths(trial, questions, 1, as_on_data), world_in(trial, scenario), kind)
    else:
        truths = truths_of(trial, questions, world_in(trial, scenario), kind, 1, as_on_data)
    batches = [run_batch(trial, scenario, k, size, truths, as_on_data) for k, size in batches_of(REPLICATES, 1000)]
    return combine(pd.concat(batches))


def within(share: float | None) -> float:
    """The error of a share that is simulated."""
    assert share is not None
    return OF_SIMULATION * float(np.sqrt(share * (1 - share) / REPLICATES))


@pytest.mark.slow
@pytest.mark.parametrize("plan", DESIGNS.values(), ids=DESIGNS)
def test_simulation_and_formula_agree(tmp_path: Path, plan: tuple[tuple[str, ...], str, str, str]) -> None:
    sequences, analyses, design, more = plan
    trial = crossed(tmp_path, sequences, analyses, design, more=more, baselines="baseline" in design)
    questions = questions_of(trial)
    formulas = analytic_of(trial, questions, world_in(trial, Scenario("declared", 1)))
    declared, null = simulated(trial, "declared"), simulated(trial, "null")
    for place, formula in enumerate(formulas):
        row = declared.loc[place]
        assert formula.power is not None
        assert 0.1 < formula.power < 0.95
        # Beside the simulation's error that of degrees of freedom, where Kenward and Roger's are not those within.
        rough = 0.005 if any("degrees of freedom" in note for note in formula.beside) else 0.0
        assert row["alone"] == pytest.approx(formula.power, abs=within(formula.power) + rough)
        assert null.loc[place, "alone"] == pytest.approx(0.05, abs=within(0.05))
        assert row["coverage"] == pytest.approx(0.95, abs=within(0.05))
        assert abs(row["bias"]) < OF_SIMULATION * row["bias_se"]
        assert row["failed"] == 0


@pytest.mark.slow
def test_bioequivalence(tmp_path: Path) -> None:
    """CV 30%, a true ratio of 0.95, 40 subjects: PowerTOST's power.TOST(CV = 0.3, n = 40) is 0.8158453."""
    trial = crossed(tmp_path, analyses=EQUAL.replace("MARGIN", BOTH), design=RATIO.format(n=40), more=MARGIN)
    (formula,) = analytic_of(trial, questions_of(trial), world_in(trial, Scenario("declared", 40)))
    assert formula.power == pytest.approx(0.8158453, abs=5e-7)
    row = simulated(trial, "declared").loc[0]
    assert row["power"] == pytest.approx(0.8158453, abs=within(0.8158453))
    assert row["coverage"] == pytest.approx(0.9, abs=within(0.1))
    assert abs(row["bias"]) < OF_SIMULATION * row["bias_se"]
    assert simulated(trial, "margin").loc[0, "power"] == pytest.approx(0.05, abs=within(0.05))
    assert simulated(trial, "upper_margin").loc[0, "power"] == pytest.approx(0.05, abs=within(0.05))


@pytest.mark.slow
def test_bioequivalence_by_a_replicate_design(tmp_path: Path) -> None:
    """PowerTOST: sampleN.TOST(CV = 0.4, theta0 = 0.9, theta1 = 0.75, design = "2x2x4") has 0.822929 with 30."""
    both = BOTH.replace("[0.8, 1.25]", "[0.75, 1.3333333333333333]")
    design = RATIO.format(n=30).replace("0.95", "0.9").replace("cv: 30", "cv: 40")
    analysis = EQUAL.replace("MARGIN", both).replace("crossover,", "crossover, subject: fixed,")
    trial = crossed(tmp_path, ("ABAB", "BABA"), analysis, design, more=MARGIN)
    (formula,) = analytic_of(trial, questions_of(trial), world_in(trial, Scenario("declared", 30)))
    assert formula.power == pytest.approx(0.822929, abs=5e-7)
    assert simulated(trial, "declared").loc[0, "power"] == pytest.approx(formula.power, abs=within(formula.power))


@pytest.mark.slow
def test_non_inferiority_of_a_ratio(tmp_path: Path) -> None:
    """Nobody says which way exposure is better, so the hypothesis does."""
    analysis = EQUAL.replace("MARGIN", WORSE)
    trial = crossed(tmp_path, analyses=analysis, design=RATIO.format(n=40), more=MARGIN, better="higher")
    (formula,) = analytic_of(trial, questions_of(trial), world_in(trial, Scenario("declared", 40)))
    assert formula.power is not None
    assert simulated(trial, "declared").loc[0, "power"] == pytest.approx(formula.power, abs=within(formula.power))
    assert simulated(trial, "margin").loc[0, "power"] == pytest.approx(0.05, abs=within(0.05))


@pytest.mark.slow
@pytest.mark.parametrize("lost", ["", LOST.replace("0.1", "0.25")], ids=["complete", "lost"])
def test_a_yes_or_no(tmp_path: Path, lost: str) -> None:
    """By 200 subjects, as the test is one for large numbers: with 40 it rejects too often, which design tells."""
    design = "n: 200\nshares:\n  FLOW: {share: {Placebo: 0.4, Drug: 0.5}, correlation: {cs: 0.5}}\n" + lost
    analysis = ANALYSIS.replace("crossover,", "crossover_binary, desirable: true, event: {at_least: 1},")
    trial = crossed(tmp_path, analyses=analysis, design=design)
    (formula,) = analytic_of(trial, questions_of(trial), world_in(trial, Scenario("declared", 200)))
    assert formula.power is not None
    row, null = simulated(trial, "declared").loc[0], simulated(trial, "null").loc[0]
    assert row["power"] == pytest.approx(formula.power, abs=within(formula.power) + 0.005)
    assert null["power"] == pytest.approx(0.05, abs=within(0.05) + 0.003)
    assert abs(row["bias"]) < OF_SIMULATION * row["bias_se"]


def test_what_is_carried_over_biases_by_its_half(tmp_path: Path) -> None:
    """Of two periods by half of what is carried over (Senn 2002, chapter 3), and not at all where nothing is."""
    trial = crossed(tmp_path, design=DESIGN.replace("replicates: 40", "    carry_over: {Drug: 12}\nreplicates: 40"))
    kinds: tuple[Kind, ...] = ("declared", "washed", "null")
    declared, washed, null = (simulated(trial, kind).loc[0].to_dict() for kind in kinds)
    assert declared["bias"] == pytest.approx(-6, abs=OF_SIMULATION * declared["bias_se"])
    assert abs(washed["bias"]) < OF_SIMULATION * washed["bias_se"]
    (formula,) = analytic_of(trial, questions_of(trial), world_in(trial, Scenario("declared", 12)))
    assert formula.power is not None
    assert declared["power"] == pytest.approx(formula.power, abs=within(formula.power))
    assert any("biased" in note for note in formula.beside)
    assert null["bias"] == pytest.approx(-6, abs=OF_SIMULATION * null["bias_se"])
    assert null["power"] > 0.05 + within(0.05)


@pytest.mark.parametrize(("model", "is_biased"), [(ANALYSIS, False), (FIXED, True)], ids=["random", "fixed"])
def test_random_subjects_bear_what_is_missing_at_random(tmp_path: Path, model: str, is_biased: bool) -> None:
    """Who is well in the first period leaves more often, which it is with the drug: who stays is no fair comparison."""
    left = "dropout: {hazard: {Middle 2: 0.3}, depends_on: {parameter: FLOW, log_odds: 0.08}}\n"
    row = simulated(crossed(tmp_path, analyses=model, design=DESIGN.replace("n: 12", "n: 60") + left), "declared").loc[
        0
    ]
    assert (abs(row["bias"]) > 5 * row["bias_se"]) == is_biased
    assert (abs(row["bias"]) < OF_SIMULATION * row["bias_se"]) != is_biased


def test_units_and_origins_change_nothing(tmp_path: Path) -> None:
    plain = simulated(crossed(tmp_path), "declared").loc[0]
    other = "n: 12\noutcomes:\n  FLOW:\n    mean: -70\n    effect: {Drug: 2.5}\n    within_subjects: {sd: 2}\n"
    turned = simulated(crossed(tmp_path, design=other + "    between_subjects: {sd: 4}\n"), "declared").loc[0]
    assert turned["power"] == plain["power"]
    assert turned["coverage"] == plain["coverage"]
    assert 10 * turned["bias"] == pytest.approx(plain["bias"], abs=1e-8)
    assert 10 * turned["model_se"] == pytest.approx(plain["model_se"], rel=1e-9)


def test_with_the_other_reference_the_estimate_turns_round(tmp_path: Path) -> None:
    trial = crossed(tmp_path)
    text = (tmp_path / "crossed.yaml").read_text("utf-8")
    assert "{codes: A, role: reference}" in text
    text = text.replace("{codes: A, role: reference}", "{codes: A}").replace(
        "{codes: B}", "{codes: B, role: reference}"
    )
    text = text.replace("mean: 300", "mean: 325").replace("effect: {Drug: 25}", "effect: {Placebo: -25}")
    other = tmp_path / "other.yaml"
    other.write_text(text, "utf-8")
    one, turned = simulated(trial, "declared").loc[0], simulated(load_trial(other), "declared").loc[0]
    assert turned["power"] == one["power"]
    assert turned["bias"] == pytest.approx(-one["bias"], abs=1e-9)
    assert turned["model_se"] == pytest.approx(one["model_se"], rel=1e-9)


REFUSED = {
    "a baseline in the model": (
        ("AB", "BA"),
        ANALYSIS.replace("crossover,", "crossover, baseline: covariate,"),
        DESIGN.replace("    mean: 300", "    baseline: {mean: 290}\n    mean: 300"),
        "no formula for one slope of the baseline within and between subjects",
    ),
    "an effect that differs": (
        ("AB", "BA"),
        ANALYSIS,
        DESIGN.replace("{Drug: 25}", "{Drug: {Middle: 1, End 1: 2, End 2: 3}}"),
        "effect differs between periods",
    ),
    "covariances that differ": (
        ("ABA", "BAB"),
        ANALYSIS,
        "n: 12\noutcomes:\n  FLOW: {mean: 300, effect: {Drug: 25}, sd: 40, correlation: {ar1: 0.9}}\n",
        "covariances that differ between periods",
    ),
    "carry-over without a term": (
        ("ABA", "BAB"),
        ANALYSIS,
        DESIGN.replace("replicates: 40", "    carry_over: {Drug: 12}\nreplicates: 40"),
        "carry-over that the model does not have",
    ),
}


@pytest.mark.parametrize("plan", REFUSED.values(), ids=REFUSED)
def test_why_there_is_no_formula(tmp_path: Path, plan: tuple[tuple[str, ...], str, str, str]) -> None:
    sequences, analyses, design, reason = plan
    trial = crossed(tmp_path, sequences, analyses, design, baselines="baseline" in design)
    (formula,) = analytic_of(trial, questions_of(trial), world_in(trial, Scenario("declared", 12)))
    assert formula.power is None
    assert reason in formula.reason
