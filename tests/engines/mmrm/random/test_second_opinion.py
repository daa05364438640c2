"""Random coefficients beside statsmodels' MixedLM, which shares no code: REML and ML, at its optimum."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.regression.mixed_linear_model import MixedLM

from tests.engines.mmrm.random.trial import trial, with_repeats
from trialstats.engines.mmrm import fit_mmrm


@pytest.mark.parametrize("reml", [True, False])
@pytest.mark.parametrize("covariance", ["random_intercept", "random_slope"])
@pytest.mark.filterwarnings("ignore:.*:statsmodels.tools.sm_exceptions.ConvergenceWarning")
def test_the_fit_is_that_of_statsmodels(covariance: str, reml: bool) -> None:
    data = with_repeats(trial(9, 30, 5), 9)
    data = data.assign(DAY=data["DAY"] / 100)
    time = "DAY" if covariance == "random_slope" else None
    ours = fit_mmrm("Y ~ ARM*DAY", data, subject="ID", covariance=covariance, time=time, reml=reml, ddf="inf")
    z = np.column_stack([np.ones(len(data)), data["DAY"]])[:, : len(ours.random_covariance)]
    model = MixedLM(data["Y"].to_numpy(), ours.design.predictors, groups=data["ID"].to_numpy(), exog_re=z)
    other = model.fit(reml=reml, method=["bfgs"], gtol=1e-8)
    assert ours.loglik == pytest.approx(other.llf, abs=1e-6)
    assert ours.loglik >= other.llf - 1e-9
    np.testing.assert_allclose(ours.beta, other.fe_params, rtol=1e-5)
    np.testing.assert_allclose(ours.coefficients()["std_error"], other.bse_fe, rtol=1e-3)
    np.testing.assert_allclose(ours.random_covariance, other.cov_re, rtol=1e-3)
    effects = ours.random_effects().pivot_table(index="subject", columns="effect", values="estimate", sort=False)
    for name, found in other.random_effects.items():
        np.testing.assert_allclose(effects.loc[name], found, rtol=1e-3, atol=1e-3)
