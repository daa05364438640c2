"""No estimate depends on the unit of value or covariate, nor on where their zero lies: the truth is the invariance."""

from __future__ import annotations

import numpy as np
import pytest

from trialstats.engines.censored import bounds, fit_mixed, fit_tobit
from trialstats.errors import FitError

N_SUBJECTS, N_EACH = 40, 3
UNITS = [(1e-15, 1.0), (1e15, 1.0), (1.0, 1e-15), (1.0, 1e15), (1e-15, 1e15), (1e15, 1e-15)]
each_model = pytest.mark.parametrize("model", ["tobit", "mixed"])


def estimates(model, unit=1.0, of_covariate=1.0, origin=0.0, origin_of_covariate=0.0):
    """Mean, effect of the arm, slope and SDs with their errors, all in the first unit."""
    rng = np.random.default_rng(1)
    subject = np.repeat(np.arange(N_SUBJECTS), N_EACH)
    x, arm, visit = rng.normal(50, 10, N_SUBJECTS)[subject], subject % 2, np.tile(np.arange(N_EACH), N_SUBJECTS)
    y = 0.03 * x + 0.5 * arm + 0.8 * rng.normal(size=N_SUBJECTS)[subject] + rng.normal(size=len(subject))
    below = y < 1.2
    limits = bounds(unit * np.where(below, 1.2, y) + origin, below)
    moved = of_covariate * x + origin_of_covariate
    design = np.column_stack([np.ones(len(y)), moved, arm, visit == 1, visit == 2]).astype(float)
    fit = fit_tobit(limits, design) if model == "tobit" else fit_mixed(limits, design, subject)
    rows = np.array([[1, moved.mean(), 0.5, 1 / 3, 1 / 3], [0, 0, 1, 0, 0], [0, of_covariate, 0, 0, 0]])
    deviations = [fit.sigma, fit.sigma_std_error, *([fit.tau, fit.tau_std_error] if model == "mixed" else [])]
    return np.array([*(rows @ fit.coefficients - [origin, 0, 0]), *fit.std_errors(rows), *deviations]) / unit


@each_model
@pytest.mark.parametrize(("unit", "of_covariate"), UNITS)
def test_units(model, unit, of_covariate):
    np.testing.assert_allclose(estimates(model, unit, of_covariate), estimates(model), rtol=1e-12)


@each_model
@pytest.mark.parametrize(("origin", "origin_of_covariate"), [(1e6, 0.0), (0.0, 1e7), (1e6, -1e7)])
def test_origins(model, origin, origin_of_covariate):
    """A million standard deviations from zero: ten digits of the spread are left."""
    moved = estimates(model, origin=origin, origin_of_covariate=origin_of_covariate)
    np.testing.assert_allclose(moved, estimates(model), rtol=1e-7)


@each_model
def test_an_origin_beyond_the_digits(model):
    """A hundred million standard deviations: eight digits are left, and the mean keeps its error (it was 0.8 off)."""
    np.testing.assert_allclose(estimates(model, origin_of_covariate=1e9), estimates(model), rtol=1e-5)
    with pytest.raises(FitError, match="cannot tell x2 from the others"):
        estimates(model, origin_of_covariate=1e17)


@each_model
def test_values_that_differ_by_rounding_alone(model):
    limits, subject = bounds([45.1 - 45, 46.1 - 46, 44.1 - 44] * 6), np.repeat(np.arange(6), 3)
    with pytest.raises(FitError, match="the model fits every record exactly"):
        fit_tobit(limits, np.ones((18, 1))) if model == "tobit" else fit_mixed(limits, np.ones((18, 1)), subject)
