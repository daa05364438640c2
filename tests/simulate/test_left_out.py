"""Covariates that outcomes depend on and a model leaves out: it finds what they add among its errors."""

from __future__ import annotations

from math import sqrt
from pathlib import Path

import pytest

from tests.simulate.trial import planned
from trialstats.simulate.analytic import analytic_of
from trialstats.simulate.batch import world_in
from trialstats.simulate.questions import questions_of
from trialstats.simulate.scenario import Scenario

PLAN = """\
n: 12000
allocation: {{High: 1, Low: 1, Sham: 1}}
outcomes:
  PAIN:
    baseline: {{mean: 60, sd: {sd}}}
    mean: {{Week 4: 55, Week 8: 52}}
    effect: {{High: -1.2, Low: -0.6}}
    sd: {sd}
    correlation: {{cs: 0}}
{more}"""
# A variance of (0.9 * 20)^2 = 324 by age, of 6^2 / 2 = 18 by site.
COVARIATES = """\
    covariates: {AGE: 0.9, SITE: {North: 6, South: -6, West: 0}}
covariates:
  AGE: {mean: 60, sd: 20}
  SITE: {shares: {North: 0.25, South: 0.25, West: 0.5}}
"""


def power(folder: Path, in_model: str, sd: float, more: str = "") -> float:
    analysis = f"  pain: {{method: ancova, estimand: pain, role: primary, value: AVAL, covariates: [{in_model}]}}\n"
    trial = planned(folder, analysis, PLAN.format(sd=sd, more=more))
    found = analytic_of(trial, questions_of(trial), world_in(trial, Scenario("declared", 1)))[0]
    assert found.power is not None, found.reason
    return found.power


@pytest.mark.parametrize(
    ("in_model", "variance"), [("", 324 + 324 + 18), ("AGE", 324 + 18), ("SITE", 324 + 324), ("AGE, SITE", 324)]
)
def test_power_is_that_of_the_variance_with_what_is_left_out(tmp_path: Path, in_model: str, variance: float) -> None:
    """But for what covariates in the model take of 12,000 degrees of freedom."""
    within = 1e-12 if not in_model else 1e-4
    assert power(tmp_path, in_model, 18, COVARIATES) == pytest.approx(power(tmp_path, "", sqrt(variance)), abs=within)
