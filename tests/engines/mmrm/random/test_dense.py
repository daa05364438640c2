"""Random coefficients agree with an implementation that writes every V out and differentiates it numerically."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.engines.mmrm.random.trial import trial, with_repeats
from tests.engines.mmrm.test_dense import check_sandwiches, check_tests
from trialstats.engines.mmrm import MMRMResult, fit_mmrm
from trialstats.validate.dense import DenseTests, gradient
from trialstats.validate.dense.random_coefficients import DenseRandom, dense_random_of, theta_of

STRUCTURES = ("random_intercept", "random_slope", "random_slope_diag")
KINDS = [
    *STRUCTURES,
    *(f"{name} by_group" for name in STRUCTURES),
    *(f"{name} ar1" for name in ("random_intercept", "random_slope")),
    *(f"{name} weighted" for name in ("random_intercept", "random_slope")),
    "random_slope ar1 weighted",
    "random_intercept common",
    "random_slope ar1 common",
]
FORMULAS = ["Y ~ BASE + ARM*DAY", "Y ~ ARM*DAY"]


def fit(data: pd.DataFrame, kind: str, formula: str, reml: bool) -> MMRMResult:
    name, *how = kind.split()
    return fit_mmrm(
        formula,
        data,
        subject="ID",
        visit="VISIT" if "ar1" in how else None,
        covariance=name,
        residual=residual_of(kind),
        group="ARM" if "by_group" in how else None,
        time="DAY" if "slope" in name else None,
        weights="W" if "weighted" in how else None,
        reml=reml,
    )


def residual_of(kind: str) -> str:
    return next((word for word in ("ar1", "by_group") if word in kind.split()), "independent")


def made(kind: str, seed: int) -> pd.DataFrame:
    ar1 = "ar1" in kind
    data = trial(
        seed,
        12,
        own_days="common" not in kind,
        level=12.0,
        slope=0.2 if "slope" in kind else 0.0,
        correlation=0.3 if ar1 else 0.0,
        n_visits=5 if ar1 else 4,
    )
    return data if ar1 else with_repeats(data, seed)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("seed", "reml"), [(5, True), (10, False)])
def test_agrees_with_dense_least_squares(kind: str, seed: int, reml: bool) -> None:
    result = fit(made(kind, seed), kind, FORMULAS[seed % 2], reml)
    assert not [note for note in result.notes if "boundary" in note], "the example must lie inside"
    dense, theta = dense_random_of(result, residual_of(kind)), theta_of(result)
    assert result.n_theta == len(theta) == dense.n_theta
    b, _ = dense.gls(theta)
    assert result.loglik == pytest.approx(dense.loglik(theta), abs=1e-8)
    np.testing.assert_allclose(result.beta, b, rtol=1e-8, atol=1e-8)
    # At the maximum: no slope, and a search of another kind that begins beside it finds no more.
    assert np.abs(gradient(dense.loglik, theta) * theta).max() < 1e-5
    best = dense.maximise(theta * (1 + 1e-2 * np.cos(np.arange(len(theta)))))
    assert dense.loglik(best).real <= result.loglik + 1e-7
    check_tests(result, DenseTests(dense, theta))
    check_sandwiches(result, DenseTests(dense, theta))
    check_residuals(result, dense, theta)
    check_predictions(result, dense, theta)


def check_residuals(result: MMRMResult, dense: DenseRandom, theta: np.ndarray) -> None:
    v, raw, root = dense.v(theta), dense.y - dense.x @ result.beta, np.sqrt(dense.weight)
    v = v * np.outer(root, root)
    np.testing.assert_allclose(result.residuals("pearson"), raw * root / np.sqrt(np.diag(v)), rtol=1e-8, atol=1e-10)
    # Uncorrelated: whatever the order within a subject, the sum of squares is that of r'V^-1 r.
    scaled = result.residuals("normalized").to_numpy()
    for rows in dense.rows_of:
        own = (raw * root)[rows]
        assert (scaled[rows] ** 2).sum() == pytest.approx(own @ np.linalg.solve(v[np.ix_(rows, rows)], own), rel=1e-7)


def check_predictions(result: MMRMResult, dense: DenseRandom, theta: np.ndarray) -> None:
    """Henderson: the effects are G Z'V^-1 r; their error is G - G Z'P Z G, and with V^-1 were b known."""
    tests, g = DenseTests(dense, theta), dense.g(theta)
    table = result.random_effects()
    assert list(table["effect"].unique()) == ["intercept", "DAY"][: len(g)]
    names = pd.factorize(result.design.frame["ID"])[1]
    predicted = result.predict_subjects()
    phi = tests.phi
    for code in (0, 5, 11):
        rows = dense.rows_of[code]
        z = np.zeros((len(dense.y), len(g)))
        z[rows] = np.column_stack([np.ones(len(rows)), dense.time[rows]])[:, : len(g)]
        raw = dense.y - dense.x @ result.beta
        u = g @ z.T @ tests.v_inverse @ raw
        error = g - g @ z.T @ tests.p @ z @ g
        known = g - g @ z.T @ tests.v_inverse @ z @ g
        own = table[table["subject"] == names[code]]
        np.testing.assert_allclose(own["estimate"], u, rtol=1e-6, atol=1e-9)
        np.testing.assert_allclose(own["std_error"], np.sqrt(np.diag(error)), rtol=1e-6)
        np.testing.assert_allclose(own["std_error_given_fixed"], np.sqrt(np.diag(known)), rtol=1e-6)
        # x'b + z'u: its error with the covariance of b and u - true, -Phi X'V^-1 Z G.
        x, own_z = dense.x[rows], z[rows]
        both = -phi @ dense.x.T @ tests.v_inverse @ z @ g
        variance = np.diag(x @ phi @ x.T + own_z @ error @ own_z.T + 2 * x @ both @ own_z.T)
        at = predicted.iloc[rows]
        np.testing.assert_allclose(at["estimate"], x @ result.beta + own_z @ u, rtol=1e-8)
        np.testing.assert_allclose(at["std_error"], np.sqrt(variance), rtol=1e-6)
        np.testing.assert_allclose(at["std_error_given_fixed"] ** 2, np.diag(own_z @ known @ own_z.T), rtol=1e-6)
