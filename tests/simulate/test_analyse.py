"""What arrays give is what the trial's own method gives of the same data, as datasets."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.simulate.trial import planned
from trialstats.simulate.analyse.means import answer_means, is_of_means
from trialstats.simulate.population import draw
from trialstats.simulate.questions import questions_of
from trialstats.simulate.world import world_of
from trialstats.steps.simulated import as_on_data
from trialstats.trialfile.trial import Trial

MODELS = {
    "baseline at every visit": "method: mmrm, covariates: [BASE, AGE, SITE], by_visit: BASE",
    "one slope": "method: mmrm, covariates: [BASE, SITE], covariance: cs, ddf: satterthwaite",
    "a ladder": "method: mmrm, covariates: [AGE], covariance: [toeph, ar1], reml: false",
    "constrained": "method: mmrm, baseline: constrained, covariates: [SITE]",
    "one visit": "method: mmrm, visits: Week 8",
    "ancova": "method: ancova, covariates: [BASE, AGE, SITE]",
    "t test": "method: ancova, covariates: []",
}


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_arrays_and_datasets_give_the_same(tmp_path: Path, model: str) -> None:
    same_by_both(planned(tmp_path, f"  pain: {{{model}, estimand: pain, role: primary, alpha: 0.1}}\n"))


@pytest.mark.parametrize("model", ["method: mmrm", "method: mmrm, covariates: []", "method: ancova"])
def test_also_where_arms_are_allocated_within_strata(tmp_path: Path, model: str) -> None:
    trial = planned(tmp_path, f"  pain: {{{model}, estimand: pain, role: primary, alpha: 0.1}}\n", strata="SITE")
    assert draw(world_of(trial), 60, 3, 7, "test", 0).arm.shape == (3, 60)
    same_by_both(trial)


def same_by_both(trial: Trial) -> None:
    assert is_of_means(trial, trial.complete("pain"))
    questions, drawn = questions_of(trial), draw(world_of(trial), 60, 3, 7, "test", 0)
    assert np.isnan(drawn.recorded["PAIN"]).any()
    assert (drawn.begins["rescue"] < 3).any()
    alpha = [0.1, 0.1]
    fast = answer_means(trial, trial.complete("pain"), drawn, list(questions.asked), alpha)
    slow = as_on_data(trial, "pain", drawn, list(questions.asked), alpha)
    for one, other in zip(fast, slow, strict=True):
        for name in ("estimate", "std_error", "df", "p_value", "conf_low", "conf_high", "sizes"):
            assert np.isfinite(getattr(one, name)).all()
            np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=1e-7, err_msg=name)
