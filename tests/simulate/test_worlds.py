"""What happens to simulated subjects: moments, events, losses; and the true values that follow."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtr

from tests.simulate.trial import planned
from trialstats.simulate.analyse.door import way_of
from trialstats.simulate.batch import run_batch, world_in
from trialstats.simulate.characteristics import combine
from trialstats.simulate.population import draw
from trialstats.simulate.questions import questions_of
from trialstats.simulate.scenario import Scenario
from trialstats.simulate.truth import truths_of
from trialstats.simulate.world import world_of
from trialstats.steps.simulated import as_on_data
from trialstats.trialfile.trial import Trial

MMRM = "  pain: {method: mmrm, estimand: pain, role: primary, by_visit: BASE}\n"
PLAN = """\
n: 60
outcomes:
  PAIN:
    baseline: {mean: 60, sd: 15}
    mean: {Week 4: 55, Week 8: 52}
    effect: {High: {Week 4: -6, Week 8: -12}, Low: -4}
    sd: {Week 4: 16, Week 8: 18}
    correlation: {ar1: 0.6}
"""
SLEEP = """\
  SLEEP:
    mean: 5
    sd: 2
    correlation: {cs: 0.4}
    step: 1
    range: [0, 10]
between: 0.5
"""


def test_values_are_distributed_as_declared(tmp_path: Path) -> None:
    """Means, SDs and correlations of 30,000 subjects an arm, within five standard errors."""
    drawn = draw(world_of(planned(tmp_path, MMRM, PLAN + SLEEP)), 900, 100, 1, "test", 0)
    of_arm = drawn.complete["PAIN"][:, drawn.arm == 1].reshape(-1, 3)
    assert drawn.world.arms[1] == "High"
    n = len(of_arm)
    assert of_arm.mean(axis=0) == pytest.approx([60, 49, 40], abs=5 * 18 / np.sqrt(n))
    assert of_arm.std(axis=0) == pytest.approx([15, 16, 18], abs=5 * 18 / np.sqrt(2 * n))
    expected = [[1, 0.6, 0.36], [0.6, 1, 0.6], [0.36, 0.6, 1]]
    assert np.corrcoef(of_arm.T) == pytest.approx(np.array(expected), abs=5 / np.sqrt(n))
    sleep = drawn.complete["SLEEP"][:, drawn.arm == 1].reshape(-1, 3)
    assert np.isnan(sleep[:, 0]).all()
    assert set(np.unique(sleep[:, 1:])) == set(range(11))
    # between outcomes at one visit: 0.5 times what the roots of both correlations share
    shared = drawn.world.outcomes["PAIN"].root @ np.pad(drawn.world.outcomes["SLEEP"].root, ((1, 0), (1, 0))).T
    assert np.corrcoef(of_arm[:, 1], sleep[:, 1])[0, 1] == pytest.approx(0.5 * shared[1, 1], abs=0.02)


def test_covariates_leave_the_mean_and_add_to_the_spread(tmp_path: Path) -> None:
    more = "    covariates: {SITE: {North: 8, South: 0, West: -4}}\n"
    more += "covariates: {SITE: {shares: {North: 2, South: 1, West: 1}}}\n"
    drawn = draw(world_of(planned(tmp_path, MMRM, PLAN + more)), 900, 100, 1, "test", 0)
    sham = drawn.complete["PAIN"][:, drawn.arm == 0]
    north = drawn.covariates["SITE"][:, drawn.arm == 0] == 0
    assert north.mean() == pytest.approx(0.5, abs=0.015)
    assert sham[..., 2].mean() == pytest.approx(52, abs=5 * 19 / np.sqrt(sham[..., 2].size))
    assert sham[..., 2][north].mean() == pytest.approx(52 + 8 - 3, abs=0.7)


def test_an_event_takes_the_effect_away(tmp_path: Path) -> None:
    """Under a treatment policy the truth is the effect of those without the event: (1 - 0.2)^2 of 12 and of 4."""
    trial = planned(tmp_path, MMRM, PLAN + "events: {stopped: {hazard: 0.2, keeps: 0}}\n")
    found = truths_of(trial, questions_of(trial), world_of(trial), "declared", 1, as_on_data)
    for one, value in zip(found, (-12 * 0.64, -4 * 0.64), strict=True):
        assert 0 < one.std_error < 0.3
        assert one.value == pytest.approx(value, abs=4 * one.std_error)


def test_an_event_that_is_set_aside_leaves_the_effect(tmp_path: Path) -> None:
    """Hypothetically without rescue: the truth is the effect declared, and the analysis finds it."""
    trial = planned(tmp_path, MMRM, PLAN + "events: {rescue: {hazard: 0.2, keeps: 0, adds: {PAIN: -10}}}\n")
    found = truths_of(trial, questions_of(trial), world_of(trial), "declared", 1, as_on_data)
    assert [one.value for one in found] == [-12, -4]
    row = simulated(trial, 150, 1000)
    assert abs(row["bias"]) < 4 * row["bias_se"]


def simulated(trial: Trial, n: int, replicates: int) -> pd.Series:
    scenario = Scenario("declared", n)
    truths = truths_of(trial, questions_of(trial), world_in(trial, scenario), "declared", 1, as_on_data)
    return combine(run_batch(trial, scenario, 0, replicates, truths, as_on_data)).loc[0]


@pytest.mark.parametrize(("value", "is_biased"), [("last", False), ("current", True)])
def test_a_mixed_model_bears_what_is_missing_at_random(tmp_path: Path, value: str, is_biased: bool) -> None:
    """Who feels worse leaves, in the active arms more often; by the value that is lost, the model cannot know it."""
    hazard = "{High: 0.4, Low: 0.1, Sham: 0.1}"
    more = f"dropout: {{hazard: {hazard}, depends_on: {{parameter: PAIN, value: {value}, log_odds: 0.1}}}}\n"
    row = simulated(planned(tmp_path, MMRM, PLAN + more), 150, 1000)
    assert (abs(row["bias"]) > 5 * row["bias_se"]) == is_biased
    assert (abs(row["bias"]) < 4 * row["bias_se"]) != is_biased


def test_without_effect_arms_are_alike(tmp_path: Path) -> None:
    trial = planned(tmp_path, MMRM, PLAN + "dropout: {hazard: {High: 0.3, Low: 0.2, Sham: 0.1}}\n")
    world = world_in(trial, Scenario("null", 60))
    assert not world.outcomes["PAIN"].effect.any()
    assert world.dropout is not None
    assert (world.dropout.hazard == world.dropout.hazard[0]).all()
    assert (world_of(trial).sizes(61) == [21, 20, 20]).all()


def test_responders_run_as_on_data(tmp_path: Path) -> None:
    """A method without a way on arrays: its own, on datasets, one of them large. The truth is that of normal values.

    A response is a value at Week 8 of half of that at baseline or less; its share in an arm is a normal probability.
    """
    trial = planned(
        tmp_path,
        "  share: {method: responders, dataset: adpain, population: FASFL, parameters: PAIN, visits: Week 8,"
        " criteria: {percent: 50}}\n",
        PLAN + "dropout: {hazard: 0.1}\n",
        "hypotheses:\n  alpha: 0.05\n  procedure: holm\n"
        "  nodes: {share: {analysis: share, arm: High, visit: Week 8}}\n",
    )
    questions = questions_of(trial)
    assert not way_of(trial, "share")
    (found,) = truths_of(trial, questions, world_of(trial), "declared", 1, as_on_data)
    sd = np.sqrt(18**2 + 0.25 * 15**2 - 0.36 * 18 * 15)  # of the value less half of that at baseline
    shares = [ndtr((30 - mean) / sd) for mean in (40, 52)]
    assert (found.value, found.std_error) == (pytest.approx(shares[0] - shares[1], abs=1e-12), 0)
    large = draw(world_of(trial), 6000, 1, 1, "test", 0)
    (answer,) = as_on_data(trial, "share", large, list(questions.asked), [0.05])
    assert answer.estimate[0] == pytest.approx(found.value, abs=4 * np.sqrt(2 * 0.25 / 1600))
    batch = run_batch(trial, Scenario("declared", 60), 0, 4, [found], as_on_data).loc[0]
    assert batch["answered"] == 4
    assert batch["bounded"] == 4
