"""What theory says of the end result, for every kind of draw."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from tests.engines.imputation.build import monotone
from trialstats.engines.imputation import (
    Estimates,
    Incomplete,
    Strategy,
    Streams,
    compare,
    compare_samples,
    completed_sets,
    draw_posterior,
    fill_means,
    fit_normal,
    jackknife_error,
    leave_one_out,
    pool,
    resample,
    shift,
)
from trialstats.engines.imputation.data import Floats
from trialstats.errors import FitError

ARM = np.array([[0.0, 1.0, 0.0]])
STREAMS = Streams(11, "closed forms")


def arms(data: Incomplete) -> np.ndarray:
    return data.predictors[:, 1].astype(np.intp)


def sets_of(data: Incomplete, draws: str, held: int = 4_000_000) -> Floats:
    """Completed sets (20, n, T) by a kind of draws."""
    if draws == "Bayes":
        normal = draw_posterior(data, 20, STREAMS)
    else:
        normal = resample(fit_normal(data), 20, STREAMS, arms(data)).normal
    means_only = None if draws == "bootstrap" else STREAMS
    return np.concatenate([sets for _, sets in completed_sets(data, normal, means_only, held)])


DRAWS = ("Bayes", "approximate Bayes", "bootstrap")


def complete(strategy: Strategy) -> Incomplete:
    data = monotone(strategy, n=40)
    outcomes = np.random.default_rng(3).normal(size=(40, 3))
    return replace(data, outcomes=outcomes, onset=np.full(40, 3, dtype=np.intp))


@pytest.mark.parametrize("strategy", Strategy)
@pytest.mark.parametrize("draws", DRAWS)
def test_without_missing_values_the_result_is_that_of_complete_data(strategy: Strategy, draws: str) -> None:
    data = complete(strategy)
    expected = compare(data.outcomes[:, -1], data.predictors, ARM)
    found = compare(sets_of(data, draws)[:, :, -1], data.predictors, ARM)
    pooled = pool(found.estimates[:, 0], found.variances[:, 0], found.df)
    assert pooled.estimate == pytest.approx(expected.estimates[0], rel=1e-12)
    assert pooled.std_error == pytest.approx(expected.variances[0] ** 0.5, rel=1e-12)
    assert (pooled.between, pooled.monte_carlo) == pytest.approx((0.0, 0.0), abs=1e-14)
    assert pooled.df == pytest.approx(38 / 40 * 37)  # Barnard and Rubin's of 37, nothing missing


def test_without_missing_values_the_jackknife_is_that_of_least_squares() -> None:
    data = complete(Strategy.J2R)
    samples = leave_one_out(fit_normal(data))
    ours = compare_samples(fill_means(data, samples.normal)[:, :, -1], data.predictors, ARM, samples.counts)
    some = [np.delete(np.arange(40), i) for i in range(40)]
    alone = [np.linalg.lstsq(data.predictors[k], data.outcomes[k, -1], rcond=None)[0][1] for k in some]
    assert jackknife_error(ours)[0] == pytest.approx(jackknife_error(np.array(alone)), rel=1e-9)


def left(strategy: Strategy, onset: int, n: int = 60) -> Incomplete:
    """A trial whose active arm leaves before visit `onset`, all of it."""
    data = monotone(strategy, n=n)
    active = arms(data) == 1
    onsets = np.where(active, np.minimum(data.onset, onset), data.onset)
    return replace(data, outcomes=np.where(np.arange(3) >= onsets[:, None], np.nan, data.outcomes), onset=onsets)


@pytest.mark.parametrize("strategy", [Strategy.J2R, Strategy.CR, Strategy.CIR])
def test_an_arm_that_left_after_baseline_and_jumps_to_the_reference_does_not_differ(strategy: Strategy) -> None:
    # Its values are the reference's regression on the covariate, at each subject's own: least squares finds 0.
    data = left(strategy, 0)
    at_random = replace(data, strategy=(Strategy.MAR,) * 60)
    filled = fill_means(data, fit_normal(data).normal)
    for visit in range(3):
        assert compare(filled[:, visit], data.predictors, ARM).estimates[0] == pytest.approx(0.0, abs=1e-9)
    with pytest.raises(FitError, match="visit 1: no outcome seen there says what is assumed of S001, S003"):
        fit_normal(at_random)
    with pytest.raises(FitError, match="visit 1: no outcome seen there says what is assumed of S001, S003"):
        draw_posterior(at_random, 10, STREAMS)
    normal = draw_posterior(data, 4000, STREAMS)
    found = compare(fill_means(data, normal)[:, :, -1], data.predictors, ARM).estimates[:, 0]
    assert abs(found.mean()) < 4 * found.std() / np.sqrt(4000)


def test_an_arm_that_left_later_jumps_to_the_reference_from_there() -> None:
    data = left(Strategy.J2R, 1)
    normal = fit_normal(data).normal
    filled = fill_means(data, normal)
    active = np.flatnonzero(arms(data) == 1)
    means = data.reference[active] @ normal.coefficients[0, 1:].T
    beside = data.outcomes[active, 0] - data.predictors[active] @ normal.coefficients[0, 0]
    slopes = normal.covariances[0, 0, 1:] / normal.covariances[0, 0, 0]
    np.testing.assert_allclose(filled[active, 1:], means + np.outer(beside, slopes), rtol=1e-9)
    # The residuals of the active arm add up to zero at the first visit: no difference is left at the last.
    assert compare(filled[:, 2], data.predictors, ARM).estimates[0] == pytest.approx(0.0, abs=0.5)
    samples = leave_one_out(fit_normal(data))
    assert (samples.lost, samples.otherwise) == ((), ())
    draws = draw_posterior(data, 2000, STREAMS)
    ours = fill_means(data, draws)[:, active, 2]
    error = ours.std(axis=0) / np.sqrt(2000)
    assert (np.abs(ours.mean(axis=0) - filled[active, 2]) < 5 * error + 0.05 * ours.std(axis=0)).all()
    with pytest.raises(FitError, match="visit 2"):
        fit_normal(replace(data, strategy=(Strategy.MAR,) * 60))


@pytest.mark.parametrize("draws", DRAWS)
@pytest.mark.parametrize("strategy", [Strategy.MAR, Strategy.J2R, Strategy.CIR, Strategy.LMCF])
def test_neither_the_order_of_subjects_nor_blocks_decide(draws: str, strategy: Strategy) -> None:
    data = monotone(strategy, gaps=3)
    order = np.random.default_rng(2).permutation(60).astype(np.intp)
    sets = sets_of(data, draws)
    np.testing.assert_array_equal(sets_of(data, draws, held=3 * data.outcomes.size), sets)
    np.testing.assert_allclose(sets_of(data.only(order), draws), sets[:, order], rtol=1e-8)


@pytest.mark.parametrize("draws", DRAWS)
def test_a_difference_of_nothing_and_a_factor_of_one_change_nothing(draws: str) -> None:
    data = monotone(Strategy.J2R, gaps=2)
    sets = sets_of(data, draws)
    np.testing.assert_array_equal(shift(data, sets, add=0.0, times=1.0), sets)


def test_what_is_shifted_by_the_same_everywhere_shifts_the_arm() -> None:
    # Everybody of the active arm imputed at the last visit, and 5 added: the difference rises by 5, its error stays.
    data = left(Strategy.J2R, 2)
    sets = sets_of(data, "Bayes")
    active = (arms(data) == 1)[:, None] & (np.arange(3) == 2)

    def pooled(sets: Floats) -> Callable[[str], float]:
        found: Estimates = compare(sets[:, :, -1], data.predictors, ARM)
        result = pool(found.estimates[:, 0], found.variances[:, 0], found.df)
        return lambda name: float(getattr(result, name))

    plain, moved = pooled(sets), pooled(shift(data, sets, add=5.0, where=active))
    assert moved("estimate") == pytest.approx(plain("estimate") + 5)
    assert moved("std_error") == pytest.approx(plain("std_error"))


def test_one_visit_of_the_reference_strategies_is_the_mean_of_the_reference() -> None:
    # With one visit and nothing seen of who left, J2R, CR and CIR are one, and MAR and LMCF are one.
    data = monotone(n=40)
    outcomes, onset = data.outcomes[:, -1:], np.where(data.missing[:, -1], 0, 1).astype(np.intp)
    one = replace(data, outcomes=outcomes, onset=onset)
    normal = fit_normal(one).normal
    filled = {strategy: fill_means(replace(one, strategy=(strategy,) * 40), normal)[:, 0] for strategy in Strategy}
    gone = one.missing[:, 0]
    seen = ~gone
    least = np.linalg.lstsq(one.predictors[seen], outcomes[seen, 0], rcond=None)[0]
    np.testing.assert_allclose(filled[Strategy.MAR][gone], one.predictors[gone] @ least)
    np.testing.assert_allclose(filled[Strategy.J2R][gone], one.reference[gone] @ least)
    for alike, other in [(Strategy.CR, Strategy.J2R), (Strategy.CIR, Strategy.J2R), (Strategy.LMCF, Strategy.MAR)]:
        np.testing.assert_array_equal(filled[alike], filled[other])
