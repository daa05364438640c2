"""Power by simulation is that of the formula, within the error of the simulation; without effect it is alpha."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.simulate.trial import planned
from trialstats.simulate.analytic import analytic_of
from trialstats.simulate.batch import run_batch, world_in
from trialstats.simulate.characteristics import combine
from trialstats.simulate.questions import questions_of
from trialstats.simulate.scenario import Scenario, batches_of
from trialstats.simulate.truth import truths_of
from trialstats.steps.simulated import as_on_data
from trialstats.trialfile.trial import Trial

REPLICATES = 10_000
OF_SIMULATION = 3.3
"""Standard errors of a simulation that are exceeded once in a thousand."""
OF_FORMULA = 0.005
"""What the formula itself is wrong by: its degrees of freedom are not those of Kenward and Roger."""

PLAN = """\
n: {n}
allocation: {{High: {shares[0]}, Low: {shares[1]}, Sham: {shares[2]}}}
outcomes:
  PAIN:
    baseline: {{mean: 60, sd: 15}}
    mean: {{Week 4: 55, Week 8: 52}}
    effect: {{High: {{Week 4: -4, Week 8: -10}}, Low: -6}}
    sd: {{Week 4: 16, Week 8: 18}}
    correlation: {correlation}
{more}"""
UNSTRUCTURED = "{matrix: [[1, 0.5, 0.4], [0.5, 1, 0.7], [0.4, 0.7, 1]]}"
DROPOUT = "dropout: {hazard: 0.12}\n"
BY_ARM = "dropout: {hazard: {High: 0.2, Low: 0.1, Sham: 0.05}}\nmissed: 0.05\n"
MMRM = "mmrm, by_visit: BASE"

DESIGNS = {
    "us": (MMRM, {"n": 120, "shares": (1, 1, 1), "correlation": UNSTRUCTURED, "more": ""}),
    "us, dropout": (MMRM, {"n": 120, "shares": (1, 1, 1), "correlation": UNSTRUCTURED, "more": DROPOUT}),
    "unequal, one slope": ("mmrm", {"n": 150, "shares": (3, 1, 1), "correlation": "{ar1: 0.6}", "more": DROPOUT}),
    "arms leave unequally": (MMRM, {"n": 120, "shares": (1, 1, 1), "correlation": "{ar1: 0.6}", "more": BY_ARM}),
    "cs, unadjusted": (
        "mmrm, covariates: [], value: AVAL, covariance: csh",
        {"n": 120, "shares": (1, 1, 1), "correlation": "{cs: 0.6}", "more": ""},
    ),
    "ar1, dropout": (
        "mmrm, covariates: [], value: AVAL, covariance: ar1h",
        {"n": 120, "shares": (1, 2, 1), "correlation": "{ar1: 0.7}", "more": DROPOUT},
    ),
    "constrained": (
        "mmrm, baseline: constrained",
        {"n": 120, "shares": (1, 1, 1), "correlation": "{ar1: 0.6}", "more": DROPOUT},
    ),
    "ancova": ("ancova", {"n": 90, "shares": (1, 1, 1), "correlation": "{ar1: 0.6}", "more": DROPOUT}),
}


def simulated(trial: Trial, kind: str) -> pd.DataFrame:
    assert trial.design is not None
    scenario = Scenario(kind, trial.design.n)  # type: ignore[arg-type]
    truths = truths_of(trial, questions_of(trial), world_in(trial, scenario), kind, 1, as_on_data)
    batches = [run_batch(trial, scenario, k, size, truths, as_on_data) for k, size in batches_of(REPLICATES, 250)]
    return combine(pd.concat(batches))


@pytest.mark.slow
@pytest.mark.parametrize(("model", "plan"), DESIGNS.values(), ids=DESIGNS)
def test_simulation_and_formula_agree(tmp_path: Path, model: str, plan: dict[str, object]) -> None:
    """10,000 trials each. The two hypotheses of a design share its trials."""
    analysis = f"  pain: {{method: {model}, estimand: pain, role: primary}}\n"
    trial = planned(tmp_path, analysis, PLAN.format(**plan))
    questions = questions_of(trial)
    formulas = analytic_of(trial, questions, world_in(trial, Scenario("declared", 1)))
    declared, null = simulated(trial, "declared"), simulated(trial, "null")
    for place, formula in enumerate(formulas):
        row = declared.loc[place]
        assert formula.power is not None
        assert 0.2 < formula.power < 0.8
        error = np.sqrt(formula.power * (1 - formula.power) / REPLICATES)
        assert row["power"] == pytest.approx(formula.power, abs=OF_SIMULATION * error + OF_FORMULA)
        of_level = OF_SIMULATION * np.sqrt(0.05 * 0.95 / REPLICATES)
        assert null.loc[place, "power"] == pytest.approx(0.05, abs=of_level)
        assert row["coverage"] == pytest.approx(0.95, abs=of_level)
        assert abs(row["bias"]) < OF_SIMULATION * row["bias_se"]
        assert row["failed"] == 0
