"""The power of a comparison of responders by formula: shares as they are in simulated subjects, two shares compared."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.stats import norm

from tests.simulate.trial import planned
from trialstats.methods.responders.options import Responders
from trialstats.simulate.analytic import analytic_of
from trialstats.simulate.analytic_shares import shares_of_responders
from trialstats.simulate.population import draw
from trialstats.simulate.questions import questions_of
from trialstats.simulate.world import world_of
from trialstats.trialfile.trial import Trial

PLAN = """\
n: 150
outcomes:
  PAIN:
    baseline: {mean: 60, sd: 15}
    mean: {Week 4: 55, Week 8: 52}
    effect: {High: {Week 4: -6, Week 8: -12}}
    sd: {Week 4: 16, Week 8: 18}
    correlation: {ar1: 0.6}
    covariates: {AGE: 0.5}
covariates: {AGE: {mean: 60, sd: 8}}
dropout: {hazard: {High: 0.1, Low: 0.1, Sham: 0.2}}
"""
NODE = "hypotheses:\n  alpha: 0.05\n  procedure: holm\n  nodes: {share: {analysis: share, arm: High, visit: Week 8}}\n"


def comparing(folder: Path, criterion: str, missing: str = "exclude", more: str = "") -> Trial:
    analysis = (
        "  share: {method: responders, dataset: adpain, population: FASFL, parameters: PAIN, visits: Week 8,"
        f" criteria: {{{criterion}}}, missing: {missing}{more}}}\n"
    )
    return planned(folder, analysis, PLAN, NODE)


@pytest.mark.parametrize("criterion", ["percent: 30", "points: 20"])
def test_the_shares_are_those_of_simulated_subjects(tmp_path: Path, criterion: str) -> None:
    """20,000 subjects of each arm, within four standard errors."""
    trial = comparing(tmp_path, criterion)
    analysis, world = trial.complete("share"), world_of(trial)
    assert isinstance(analysis, Responders)
    shares = shares_of_responders(trial, analysis, questions_of(trial).asked[0], world)
    assert not isinstance(shares, str)
    drawn = draw(world, 600, 100, 1, "test", 0)
    for arm in range(3):
        base, value = (drawn.recorded["PAIN"][:, drawn.arm == arm][..., visit] for visit in (0, 2))
        seen = np.isfinite(value)
        responds = base - value >= (0.3 * base if "percent" in criterion else 20)
        assert responds[seen].mean() == pytest.approx(shares[0][arm], abs=4 * 0.5 / np.sqrt(seen.sum()))
        assert seen.mean() == pytest.approx(shares[1][arm], abs=4 * 0.5 / np.sqrt(seen.size))


def test_the_power_is_that_of_two_shares(tmp_path: Path) -> None:
    """Fleiss, Levin & Paik (2003), 4.14, by hand, with the shares by hand: 30% of the baseline, 0.7 base >= value."""
    trial = comparing(tmp_path, "percent: 30")
    (found,) = analytic_of(trial, questions_of(trial), world_of(trial))
    variance = 0.49 * 15**2 + 18**2 - 2 * 0.7 * 0.36 * 15 * 18 + (0.7 - 1) ** 2 * 4**2
    high, sham = (norm.cdf((0.7 * 60 - mean) / np.sqrt(variance)) for mean in (40, 52))
    n_high, n_sham = 50 * 0.9**2, 50 * 0.8**2
    pooled = (n_high * high + n_sham * sham) / (n_high + n_sham)
    null = np.sqrt(pooled * (1 - pooled) * (1 / n_high + 1 / n_sham))
    own = np.sqrt(high * (1 - high) / n_high + sham * (1 - sham) / n_sham)
    assert found.power == pytest.approx(norm.cdf((high - sham - norm.ppf(0.975) * null) / own), abs=1e-5)
    assert found.formula.startswith("two shares")


def test_where_there_is_no_formula(tmp_path: Path) -> None:
    for missing, more, said in (
        ("non-responder", "", "the population leaves out subjects without values"),
        ("exclude", ", covariates: [BASE]", "responders with covariates"),
    ):
        trial = comparing(tmp_path, "percent: 30", missing, more)
        (found,) = analytic_of(trial, questions_of(trial), world_of(trial))
        assert found.power is None
        assert said in found.reason
