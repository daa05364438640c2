"""Simulated crossover trials: values are as declared, and arrays give what the method gives."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.simulate.crossed import DESIGN, crossed
from trialstats.errors import SpecError
from trialstats.simulate.analyse.door import way_of
from trialstats.simulate.population import draw
from trialstats.simulate.questions import questions_of
from trialstats.simulate.world import world_of
from trialstats.steps.simulated import as_on_data
from trialstats.trialfile.trial import Trial

WILLIAMS = ("ABC", "BCA", "CAB", "ACB", "BAC", "CBA")
OUTCOME = """\
n: 12
outcomes:
  FLOW:
    baseline: {mean: 280}
    mean: {Middle: 290, End: 300}
    effect: {Drug: {Middle: 10, End: 25}}
    within_subjects: {sd: 20}
    between_subjects: {sd: 40}
    within_period: 0.5
    period_effect: {2: -7}
    carry_over: {Drug: {Before 2: 4, End: 6}}
"""


def test_values_are_distributed_as_declared(tmp_path: Path) -> None:
    """Means, variances and covariances of 45,000 subjects a sequence, within five standard errors.

    In period 2 every value is 7 less, and after the drug 4 (its baseline) and 6 (its end) are left.
    """
    world = world_of(crossed(tmp_path, design=OUTCOME, baselines=True))
    assert (world.arms, world.visits) == (("AB", "BA"), ("Middle 1", "End 1", "Before 2", "Middle 2", "End 2"))
    drawn = draw(world, 900, 100, 1, "test", 0)
    means = {0: [280, 290, 300, 273, 293, 318], 1: [280, 300, 325, 277, 283, 299]}
    within, between = 400.0, 1600.0
    expected = np.full((6, 6), between)
    for period in (slice(0, 3), slice(3, 6)):
        expected[period, period] += 0.5 * within
    np.fill_diagonal(expected, between + within)
    for place, mean in means.items():
        own = drawn.complete["FLOW"][:, drawn.arm == place].reshape(-1, 6)
        assert own.mean(axis=0) == pytest.approx(mean, abs=5 * np.sqrt(2000 / len(own)))
        assert np.cov(own.T) == pytest.approx(expected, abs=5 * 2000 * np.sqrt(2 / len(own)))


@pytest.mark.parametrize("sequences", [("AB",), ("AB", "BB"), ("ABC", "BCA")])
def test_sequences_that_tell_treatments(tmp_path: Path, sequences: tuple[str, ...]) -> None:
    """One order alone does not; a second one does, also where a treatment comes twice."""
    trial = crossed(tmp_path, sequences, more=HYPOTHESES if "C" in sequences[0] else "")
    if len(sequences) > 1:
        assert world_of(trial).arms == sequences
        return
    with pytest.raises(SpecError, match=r"the sequences \(AB\) cannot tell the treatments from the periods"):
        world_of(trial)


def test_without_effect_what_is_carried_over_stays_and_dropout_is_the_mean(tmp_path: Path) -> None:
    dropout = "allocation: {AB: 3, BA: 1}\ndropout: {hazard: {AB: {End 2: 0.1}, BA: {End: 0.3}}}\n"
    world = world_of(crossed(tmp_path, design=OUTCOME + dropout, baselines=True))
    null = world.without_effect()
    assert not null.outcomes["FLOW"].effect.any()
    assert null.carries_over
    assert not world.without_carry_over().carries_over
    assert null.dropout is not None
    assert null.dropout.hazard[1] == pytest.approx([0, 0, 0.075, 0, 0, 0.15])
    assert (null.dropout.hazard[0] == null.dropout.hazard[1]).all()
    assert (world.sizes(12) == [9, 3]).all()


def test_losses_may_be_said_by_visit_alone(tmp_path: Path) -> None:
    world = world_of(crossed(tmp_path, design=f"{OUTCOME}dropout: {{hazard: {{Before 2: 0.1}}}}\n", baselines=True))
    assert world.dropout is not None
    assert world.dropout.hazard.tolist() == [[0, 0, 0, 0.1, 0, 0]] * 2


MODELS = {
    "random": "method: crossover",
    "fixed": "method: crossover, subject: fixed",
    "every difference, satterthwaite": "method: crossover, differences: all, ddf: satterthwaite",
    "without sequences, as pbkrtest": "method: crossover, sequence: false, ddf: kr_expected",
    "a covariate": "method: crossover, covariates: AGE",
}
BASELINES = (
    "baseline: covariate",
    "baseline: split",
    "baseline: split, covariates: AGE",
    "subject: fixed, baseline: covariate",
)
CARRIED = {
    "random": "method: crossover, carry_over: true",
    "fixed": "method: crossover, carry_over: true, subject: fixed",
}
LOST = """\
covariates: {AGE: {mean: 50, sd: 9}}
dropout: {hazard: {Middle: 0.15}, depends_on: {parameter: FLOW, log_odds: 0.01}}
missed: 0.03
"""


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_arrays_and_datasets_give_the_same_of_two_periods(tmp_path: Path, model: str) -> None:
    same_by_both(crossed(tmp_path, analyses=analysis(model), design=DESIGN + LOST))


@pytest.mark.parametrize("model", {**MODELS, **CARRIED}.values())
def test_and_of_three(tmp_path: Path, model: str) -> None:
    design = DESIGN.replace("n: 12", "n: 36").replace("{Drug: 25}", "{Drug: 25, Double: {Middle: 5, End: 30}}")
    design = design.replace("replicates", "    carry_over: {Drug: 4}\nreplicates") + LOST
    same_by_both(crossed(tmp_path, WILLIAMS, analysis(model), design, more=HYPOTHESES))


@pytest.mark.parametrize("model", ["method: crossover", "method: crossover, subject: fixed"])
def test_and_of_changes_from_the_baseline_of_the_period(tmp_path: Path, model: str) -> None:
    same_by_both(crossed(tmp_path, analyses=analysis(model), design=OUTCOME + LOST, baselines=True, value="CHG"))


@pytest.mark.parametrize("model", BASELINES)
@pytest.mark.parametrize("value", ["AVAL", "CHG"])
def test_and_of_baselines_in_the_model(tmp_path: Path, model: str, value: str) -> None:
    trial = crossed(
        tmp_path, ("ABA", "BAB"), analysis(f"method: crossover, {model}"), OUTCOME + LOST, baselines=True, value=value
    )
    same_by_both(trial)


@pytest.mark.parametrize("sequences", [("AB", "BA"), ("ABA", "BAB"), ("ABBA", "BAAB")])
def test_and_of_logarithms(tmp_path: Path, sequences: tuple[str, ...]) -> None:
    trial = crossed(tmp_path, sequences, analysis("method: crossover, scale: log"), RATIO + LEFT, paramcd="AUC")
    same_by_both(trial)


@pytest.mark.parametrize("sequences", [("AB", "BA"), ("ABA", "BAB"), WILLIAMS])
def test_and_of_a_yes_or_no(tmp_path: Path, sequences: tuple[str, ...]) -> None:
    model = "method: crossover_binary, desirable: false, event: {below: 1}"
    design, more = (SHARES, "") if len(sequences) == 2 else (SHARES.replace("Drug", "Double: 0.7, Drug"), HYPOTHESES)
    same_by_both(crossed(tmp_path, sequences, analysis(model), design, more=more))


SHARES = """\
n: 30
shares:
  FLOW: {share: {Placebo: 0.3, Drug: 0.5}, correlation: {cs: 0.5}}
dropout: {hazard: {Middle 2: 0.2}}
"""
HYPOTHESES = """\
hypotheses:
  alpha: 0.1
  procedure: holm
  nodes:
    drug: {estimand: flow, arm: Drug}
    double: {estimand: flow, arm: Double}
"""
RATIO = """\
n: 16
outcomes:
  AUC:
    mean: 100
    effect: {Drug: 0.95}
    within_subjects: {cv: 30}
    between_subjects: {cv: 50}
"""
LEFT = "dropout: {hazard: {Middle 2: 0.2}}\n"


def analysis(model: str) -> str:
    return f"  flow: {{{model}, estimand: flow, role: primary, alpha: 0.1}}\n"


@pytest.mark.parametrize(("sequences", "n"), [(("AB", "BA"), 6), (("ABA", "BAB"), 4)])
def test_what_leaves_no_error_is_refused_by_both(tmp_path: Path, sequences: tuple[str, ...], n: int) -> None:
    design = DESIGN.replace("n: 12", f"n: {n}") + "dropout: {hazard: 0.3}\n"
    trial = crossed(tmp_path, sequences, analysis("method: crossover"), design)
    asked, drawn = list(questions_of(trial).asked), draw(world_of(trial), n, 40, 3, "test", 0)
    answer = way_of(trial, "flow")
    assert answer is not None
    (fast,), (slow,) = (
        answer(trial, trial.complete("flow"), drawn, asked, [0.1]),
        as_on_data(trial, "flow", drawn, asked, [0.1]),
    )
    assert 0 < np.isfinite(slow.std_error).sum() < 30
    np.testing.assert_allclose(fast.std_error, slow.std_error, rtol=1e-6)
    np.testing.assert_allclose(fast.p_value, slow.p_value, rtol=1e-6)


def test_sequences_are_allocated_within_strata(tmp_path: Path) -> None:
    """Blocks of four, half of each sequence, in every replicate of its own; and the same numbers by both ways."""
    more = "covariates: {SITE: {shares: {North: 1, South: 1}}}\nblock: 4\n"
    design = DESIGN.replace("n: 12", "n: 24") + more + LEFT
    trial = crossed(tmp_path, analyses=analysis("method: crossover"), design=design, strata="SITE")
    drawn = draw(world_of(trial), 24, 3, 7, "test", 0)
    assert drawn.arm.shape == (3, 24)
    assert np.abs(drawn.arm.mean(axis=1) - 0.5).max() <= 2 / 24
    same_by_both(trial)


def same_by_both(trial: Trial) -> None:
    """Of three replicates; somebody is lost in them."""
    answer = way_of(trial, "flow")
    assert answer is not None
    assert trial.design is not None
    questions, drawn = questions_of(trial), draw(world_of(trial), trial.design.n, 3, 7, "test", 0)
    paramcd = str(questions.asked[0].sought.PARAMCD)
    assert np.isnan(drawn.recorded[paramcd][..., -1]).any()
    alpha = [0.1] * len(questions.asked)
    fast = answer(trial, trial.complete("flow"), drawn, list(questions.asked), alpha)
    slow = as_on_data(trial, "flow", drawn, list(questions.asked), alpha)
    for one, other in zip(fast, slow, strict=True):
        for name in ("estimate", "std_error", "df", "p_value", "conf_low", "conf_high", "sizes"):
            assert np.isfinite(getattr(one, name)).all() or (name == "df" and np.isnan(one.df).all())
            np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=1e-6, err_msg=name)
