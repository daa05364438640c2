"""The engine agrees with an implementation that shares nothing with it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from mmrm_data import random_trial
from mmrm_dense import Dense, theta_of

from trialstats.errors import FitError
from trialstats.mmrm import MMRMResult, fit_mmrm

FORMULAS = ["Y ~ ARM*VISIT", "Y ~ BASE + ARM*VISIT", "Y ~ BASE:VISIT + VISIT:ARM", "Y ~ ARM"]


def dense_of(result: MMRMResult) -> Dense:
    """The same problem, read from the rows used and not from the engine's codes."""
    frame = result.design.frame
    return Dense(
        result.structure,
        result.design.predictors,
        frame["Y"].to_numpy(),
        pd.factorize(frame["ID"])[0],
        frame["VISIT"].cat.codes.to_numpy(),
        len(result.covariance),
        result.reml,
    )


# Without shrinking: an example takes half a second, and a seed says as much as a smaller one.
@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
@given(
    seed=st.integers(0, 10_000),
    n_subjects=st.integers(14, 30),
    n_visits=st.integers(2, 4),
    missing=st.sampled_from([0.0, 0.15, 0.35]),
    formula=st.sampled_from(FORMULAS),
    reml=st.booleans(),
)
@pytest.mark.parametrize("covariance", ["us", "cs", "ar1h"])
def test_agrees_with_dense_least_squares(covariance, seed, n_subjects, n_visits, missing, formula, reml):
    data = random_trial(seed, n_subjects, n_visits, missing)
    try:
        result = fit_mmrm(formula, data, subject="ID", visit="VISIT", covariance=covariance, reml=reml)
    except FitError:
        # A small random trial may be one that no covariance fits: the messages have tests of their own.
        assume(False)
    dense = dense_of(result)
    theta = theta_of(covariance, result.covariance.to_numpy())
    b, phi = dense.gls(theta)
    table = result.coefficients()
    assert result.loglik == pytest.approx(dense.loglik(theta), abs=1e-9)
    np.testing.assert_allclose(table.estimate, b, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(table.std_error, np.sqrt(np.diag(phi)), rtol=1e-9)
    best = dense.maximise()
    assert dense.loglik(best) <= result.loglik + 1e-7
    if dense.loglik(best) > result.loglik - 1e-7:
        np.testing.assert_allclose(best, theta, atol=2e-3 * np.abs(theta).max())
    rows = [0, len(b) - 1]
    df = [dense.degrees_of_freedom(theta, np.eye(len(b))[row]) for row in rows]
    np.testing.assert_allclose(table.df.iloc[rows], df, rtol=1e-4)


@pytest.mark.parametrize("covariance", ["us", "cs", "ar1h"])
def test_a_subject_without_the_first_visits_is_placed_by_visit(covariance):
    data = random_trial(5, 40, 4, 0.0)
    late = data.ID.isin([f"S{k:03d}" for k in range(12)]) & data.VISIT.isin(["V1", "V2"])
    result = fit_mmrm("Y ~ ARM*VISIT", data[~late], subject="ID", visit="VISIT", covariance=covariance)
    theta = theta_of(covariance, result.covariance.to_numpy())
    assert result.loglik == pytest.approx(dense_of(result).loglik(theta), abs=1e-9)
