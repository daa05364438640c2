"""A variance of zero and a correlation of one: what is fitted, what the tests count, and both sides of the edge."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.engines.mmrm.random.trial import trial
from trialstats.engines.mmrm import MMRMResult, fit_mmrm
from trialstats.validate.dense import DenseTests
from trialstats.validate.dense.random_coefficients import dense_random_of, theta_of


def fit(data: pd.DataFrame, covariance: str, **others: object) -> MMRMResult:
    time = "DAY" if "slope" in covariance else None
    return fit_mmrm("Y ~ ARM*DAY", data, subject="ID", covariance=covariance, time=time, **others)


def alike(seed: int = 1) -> pd.DataFrame:
    """Subjects differ less than chance would have it: their means are taken away."""
    data = trial(seed, 20, 5, level=0.0, slope=0.0, missing=0.1)
    return data.assign(Y=data["Y"] - data.groupby("ID")["Y"].transform("mean"))


def test_no_variance_between_subjects_is_least_squares_where_it_is_dropped() -> None:
    # SAS sets the variance to zero and goes on without it; what is left is a model of independent records.
    data = alike()
    result = fit(data, "random_intercept")
    assert result.random_covariance.to_numpy() == pytest.approx(0.0, abs=0.0)
    assert result.n_theta == 1
    assert "variance of the random intercept is zero" in " ".join(result.notes)
    assert "dropped, as in SAS" in " ".join(result.notes)
    x, y = result.design.predictors, result.design.outcome
    b, (rss,), *_ = np.linalg.lstsq(x, y)
    phi = rss / (len(y) - len(b)) * np.linalg.inv(x.T @ x)
    for ddf in ("kr", "satterthwaite"):
        table = result.with_ddf(ddf).coefficients()
        np.testing.assert_allclose(table["estimate"], b, rtol=1e-9)
        np.testing.assert_allclose(table["std_error"], np.sqrt(np.diag(phi)), rtol=1e-9)
        np.testing.assert_allclose(table["df"], len(y) - len(b), rtol=1e-9)


@pytest.mark.parametrize("covariance", ["random_intercept", "random_slope", "random_slope_diag"])
def test_the_expected_information_keeps_every_entry(covariance: str) -> None:
    # pbkrtest's matrices do not ask where G lies: Kenward and Roger's formulas with all entries, G singular.
    data = alike(4)
    result = fit(data, covariance, ddf="kr_expected")
    assert "stays among the parameters" in " ".join(result.notes) or "keeps all entries" in " ".join(result.notes)
    dense, g = dense_random_of(result, "independent"), result.random_covariance.to_numpy()
    entries = g[np.tril_indices(len(g))] if covariance == "random_slope" else np.diag(g)
    theta = np.concatenate([entries, result.residual_variances["variance"]])
    tests = DenseTests(dense, theta)
    table, rows = result.coefficients(), np.eye(len(result.terms))
    np.testing.assert_allclose(table["std_error"] ** 2, np.diag(tests.vcov("kr_expected")), rtol=1e-6)
    np.testing.assert_allclose(table["df"], [tests.df("kr_expected", row) for row in rows], rtol=1e-6)


def test_a_slope_without_variance_is_dropped_from_an_independent_pair() -> None:
    data = trial(8, 24, 5, slope=0.0, missing=0.0)
    # Lines of the subjects that are more alike than chance: a seed at which the variance is zero.
    pair, alone = fit(data, "random_slope_diag"), fit(data, "random_intercept")
    assert pair.random_covariance.loc["DAY", "DAY"] == 0.0
    assert "variance of the random slope is zero" in " ".join(pair.notes)
    assert pair.loglik == pytest.approx(alone.loglik, abs=1e-9)
    for ddf in ("kr", "satterthwaite"):
        one, other = pair.with_ddf(ddf).coefficients(), alone.with_ddf(ddf).coefficients()
        pd.testing.assert_frame_equal(one, other, rtol=1e-6)


def perfect() -> MMRMResult:
    for seed in range(40):
        data = trial(seed, 20, 4, slope=0.02, missing=0.1)
        result = fit(data, "random_slope")
        if "perfectly correlated" in " ".join(result.notes):
            return result
    raise AssertionError("no example")


def test_a_perfect_correlation_is_fitted_as_such() -> None:
    result = perfect()
    g = result.random_covariance.to_numpy()
    assert abs(g[0, 1]) == pytest.approx(np.sqrt(g[0, 0] * g[1, 1]), rel=1e-9)
    assert result.n_theta == 3
    dense, theta = dense_random_of(result, "independent"), theta_of(result)
    assert result.loglik == pytest.approx(dense.loglik(theta), abs=1e-8)
    # No covariance near it or far from it is better: all of them are U U' of a full U.
    rng = np.random.default_rng(1)
    root = np.linalg.cholesky(g + 1e-9 * np.diag(np.diag(g)))
    for size in (1e-3, 1e-2, 0.1, 0.5):
        for _ in range(40):
            moved = root @ (np.eye(2) + size * rng.normal(size=(2, 2)))
            there = np.concatenate([(moved @ moved.T)[np.tril_indices(2)], theta[3:] * np.exp(size * rng.normal())])
            assert dense.loglik(there).real < result.loglik + 1e-8
    # Kenward and Roger as pbkrtest has it, Satterthwaite with the parameters that are left.
    tests, rows = DenseTests(dense, theta), np.eye(len(result.terms))
    for ddf in ("kr", "kr_linear", "kr_expected"):
        table = result.with_ddf(ddf).coefficients()
        np.testing.assert_allclose(table["std_error"] ** 2, np.diag(tests.vcov("kr_expected")), rtol=1e-5)
        np.testing.assert_allclose(table["df"], [tests.df("kr_expected", row) for row in rows], rtol=1e-5)
    assert (result.with_ddf("satterthwaite").coefficients()["df"] > 0).all()


def test_on_the_near_side_of_the_edge_the_numbers_are_those_of_inside() -> None:
    # Shrinking the subjects' own levels towards their mean, step by step: the estimates have no jump, and the
    # variance is zero from some step on.
    data = trial(2, 20, 4, slope=0.0, missing=0.0)
    mean = data.groupby("ID")["Y"].transform("mean")
    variances, slopes = [], []
    for share in np.linspace(1.0, 0.0, 21):
        result = fit(data.assign(Y=data["Y"] - (1.0 - share) * (mean - mean.mean())), "random_intercept")
        variances.append(result.random_covariance.iloc[0, 0])
        slopes.append(result.coefficients()["estimate"].iloc[3])
        assert bool(result.notes) == (variances[-1] == 0.0)
    assert variances[0] > 0
    assert variances[-1] == 0.0
    assert (np.diff(variances) <= 1e-9).all()
    assert np.abs(np.diff(slopes)).max() < 0.02 * abs(slopes[0])
