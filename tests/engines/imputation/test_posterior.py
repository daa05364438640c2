"""Draws of the parameters, against the closed form of their posterior."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.engines.imputation.build import monotone
from trialstats.engines.imputation import Incomplete, Streams, draw_posterior
from trialstats.engines.imputation.between import Between
from trialstats.engines.imputation.data import Floats

DRAWS = 20_000


def last_visit(data: Incomplete) -> Incomplete:
    """The same trial as if only its last visit had been planned, without those who left before."""
    seen = data.only(np.flatnonzero(~data.missing[:, -1]).astype(np.intp))
    return replace(seen, outcomes=seen.outcomes[:, -1:], onset=np.ones(seen.n_subjects, dtype=np.intp))


def near(draws: Floats, mean: Floats | float, variance: Floats | float) -> None:
    """Hold the mean of draws to a mean, within four of its Monte Carlo errors, and their variance to 6 %."""
    error = np.sqrt(np.asarray(variance) / len(draws))
    assert (np.abs(draws.mean(axis=0) - mean) <= 4 * error).all()
    np.testing.assert_allclose(draws.var(axis=0), variance, rtol=0.06)


def test_one_visit_is_the_posterior_of_a_regression() -> None:
    # Jeffreys: s^2 ~ RSS / chi^2(n - q); coefficients are t about least squares with n - q degrees of freedom.
    data = last_visit(monotone())
    y, x = data.outcomes[:, 0], data.predictors
    least, rss = np.linalg.lstsq(x, y, rcond=None)[:2]
    df = len(y) - 3
    normal = draw_posterior(data, DRAWS, Streams(1, "closed form"))
    variances = normal.covariances[:, 0, 0, 0]
    mean = rss[0] / (df - 2)
    near(variances, mean, 2 * mean**2 / (df - 4))
    near(normal.coefficients[:, 0, 0], least, mean * np.diag(np.linalg.inv(x.T @ x)))


def test_dropout_is_a_regression_on_the_visit_before() -> None:
    # Of the second of two visits: given y_1, s^2 ~ RSS / chi^2(n_2 - q); of the first, RSS / chi^2(n_1 - q - 1).
    data = monotone()
    data = replace(data, outcomes=data.outcomes[:, [0, 2]], onset=np.where(data.missing[:, 2], 1, 2))
    normal = draw_posterior(data, DRAWS, Streams(2, "closed form"))
    matrix = normal.covariances[:, 0]
    seen = ~data.missing[:, 1]
    columns = np.column_stack([data.predictors[seen], data.outcomes[seen, 0]])
    least, rss = np.linalg.lstsq(columns, data.outcomes[seen, 1], rcond=None)[:2]
    df = int(seen.sum()) - 3
    slope = matrix[:, 1, 0] / matrix[:, 0, 0]
    left = matrix[:, 1, 1] - slope * matrix[:, 0, 1]
    mean = rss[0] / (df - 2)
    near(left, mean, 2 * mean**2 / (df - 4))
    near(slope, least[3], mean * np.linalg.inv(columns.T @ columns)[3, 3])
    first_rss = np.linalg.lstsq(data.predictors, data.outcomes[:, 0], rcond=None)[1][0]
    first_df = data.n_subjects - 3 - 1
    near(matrix[:, 0, 0], first_rss / (first_df - 2), 2 * (first_rss / (first_df - 2)) ** 2 / (first_df - 4))


@pytest.mark.slow
def test_values_missing_in_between_are_drawn_as_if_the_visits_stood_the_other_way_round() -> None:
    # Who lacks the first of two visits has a gap; with the visits exchanged it is dropout, whose posterior is exact.
    # Jeffreys' prior does not know the order of the visits.
    data = monotone(n=60)
    outcomes = data.outcomes[:, [0, 1]].copy()
    outcomes[:, 1] = np.where(np.isnan(outcomes[:, 1]), outcomes[:, 0] - 1.0, outcomes[:, 1])
    outcomes[::4, 0] = np.nan
    nobody = np.full(60, 2, dtype=np.intp)
    gaps, dropout = (replace(data, outcomes=outcomes[:, order], onset=nobody) for order in ([0, 1], [1, 0]))
    assert gaps.between.sum() == 15
    assert not dropout.between.any()
    chains = draw_posterior(gaps, 4000, Streams(3, "gaps"))
    exact = draw_posterior(dropout, 40_000, Streams(4, "dropout"))
    for ours, theirs in [
        (chains.coefficients[:, 0], exact.coefficients[:, 0][:, [1, 0]]),
        (chains.covariances[:, 0], exact.covariances[:, 0][:, [1, 0]][:, :, [1, 0]]),
    ]:
        error = theirs.std(axis=0) / np.sqrt(len(ours))
        assert (np.abs(ours.mean(axis=0) - theirs.mean(axis=0)) <= 4 * error).all()
        np.testing.assert_allclose(ours.std(axis=0), theirs.std(axis=0), rtol=0.06)


def test_a_chain_is_as_long_as_its_starting_point_lasts() -> None:
    # With a constant alone as predictor the share is that of the subjects who lack a value: 0.6^k < 1e-4 for k = 19.
    data = monotone(n=40)
    outcomes = np.random.default_rng(1).normal(size=(40, 3))
    outcomes[:24, 1] = np.nan
    ones = np.ones((40, 1))
    nobody = np.full(40, 3, dtype=np.intp)
    some = replace(data, outcomes=outcomes, predictors=ones, reference=ones, onset=nobody)
    assert Between.of(some).steps == 19
    assert Between.of(monotone(n=60, gaps=1)).steps == 10
    assert Between.of(monotone(n=60)).steps == 0
    # Whom nothing but a lacking value tells apart from the others: as long as a chain may be.
    alone = np.column_stack([ones, np.arange(40) < 2])
    assert Between.of(replace(some, predictors=alone, reference=alone)).steps == 200


def test_longer_chains_have_the_same_distribution() -> None:
    data = monotone(n=60, gaps=30)
    short, long = (draw_posterior(data, 2000, Streams(8, "chains"), burn_in=k) for k in (Between.of(data).steps, 60))
    for ours, theirs in [(short.coefficients, long.coefficients), (short.covariances, long.covariances)]:
        error = np.sqrt(2) * theirs.std(axis=0) / np.sqrt(2000)
        assert (np.abs(ours.mean(axis=0) - theirs.mean(axis=0)) <= 4 * error).all()
        np.testing.assert_allclose(ours.std(axis=0), theirs.std(axis=0), rtol=0.1)


def test_a_covariance_by_arm_has_coefficients_by_arm() -> None:
    data = monotone(by_arm=True)
    normal = draw_posterior(data, 4000, Streams(5, "by arm"))
    own = data.only(np.flatnonzero(data.cell == 1).astype(np.intp))
    columns = own.predictors[:, [0, 2]]
    alone = replace(own, cell=np.zeros(own.n_subjects, dtype=np.intp), predictors=columns, reference=columns)
    expected = draw_posterior(alone, 4000, Streams(6, "alone"))
    ours, theirs = normal.covariances[:, 1], expected.covariances[:, 0]
    error = np.sqrt(2) * theirs.std(axis=0) / np.sqrt(4000)
    assert (np.abs(ours.mean(axis=0) - theirs.mean(axis=0)) <= 4 * error).all()


def test_more_draws_begin_with_those_of_fewer() -> None:
    data = monotone(gaps=3)
    few, many = (draw_posterior(data, draws, Streams(7, "draws"), burn_in=5) for draws in (6, 11))
    np.testing.assert_allclose(many.covariances[:6], few.covariances, rtol=1e-12)
    np.testing.assert_allclose(many.coefficients[:6], few.coefficients, rtol=1e-10)
