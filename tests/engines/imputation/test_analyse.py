"""Completed sets analysed, against least squares, the engine for repeated measures and shares by hand; and shifted."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from statsmodels.regression.linear_model import OLS

from tests.engines.imputation.build import monotone
from trialstats.engines.imputation import (
    Streams,
    compare,
    compare_repeated,
    compare_samples,
    compare_shares,
    draw_posterior,
    fill_values,
    pool,
    shift,
)
from trialstats.engines.imputation.data import Floats
from trialstats.engines.mmrm import fit_mmrm
from trialstats.errors import ArgumentError, FitError

ARM = np.array([[0.0, 1.0, 0.0]])


@pytest.fixture(scope="module")
def sets() -> Floats:
    data, streams = monotone(n=40), Streams(1, "analyse")
    normal = draw_posterior(data, 5, streams)
    return fill_values(data, normal, streams.noise(data.labels, 5, 3, np.full(40, True)))


def by_visit(predictors: Floats, n_visits: int) -> Floats:
    """Each predictor with a coefficient a visit, the visit foremost: (n, T, T q)."""
    n, q = predictors.shape
    wide = np.zeros((n, n_visits, n_visits, q))
    wide[:, np.arange(n_visits), np.arange(n_visits)] = predictors[:, None]
    return wide.reshape(n, n_visits, -1)


def test_analysis_of_covariance_is_that_of_statsmodels(sets: Floats) -> None:
    predictors = monotone(n=40).predictors
    found = compare(sets[:, :, -1], predictors, ARM)
    for place, values in enumerate(sets[:, :, -1]):
        expected = OLS(values, predictors).fit()
        assert found.estimates[place, 0] == pytest.approx(expected.params[1], rel=1e-9)
        assert found.variances[place, 0] ** 0.5 == pytest.approx(expected.bse[1], rel=1e-9)
    assert found.df == 37


def test_samples_in_which_everybody_stands_once_are_the_data(sets: Floats) -> None:
    predictors = monotone(n=40).predictors
    ours = compare_samples(sets[:, :, -1], predictors, np.eye(3), np.ones((5, 40)))
    np.testing.assert_allclose(ours, compare(sets[:, :, -1], predictors, np.eye(3)).estimates, rtol=1e-9)


@pytest.mark.parametrize("ddf", ["kr", "satterthwaite"])
def test_repeated_measures_are_those_of_the_engine(sets: Floats, ddf: str) -> None:
    # A covariate with one coefficient for all visits: not the same as an analysis of each visit alone.
    predictors = monotone(n=40).predictors
    wide = np.concatenate([by_visit(predictors[:, :2], 3), np.repeat(predictors[:, None, 2:], 3, axis=1)], axis=2)
    last = np.array([[0.0, 0, 0, 0, 0, 1, 0]])
    found = compare_repeated(sets, wide, last, ["us"], ddf)
    for place, values in enumerate(sets):
        long = pd.DataFrame(
            {
                "y": values.ravel(),
                "id": np.repeat(np.arange(40), 3),
                "visit": np.tile(["1", "2", "3"], 40),
                "arm": np.repeat(predictors[:, 1], 3),
                "x": np.repeat(predictors[:, 2], 3),
            }
        )
        fit = fit_mmrm("y ~ 0 + visit + visit:arm + x", long, subject="id", visit="visit", ddf=ddf)
        expected = fit.contrast({"last": {"visit[3]:arm": 1.0}}).iloc[0]
        assert found.estimates[place, 0] == pytest.approx(expected.estimate, rel=1e-7)
        assert found.variances[place, 0] ** 0.5 == pytest.approx(expected.std_error, rel=1e-6)
        assert found.df[place, 0] == pytest.approx(expected.df, rel=1e-6)
    assert (found.lost, found.otherwise) == ((), ())


def test_with_a_coefficient_a_visit_repeated_measures_of_complete_sets_are_least_squares(sets: Floats) -> None:
    predictors = monotone(n=40).predictors
    last = np.zeros((1, 9))
    last[0, 7] = 1.0
    found = compare_repeated(sets, by_visit(predictors, 3), last, ["us"])
    expected = compare(sets[:, :, -1], predictors, ARM)
    np.testing.assert_allclose(found.estimates, expected.estimates, rtol=1e-8)
    np.testing.assert_allclose(found.variances, expected.variances, rtol=1e-6)


def test_a_set_to_which_nothing_can_be_fitted_is_named(sets: Floats) -> None:
    predictors = by_visit(monotone(n=40).predictors, 3)
    lost = sets.copy()
    lost[2, :, 1] = lost[2, :, 0]  # two visits alike: their matrix is singular
    combination = np.eye(9)[7:8]
    found = compare_repeated(lost, predictors, combination, ["us"])
    assert [one.name for one in found.lost] == ["3"]
    assert len(found.estimates) == 4
    retried = compare_repeated(lost, predictors, combination, ["us", "cs"])
    assert [(one.name, one.how) for one in retried.otherwise] == [("3", "cs")]
    assert len(retried.estimates) == 5
    sets = sets.copy()
    sets[0, 0, 0] = np.nan
    with pytest.raises(ArgumentError, match="missing values"):
        compare_repeated(sets, predictors, combination)


def test_shares_by_hand() -> None:
    # Two sets of 4 + 5 subjects: 3/4 - 2/5 = 0.35, variance 0.75 * 0.25 / 4 + 0.4 * 0.6 / 5 = 0.094875; 1/4 - 2/5.
    responders = np.array([[1, 1, 1, 0, 1, 1, 0, 0, 0], [1, 0, 0, 0, 1, 1, 0, 0, 0]], dtype=bool)
    arm = np.arange(9) < 4
    found = compare_shares(responders, arm, ~arm)
    np.testing.assert_allclose(found.estimates[:, 0], [0.35, -0.15])
    np.testing.assert_allclose(found.variances[:, 0], [0.094875, 0.094875])
    # Rubin: W = 0.094875, B = 0.125, T = W + 1.5 B; normal complete data: (M - 1) / lambda^2.
    pooled = pool(found.estimates[:, 0], found.variances[:, 0], found.df)
    assert pooled.std_error == pytest.approx((0.094875 + 0.1875) ** 0.5)
    assert pooled.df == pytest.approx((0.282375 / 0.1875) ** 2)
    with pytest.raises(FitError, match="no subject"):
        compare_shares(responders, arm & False, ~arm)
    with pytest.raises(ArgumentError, match="both arms"):
        compare_shares(responders, arm, arm | True)


def test_a_shift_of_nothing_changes_nothing(sets: Floats) -> None:
    data = monotone(n=40)
    np.testing.assert_array_equal(shift(data, sets), sets)
    np.testing.assert_array_equal(shift(data, sets, add=5.0, times=2.0, where=data.missing & False), sets)


def test_imputed_values_are_shifted_and_no_others(sets: Floats) -> None:
    data = monotone(n=40)
    active = data.predictors[:, 1] == 1
    shifted = shift(data, sets, add=np.array([1.0, 2.0, 4.0]), times=3.0, where=data.after & active[:, None])
    moved = data.missing & active[:, None]
    np.testing.assert_array_equal(shifted[:, ~moved], sets[:, ~moved])
    np.testing.assert_allclose((shifted - 3 * sets)[:, moved & (np.arange(3) == 2)], 4.0)
    # The estimate moves by the shift times the least-squares weight of those who are shifted.
    plain = compare(sets[:, :, -1], data.predictors, ARM).estimates
    ours = compare(shift(data, sets, add=7.0, where=moved)[:, :, -1], data.predictors, ARM).estimates
    weight = compare(moved[:, -1].astype(float), data.predictors, ARM).estimates
    np.testing.assert_allclose(ours - plain, np.broadcast_to(7.0 * weight, plain.shape))


def test_values_missing_in_between_stay_at_random() -> None:
    data = monotone(n=40, gaps=3)
    filled = np.where(data.missing, 0.0, data.outcomes)
    assert data.between.sum() == 3
    np.testing.assert_array_equal(shift(data, filled, add=1.0) - filled, data.missing & ~data.between)
    with pytest.raises(ArgumentError, match="observed"):
        shift(data, filled, add=1.0, where=data.missing | True)
