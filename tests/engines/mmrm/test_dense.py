"""The engine agrees with an implementation that shares nothing with it, for every structure and every test."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from trialstats.engines.mmrm import MMRMResult, fit_mmrm
from trialstats.errors import FitError
from trialstats.validate.dense import DenseTests, gradient, hessian
from trialstats.validate.dense.structures import parameters
from trialstats.validate.second_opinion import MODEL_BASED, STRUCTURES, dense_of, random_trial, theta_of

FORMULAS = ["Y ~ ARM*VISIT", "Y ~ BASE + ARM*VISIT", "Y ~ BASE:VISIT + VISIT:ARM", "Y ~ ARM"]
KINDS = [
    *STRUCTURES,
    *(f"{name} by arm" for name in ("us", "toep", "ar1h", "csh", "adh", "sp_exp")),
    *(f"{name} weighted" for name in ("us", "ar1", "sp_gau")),
]


def trial(seed: int, n_subjects: int, n_visits: int, missing: float, kind: str) -> pd.DataFrame:
    """Subjects have a level of their own; days differ between them; weights are anything positive."""
    data = random_trial(seed, n_subjects, n_visits, missing)
    rng = np.random.default_rng(seed)
    level = pd.Series(rng.normal(size=data.ID.nunique()), index=data.ID.unique())
    day = 7.0 * data.VISIT.cat.codes + rng.integers(-2, 3, len(data))
    return data.assign(Y=data.Y + data.ID.map(level), DAY=day, W=rng.uniform(0.5, 2.0, len(data)))


def fit(data: pd.DataFrame, kind: str, formula: str, reml: bool) -> MMRMResult:
    name, _, how = kind.partition(" ")
    return fit_mmrm(
        formula,
        data,
        subject="ID",
        visit="VISIT",
        covariance=name,
        group="ARM" if how == "by arm" else None,
        time="DAY" if name.startswith("sp_") else None,
        weights="W" if how == "weighted" else None,
        reml=reml,
    )


# Without shrinking: an example takes a second, and a seed says as much as a smaller one.
@settings(
    max_examples=2,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(
    seed=st.integers(0, 10_000),
    n_subjects=st.integers(18, 36),
    n_visits=st.integers(2, 4),
    missing=st.sampled_from([0.0, 0.15, 0.3]),
    formula=st.sampled_from(FORMULAS),
    reml=st.booleans(),
)
@pytest.mark.parametrize("kind", KINDS)
def test_agrees_with_dense_least_squares(kind, seed, n_subjects, n_visits, missing, formula, reml):
    data = trial(seed, n_subjects, n_visits, missing, kind)
    try:
        result = fit(data, kind, formula, reml)
        table = result.with_ddf("satterthwaite").coefficients()
    except FitError:
        # A small random trial may be one that no covariance fits: the messages have tests of their own.
        assume(False)
    # Its range is zero: tests/engines/mmrm/test_edges.py has the closed form.
    assume(not result.solution.climbed.independent)
    dense, theta = dense_of(result), theta_of(result)
    b, _ = dense.gls(theta)
    assert result.loglik == pytest.approx(dense.loglik(theta), abs=1e-8)
    np.testing.assert_allclose(table.estimate, b, rtol=1e-8, atol=1e-8)
    assert np.abs(gradient(dense.loglik, theta) * theta).max() < 1e-5
    best = dense.maximise(theta * (1 + 1e-3 * np.cos(np.arange(len(theta)))))
    assert not dense.inside(best) or dense.loglik(best).real <= result.loglik + 1e-7
    check_tests(result, DenseTests(dense, theta))
    check_sandwiches(result, DenseTests(dense, theta))


def check_tests(result: MMRMResult, dense: DenseTests) -> None:
    """Standard errors, df and a joint test by every method that rests on the model. V_kl is a difference: 1e-6."""
    size = len(result.terms)
    rows = np.eye(size)[[0, size - 1]]
    joint = np.eye(size)[max(0, size - 2) :]
    for ddf in MODEL_BASED:
        other = result.with_ddf(ddf)
        if (np.diag(rows @ dense.vcov(ddf) @ rows.T) <= 0).any():
            with pytest.raises(FitError, match="has no variance: too few subjects for this adjustment"):
                other.contrast(rows)
            continue
        table = other.contrast(rows)
        np.testing.assert_allclose(table.std_error**2, np.diag(rows @ dense.vcov(ddf) @ rows.T), rtol=1e-6)
        np.testing.assert_allclose(table.df, [dense.df(ddf, row) for row in rows], rtol=1e-6)
        try:
            found = other.test(joint).iloc[0]
        except FitError:  # too few subjects for an F test: said, and tested elsewhere
            continue
        f, den_df = dense.f_test(ddf, joint)
        np.testing.assert_allclose([found.statistic, found.den_df], [f, den_df], rtol=1e-5)
        assert found.num_df == len(joint)


def check_sandwiches(result: MMRMResult, dense: DenseTests) -> None:
    for name in ("cr0", "cr2", "cr3"):
        try:
            table = result.with_ddf("satterthwaite", name).coefficients()
        except FitError:  # one subject alone decides a coefficient
            continue
        vcov, df = dense.sandwich(name)
        np.testing.assert_allclose(table.std_error, np.sqrt(np.diag(vcov)), rtol=1e-7)
        np.testing.assert_allclose(table.df, df, rtol=1e-7)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("reml", [True, False])
def test_the_information_is_the_curvature_of_the_likelihood(kind, reml):
    """The dense formulas themselves against differences of the dense likelihood."""
    result = fit(trial(7, 30, 3, 0.15, kind), kind, "Y ~ BASE + ARM*VISIT", reml)
    dense, theta = dense_of(result), theta_of(result)
    scale = np.maximum(np.abs(theta), 1e-2)
    numerical = -hessian(dense.loglik, theta) * np.outer(scale, scale)
    formula = DenseTests(dense, theta).information(expected=False) * np.outer(scale, scale)
    np.testing.assert_allclose(formula, numerical, rtol=1e-5, atol=1e-5 * np.abs(numerical).max())


@pytest.mark.slow
@pytest.mark.parametrize("kind", STRUCTURES)
def test_the_maximum_is_found_from_afar(kind):
    """BFGS on the dense likelihood, from independent visits, ends where Newton does."""
    result = fit(trial(11, 40, 3, 0.1, kind), kind, "Y ~ BASE + ARM*VISIT", True)
    dense, theta = dense_of(result), theta_of(result)
    variance = result.design.outcome.var()
    if kind.startswith("sp_"):
        start = np.array([variance, 10.0])
    else:
        start = parameters(kind, variance * (0.8 * np.eye(3) + 0.2))
    best = dense.maximise(start)
    assert dense.loglik(best).real == pytest.approx(result.loglik, abs=1e-7)
    np.testing.assert_allclose(best, theta, rtol=1e-3, atol=1e-3 * np.abs(theta).max())


@pytest.mark.parametrize("covariance", STRUCTURES)
def test_a_subject_without_the_first_visits_is_placed_by_visit(covariance):
    data = trial(5, 40, 4, 0.0, covariance)
    late = data.ID.isin([f"S{k:03d}" for k in range(12)]) & data.VISIT.isin(["V1", "V2"])
    result = fit(data[~late], covariance, "Y ~ ARM*VISIT", True)
    assert result.loglik == pytest.approx(dense_of(result).loglik(theta_of(result)), abs=1e-9)
