"""Missing values filled in: closed forms, and what must not matter."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.engines.imputation.build import monotone, trial
from trialstats.engines.imputation import (
    Incomplete,
    Strategy,
    Streams,
    compare,
    draw_posterior,
    fill_means,
    fill_values,
    fit_normal,
)
from trialstats.engines.mmrm import fit_mmrm
from trialstats.errors import ArgumentError, FitError

ARM = np.array([[0.0, 1.0, 0.0]])


def difference(data: Incomplete, visit: int = -1) -> float:
    """The difference of the arms by analysis of covariance of conditional means."""
    filled = fill_means(data, fit_normal(data).normal)
    return float(compare(filled[:, visit], data.predictors, ARM).estimates[0])


@pytest.mark.parametrize("strategy", Strategy)
def test_without_missing_values_every_strategy_is_the_analysis_of_complete_data(strategy: Strategy) -> None:
    whole = monotone(n=30)
    outcomes = np.random.default_rng(3).normal(size=(30, 3))
    data = trial(
        outcomes, whole.predictors[:, 1].astype(np.intp), whole.predictors[:, 2], whole.onset * 0 + 3, strategy
    )
    np.testing.assert_array_equal(fill_means(data, fit_normal(data).normal), outcomes)
    assert difference(data) == pytest.approx(np.linalg.lstsq(data.predictors, outcomes[:, -1], rcond=None)[0][1])


def test_jump_to_reference_of_everybody_before_the_first_visit_leaves_no_difference() -> None:
    data = monotone(Strategy.J2R, n=40)
    arm, onset, outcomes = data.predictors[:, 1].astype(np.intp), data.onset.copy(), data.outcomes.copy()
    # Two of the active arm stay, or the model had no effect of the arm to jump from; their values do not count here.
    gone = np.flatnonzero(arm == 1)[2:]
    onset[gone], outcomes[gone] = 0, np.nan
    changed = trial(outcomes, arm, data.predictors[:, 2], onset, Strategy.J2R)
    normal = fit_normal(changed).normal
    filled = fill_means(changed, normal)
    for visit in range(3):
        expected = changed.reference[gone] @ normal.coefficients[0, visit]
        np.testing.assert_allclose(filled[gone, visit], expected)


def test_missing_at_random_is_the_difference_of_the_repeated_measures_model() -> None:
    # With coefficients of its own at every visit, conditional means bring back the estimate of the model itself where
    # the analysis has the predictors of the imputation model: both are its restricted maximum.
    data = monotone(n=80)
    model = fit_normal(data)
    assert difference(data) == pytest.approx(model.normal.coefficients[0, -1, 1], abs=1e-9)


def test_the_model_is_that_of_the_engine_for_repeated_measures() -> None:
    data = monotone(n=50, gaps=3)
    n, n_visits = data.outcomes.shape
    long = pd.DataFrame(
        {
            "y": data.outcomes.ravel(),
            "id": np.repeat(data.labels, n_visits),
            "visit": np.tile(["1", "2", "3"], n),
            "arm": np.repeat(data.predictors[:, 1], n_visits),
            "x": np.repeat(data.predictors[:, 2], n_visits),
        }
    )
    fit = fit_mmrm("y ~ 0 + visit + visit:arm + visit:x", long, subject="id", visit="visit")
    np.testing.assert_allclose(fit_normal(data).normal.covariances[0], fit.covariance.to_numpy(), rtol=1e-6)


@pytest.mark.parametrize("strategy", Strategy)
@pytest.mark.parametrize("by_arm", [False, True])
def test_conditional_means_are_those_of_a_normal_distribution_written_out(strategy: Strategy, by_arm: bool) -> None:
    data = monotone(strategy, by_arm=by_arm)
    normal = fit_normal(data).normal
    filled = fill_means(data, normal)
    for i in np.flatnonzero(data.missing.any(axis=1)):
        cell, onset = data.cell[i], data.onset[i]
        own, ref = normal.coefficients[cell] @ data.predictors[i], normal.coefficients[0] @ data.reference[i]
        matrix, of_reference = normal.covariances[cell], normal.covariances[0]
        mean, after = own.copy(), np.arange(3) >= onset
        if strategy is Strategy.CR:
            mean, matrix = ref, of_reference
        elif strategy is Strategy.LMCF:
            mean[after] = own[onset - 1]
        elif strategy is not Strategy.MAR:
            mean[after] = ref[after] + (strategy is Strategy.CIR) * (own[onset - 1] - ref[onset - 1])
        # What comes after the event depends on what came before as in the reference, whatever the own matrix is.
        slopes_of = of_reference if strategy in (Strategy.J2R, Strategy.CIR) else matrix
        slopes = slopes_of[after][:, ~after] @ np.linalg.inv(slopes_of[~after][:, ~after])
        expected = mean[after] + slopes @ (data.outcomes[i, ~after] - mean[~after])
        np.testing.assert_allclose(filled[i, after], expected, rtol=1e-9)


def test_a_value_missing_between_others_is_missing_at_random_whatever_the_strategy() -> None:
    at_random, jumping = monotone(gaps=4), monotone(Strategy.J2R, gaps=4)
    between = at_random.between
    assert between.sum() == 4
    normal = fit_normal(at_random).normal
    ours, theirs = (fill_means(data, normal)[between] for data in (at_random, jumping))
    np.testing.assert_allclose(ours, theirs)


def test_neither_order_nor_units_nor_other_subjects_decide() -> None:
    data, streams = monotone(Strategy.CIR), Streams(5, "test")
    turned = data.only(np.arange(data.n_subjects)[::-1].astype(np.intp))
    assert difference(turned) == pytest.approx(difference(data), rel=1e-9)

    def drawn(data: Incomplete) -> np.ndarray:
        normal = draw_posterior(data, 20, streams)
        wanted = data.missing.any(axis=1)
        return fill_values(data, normal, streams.noise(data.labels, 20, 3, wanted))

    noise = streams.noise(data.labels, 20, 3, np.full(data.n_subjects, True))
    np.testing.assert_array_equal(
        streams.noise(data.labels[::-1], 20, 3, np.full(data.n_subjects, True)), noise[:, ::-1]
    )
    np.testing.assert_array_equal(streams.noise(data.labels, 5, 3, np.full(data.n_subjects, True)), noise[:5])
    large = Incomplete(
        1e9 * data.outcomes, data.predictors, data.reference, data.cell, data.onset, data.strategy, data.labels
    )
    np.testing.assert_allclose(drawn(large), 1e9 * drawn(data), rtol=1e-9)


def test_one_visit_is_enough() -> None:
    whole = monotone()
    outcomes = whole.outcomes[:, -1:]
    onset = np.where(np.isnan(outcomes[:, 0]), 0, 1)
    data = trial(outcomes, whole.predictors[:, 1].astype(np.intp), whole.predictors[:, 2], onset, Strategy.J2R)
    normal = draw_posterior(data, 50, Streams(1, "one"))
    assert normal.covariances.shape == (50, 1, 1, 1)
    assert np.isfinite(fill_means(data, fit_normal(data).normal)).all()


def test_what_cannot_be_is_said() -> None:
    data = monotone()
    with pytest.raises(ArgumentError, match="two subjects have one label"):
        data.only(np.array([0, 0]))
    with pytest.raises(ArgumentError, match="values after an event"):
        trial(np.zeros((2, 3)), np.array([0, 1]), np.zeros(2), np.array([3, 1]), Strategy.J2R)
    few = data.only(np.arange(7, dtype=np.intp))
    with pytest.raises(FitError, match="too few"):
        draw_posterior(few, 5, Streams(1, "few"))
