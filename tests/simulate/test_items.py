"""Scores of questionnaires simulated by their items: mean, spread, alpha and what items left out make of a score."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from tests.simulate.trial import TRIAL
from trialstats.errors import SpecError
from trialstats.simulate.assumptions import other_than_declared
from trialstats.simulate.items import Answered, answered_of
from trialstats.simulate.names import Names
from trialstats.simulate.outcome import Assumed
from trialstats.simulate.population import Drawn, draw
from trialstats.simulate.questions import questions_of
from trialstats.simulate.truth import truths_of
from trialstats.simulate.world import world_of
from trialstats.steps.simulated import as_on_data
from trialstats.trialfile.load import load_trial
from trialstats.trialfile.parts.design.outcome import Items
from trialstats.trialfile.trial import Trial

PHQ9 = "{name: phq9, items: {" + ", ".join(f"q{item}: q{item}" for item in range(1, 10)) + "}}"
PLAN = """\
design:
  n: 60
  outcomes:
    PHQ9:
      mean: 13
      effect: {High: -3}
      sd: 4.5
      correlation: {cs: 0.5}
      items: {alpha: 0.85, missing: 0.03}
"""


def scored(folder: Path, plan: str = PLAN, parameter: str = "PHQ9") -> Trial:
    dataset = f"  adphq:\n    source: pain\n    instrument: {PHQ9}\n"
    name = "adphq" if parameter == "PHQ9" else "adpain"
    analysis = (
        f"  phq: {{method: ancova, dataset: {name}, population: EVERYFL, parameters: {parameter}, visits: Week 8,"
        " value: AVAL, covariates: []}\n"
        "hypotheses:\n  alpha: 0.05\n  procedure: holm\n  nodes: {phq: {analysis: phq, arm: High}}\n"
    )
    text = TRIAL.replace("intercurrent_events:\n  rescue", f"{dataset}intercurrent_events:\n  rescue")
    path = folder / "scored.yaml"
    path.write_text(f"{text}analyses:\n{analysis}{plan}", "utf-8")
    return load_trial(path)


@pytest.fixture
def drawn(tmp_path: Path) -> Drawn:
    return draw(world_of(scored(tmp_path, PLAN.replace(", missing: 0.03", ""))), 900, 20, 1, "test", 0)


def test_scores_are_as_declared(drawn: Drawn) -> None:
    """Whole numbers of 0 to 27 with the mean, SD and correlation over visits of the design, far from the ends."""
    values = drawn.complete["PHQ9"][:, drawn.arm == 0][..., 1:].reshape(-1, 2)
    assert set(np.unique(values)) <= {*range(28)}
    near = 5 * 4.5 / np.sqrt(len(values))
    assert values.mean(axis=0) == pytest.approx([13, 13], abs=near + 0.1)
    assert values.std(axis=0) == pytest.approx([4.5, 4.5], rel=0.05)
    # What rounding adds is new at every visit.
    assert 0.42 < np.corrcoef(values.T)[0, 1] < 0.52
    high = drawn.complete["PHQ9"][:, drawn.arm == 1][..., 2]
    assert high.mean() == pytest.approx(10, abs=near + 0.1)


def test_items_have_the_alpha_declared(drawn: Drawn) -> None:
    """Cronbach (1951) by hand, of 30,000 forms; a little less where items meet the ends of their range."""
    one: Assumed = drawn.world.outcomes["PHQ9"]
    assert one.answered is not None
    rng = np.random.default_rng(1)
    tendency = 13 + np.sqrt(0.85) * 4.5 * rng.standard_normal((1, 30_000, 1))
    answers = one.answered.answer(tendency, np.array([4.5]), np.eye(1), rng)
    items = np.stack([own.ravel() for own in answers.values()])
    assert set(np.unique(items)) == {0.0, 1.0, 2.0, 3.0}
    alpha = 9 / 8 * (1 - items.var(axis=1).sum() / items.sum(axis=0).var())
    assert alpha == pytest.approx(0.85, abs=0.02)


def test_items_left_out_are_what_the_questionnaire_makes_of_them(tmp_path: Path) -> None:
    """Scores are missing as often as so many of nine items are left out that its rule gives none."""
    world = world_of(scored(tmp_path))
    one = world.outcomes["PHQ9"]
    assert one.answered is not None
    frame = np.tile(1.0, (10, 9))
    for left_out in range(10):
        frame[left_out, :left_out] = np.nan
    scores = one.answered.door.score(pd.DataFrame(frame, columns=list(one.answered.door.codes)))[one.answered.column]
    expected = binom.pmf(np.flatnonzero(scores.isna()), 9, 0.03).sum()
    assert 0.01 < expected < 0.5
    values = draw(world, 900, 20, 1, "test", 0).recorded["PHQ9"][..., 1:]
    assert np.isnan(values).mean() == pytest.approx(expected, abs=5 * np.sqrt(expected / values.size))


def test_the_truth_is_that_of_whole_forms(tmp_path: Path) -> None:
    trial = scored(tmp_path)
    (found,) = truths_of(trial, questions_of(trial), world_of(trial), "declared", 1, as_on_data)
    assert 0 < found.std_error < 0.05
    assert found.value == pytest.approx(-3, abs=0.15)


@pytest.mark.parametrize(("name", "code", "mean", "sd"), [("sf36", "SF36MH", 60, 15), ("sf36", "SF36PF", 55, 18),
                                                          ("bpi", "BPISEV", 5, 1.8)])  # fmt: skip
def test_scores_of_reversed_items_and_means(name: str, code: str, mean: float, sd: float) -> None:
    """Mental health has items that fall, as physical functioning has steps of 5; the BPI's score is a mean."""
    dataset = SimpleNamespace(instrument=SimpleNamespace(name=name, options={}))
    one = answered_of(SimpleNamespace(datasets={"a": dataset}), "a", code, Items(alpha=0.8))  # type: ignore[arg-type]
    assert isinstance(one, Answered)
    rng, size = np.random.default_rng(1), 4000
    tendency = mean + np.sqrt(0.8) * sd * rng.standard_normal((1, size, 1))
    values = one.score(tendency, np.array([sd]), np.eye(1), np.array([0]), rng)
    assert values.mean() == pytest.approx(mean, abs=5 * sd / np.sqrt(size) + 0.05 * sd)
    assert values.std() == pytest.approx(sd, rel=0.08)


def test_what_the_items_make_of_a_score_is_found_out(drawn: Drawn) -> None:
    """Means and SDs of the trials drawn; away from the ends they are near those declared."""
    one = drawn.world.outcomes["PHQ9"]
    reached = one.reached
    assert reached is not None
    for arm in range(len(drawn.world.arms)):
        values = drawn.complete["PHQ9"][:, drawn.arm == arm][..., 1:].reshape(-1, 2)
        assert reached.mean[arm] == pytest.approx(values.mean(axis=0), abs=0.25)  # five standard errors
        assert reached.sd[arm] == pytest.approx(values.std(axis=0), abs=0.17)
    assert reached.alpha[0] == pytest.approx([0.85, 0.85], abs=0.02)
    assert reached.is_near(one.by_arm[:, one.measured], one.sd[one.measured], 0.85)


def test_what_the_ends_make_of_a_score_is_said(tmp_path: Path) -> None:
    plan = PLAN.replace("mean: 13", "mean: 5").replace("effect: {High: -3}", "effect: {High: -2}")
    trial = scored(tmp_path, plan)
    (said,) = other_than_declared(Names(trial, world_of(trial)))
    assert said.startswith("PHQ-9 Total: at the ends and by the steps of its items it has means of 3.99 to 5.55 ")
    assert "(declared 3 to 5), SDs of 3" in said
    assert "the true effect is that of these scores" in said


@pytest.mark.parametrize(
    ("plan", "advice"),
    [
        (PLAN.replace("sd: 4.5", "sd: 2"), "an SD of 2 and an alpha of 0.85: their steps alone make them differ more; "
                                           "an alpha below 0.81 or an SD above 2.24 could be"),
        (PLAN.replace("0.85", "0.985"), "an alpha below 0.96 or an SD above 7.07 could be"),
    ],
)  # fmt: skip
def test_items_that_are_too_coarse(tmp_path: Path, plan: str, advice: str) -> None:
    """9 items of 4 steps, each rounded with a variance of 1/12: .75 of the 4 x .15 that an SD of 2 leaves them."""
    with pytest.raises(SpecError) as refused:
        world_of(scored(tmp_path, plan))
    assert advice in refused.value.problems[0]


def test_a_score_that_items_do_not_add_up_to_is_drawn_itself() -> None:
    dataset = SimpleNamespace(instrument=SimpleNamespace(name="sf36", options={}))
    said = answered_of(SimpleNamespace(datasets={"a": dataset}), "a", "SF36PCS", Items(alpha=0.8))  # type: ignore[arg-type]
    assert said == "cannot be simulated of SF36PCS: its items do not add up to its ends"


def test_what_has_no_items(tmp_path: Path) -> None:
    for plan, parameter, said in (
        (PLAN.replace("PHQ9", "PAIN"), "PAIN", "PAIN is no score of one in adpain"),
        (PLAN.replace("alpha: 0.85", "alpha: 85"), "PHQ9", "must be less than 1"),
        (PLAN.replace("      items", "      step: 1\n      items"), "PHQ9", "leave `step` and `range` out"),
    ):
        with pytest.raises(SpecError, match=said):
            scored(tmp_path, plan, parameter)


@pytest.mark.parametrize(("old", "new", "means"), [("mean: 13", "mean: 31", "28, 31"), ("High: -3", "High: -20", "-7")])
def test_means_beyond_the_scale_are_refused(tmp_path: Path, old: str, new: str, means: str) -> None:
    with pytest.raises(SpecError) as refused:
        world_of(scored(tmp_path, PLAN.replace(old, new)))
    said = f"design.outcomes.PHQ9: with its effects it has means of {means}, beyond its scale from 0 to 27"
    assert refused.value.problems == (said,)
