"""Rubin's rules, the jackknife, and how much the number of imputations leaves uncertain."""

from __future__ import annotations

import numpy as np
import pytest

from trialstats.engines.imputation import draws_needed, jackknife_error, pool, summarise_samples
from trialstats.errors import NoSuchNumber


def test_what_proc_mianalyze_printed() -> None:
    # SAS PROC MIANALYZE of 500 imputations (CAMIS, rbmi_continuous_joint_SAS, copy reference analysed by MMRM): within
    # 1.099816, between 0.144325, total 1.244430, relative increase 0.131489, standard error 1.115540.
    estimates = np.random.default_rng(1).normal(size=500)
    estimates = -2.384737 + (estimates - estimates.mean()) * np.sqrt(0.144325) / estimates.std(ddof=1)
    pooled = pool(estimates, np.full(500, 1.099816), np.inf)
    assert pooled.estimate == pytest.approx(-2.384737, abs=5e-7)
    assert pooled.std_error**2 == pytest.approx(1.244430, abs=5e-7)
    assert pooled.std_error == pytest.approx(1.115540, abs=5e-6)
    # Rubin's degrees of freedom, complete data being normal: 499 / (0.144614 / 1.244430)^2.
    assert pooled.df == pytest.approx(499 / (0.14461365 / 1.24442965) ** 2, rel=1e-5)
    assert 1.002 * pooled.between / pooled.within == pytest.approx(0.131489, abs=1e-6)


def test_degrees_of_freedom_by_hand() -> None:
    # Three sets: estimates 1, 2, 3, variances 2; W = 2, B = 1, total 2 + 4/3, lambda = 0.4; complete data 20 df:
    # old = 2 / 0.16 = 12.5, observed = 21/23 * 20 * 0.6 = 10.95652; together 12.5 * 10.95652 / 23.45652.
    pooled = pool(np.array([1.0, 2.0, 3.0]), np.full(3, 2.0), 20.0)
    assert pooled.missing_information == pytest.approx(0.4)
    assert pooled.df == pytest.approx(12.5 * 10.956521739 / 23.456521739)
    assert pooled.monte_carlo == pytest.approx(np.sqrt(1 / 3))
    assert draws_needed(pooled, 0.1) == 100


def test_sets_that_agree_are_one() -> None:
    pooled = pool(np.full(4, 1.5), np.full(4, 0.25), 30.0)
    assert (pooled.estimate, pooled.std_error, pooled.monte_carlo) == (1.5, 0.5, 0.0)
    assert pooled.df == pytest.approx(31 / 33 * 30)  # Barnard and Rubin's, of complete data
    with pytest.raises(NoSuchNumber, match="fewer than two"):
        pool(np.ones(1), np.ones(1), 30.0)


def test_the_error_of_the_standard_error_is_that_of_repetition() -> None:
    rng = np.random.default_rng(2)
    sets = [(rng.normal(0, 1, 50), rng.normal(3, 0.1, 50)) for _ in range(2000)]
    pooled = [pool(estimates, variances, 100.0) for estimates, variances in sets]
    spread = np.std([one.std_error for one in pooled])
    assert np.mean([one.monte_carlo_of_error for one in pooled]) == pytest.approx(spread, rel=0.05)


def test_the_jackknife_of_a_mean_is_its_standard_error() -> None:
    values = np.random.default_rng(3).normal(size=40)
    without_one = (values.sum() - values) / 39
    assert jackknife_error(without_one) == pytest.approx(values.std(ddof=1) / np.sqrt(40))


def test_where_fits_are_lost_the_others_stand_for_them() -> None:
    values = np.random.default_rng(3).normal(size=40)
    without_one = (values.sum() - values) / 39
    ours = jackknife_error(np.concatenate([without_one, without_one])[:40], 40)
    assert ours == pytest.approx(jackknife_error(without_one))
    # Half of the fits, each of which stands for two: twice the sum of squares.
    half = without_one[:20]
    expected = np.sqrt(39 / 40 * 2 * ((half - half.mean()) ** 2).sum())
    assert jackknife_error(half, 40) == pytest.approx(expected)
    with pytest.raises(NoSuchNumber, match="fewer than two"):
        jackknife_error(without_one[:1])


def test_bootstrap_samples_of_the_normal_distribution() -> None:
    # SD 2 of mean 3: percentiles 3 -+ 1.96 * 2, p = 2 Phi(-1.5) = 0.1336.
    found = summarise_samples(3 + 2 * np.random.default_rng(4).normal(size=200_000))
    assert found.std_error == pytest.approx(2, rel=0.01)
    assert (found.conf_low, found.conf_high) == pytest.approx((-0.9199, 6.9199), abs=0.05)
    assert found.p_value == pytest.approx(0.1336, abs=0.003)
    with pytest.raises(NoSuchNumber, match="fewer than three"):
        summarise_samples(np.ones(2))


def test_what_the_number_of_bootstrap_samples_leaves_uncertain_is_that_of_repetition() -> None:
    rng = np.random.default_rng(5)
    found = [summarise_samples(rng.normal(size=400)) for _ in range(1500)]
    for told, of in [
        ("monte_carlo_of_error", "std_error"),
        ("monte_carlo_of_low", "conf_low"),
        ("monte_carlo_of_high", "conf_high"),
    ]:
        spread = np.std([getattr(one, of) for one in found])
        assert np.mean([getattr(one, told) for one in found]) == pytest.approx(spread, rel=0.1)
