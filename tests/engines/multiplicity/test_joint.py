"""The joint distribution of test statistics: closed forms, and one way of computing against the other."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from trialstats.engines.multiplicity import critical_share, within_limits
from trialstats.engines.multiplicity.intersections import chance_of_any
from trialstats.engines.multiplicity.joint import _by_lattice, loadings
from trialstats.errors import ArgumentError


def ar1(m: int, r: float) -> np.ndarray:
    place = np.arange(m)
    return r ** np.abs(np.subtract.outer(place, place))


@pytest.mark.parametrize(
    "correlation", [ar1(3, 0.6), ar1(3, -0.3), np.array([[1, 0.8, 0.1], [0.8, 1, 0.5], [0.1, 0.5, 1]])]
)
def test_orthants_of_three_are_known(correlation: np.ndarray) -> None:
    """P(all <= 0) = 1/8 + (asin r12 + asin r13 + asin r23) / (4 pi)."""
    angles = np.arcsin(correlation[np.triu_indices(3, 1)]).sum()
    found = within_limits(np.zeros(3), correlation, np.inf, 1)
    assert found == pytest.approx(1 / 8 + angles / (4 * np.pi), abs=2e-6)


@pytest.mark.parametrize("r", [-0.9, -0.3, 0.0, 0.5, 0.99, 0.9999])
def test_orthants_of_two_are_known(r: float) -> None:
    """P(both <= 0) = 1/4 + asin r / (2 pi), of the normal and of every t."""
    for df in (np.inf, 3.0):
        found = within_limits(np.zeros(2), np.array([[1, r], [r, 1]]), df, 1)
        assert found == pytest.approx(1 / 4 + np.arcsin(r) / (2 * np.pi), abs=1e-9)


def test_independent_normal_statistics_multiply() -> None:
    limits = np.array([1.0, 2.0, 2.5, 0.5])
    one, two = stats.norm.cdf(limits).prod(), (2 * stats.norm.cdf(limits) - 1).prod()
    assert within_limits(limits, np.eye(4), np.inf, 1) == pytest.approx(one, abs=1e-13)
    assert within_limits(limits, np.eye(4), np.inf, 2) == pytest.approx(two, abs=1e-13)


@pytest.mark.parametrize("df", [1.0, 2.5, 30.0, 1e6, np.inf])
@pytest.mark.parametrize("limit", [0.3, 2.0, 6.0])
def test_one_statistic_has_its_own_distribution(df: float, limit: float) -> None:
    expected = stats.norm.cdf(limit) if np.isinf(df) else stats.t.cdf(limit, df)
    assert within_limits(np.array([limit]), np.eye(1), df, 1) == pytest.approx(expected, abs=1e-11)
    assert within_limits(np.array([limit]), np.eye(1), df, 2) == pytest.approx(2 * expected - 1, abs=1e-11)


@pytest.mark.parametrize("sides", [1, 2])
@pytest.mark.parametrize("df", [8.0, 60.0, np.inf])
def test_the_lattice_gives_what_the_integral_gives(df: float, sides: int) -> None:
    loading = np.array([0.4, 0.7, 0.6, -0.5])
    correlation = np.outer(loading, loading)
    np.fill_diagonal(correlation, 1.0)
    assert loadings(correlation) == pytest.approx(loading) or loadings(correlation) == pytest.approx(-loading)
    limits = np.array([2.0, 2.2, 1.7, 2.5])
    assert _by_lattice(limits, correlation, df, sides) == pytest.approx(
        within_limits(limits, correlation, df, sides), abs=3e-6
    )


def test_the_lattice_gives_what_scipy_draws() -> None:
    correlation, limits = ar1(5, 0.7), np.array([1.0, 2.0, 1.5, 0.8, 1.2])
    assert loadings(correlation) is None
    expected = stats.multivariate_normal(cov=correlation, maxpts=2_000_000, abseps=1e-7, releps=1e-7, seed=1).cdf(
        limits
    )
    assert within_limits(limits, correlation, np.inf, 1) == pytest.approx(expected, abs=1e-5)
    expected = stats.multivariate_t(shape=correlation, df=9, seed=1).cdf(limits, maxpts=1_000_000, random_state=1)
    assert within_limits(limits, correlation, 9.0, 1) == pytest.approx(expected, abs=1e-4)


def test_an_even_correlation_with_zeros_has_its_loadings() -> None:
    apart = np.eye(4)
    apart[0, 1] = apart[1, 0] = -0.5
    found = loadings(apart)
    assert found is not None
    assert np.outer(found, found)[0, 1] == pytest.approx(-0.5)
    assert found[2:] == pytest.approx([0, 0])


def test_tiny_p_are_bounded_by_the_largest_and_the_sum() -> None:
    correlation = ar1(2, 0.5)
    chance = chance_of_any(np.array([1e-14, 1e-15]), correlation, np.inf, 2)
    assert 1e-14 <= chance <= 1.1e-14


def test_the_critical_share_spends_all() -> None:
    weights, correlation = np.array([0.3, 0.5, 0.2]), ar1(3, 0.5)
    share = critical_share(weights, correlation, 25.0, 1, 0.025)
    assert chance_of_any(share * weights, correlation, 25.0, 1) == pytest.approx(0.025, abs=1e-9)
    assert critical_share(np.array([0.4]), np.eye(1), 25.0, 1, 0.025) == 0.025


@pytest.mark.parametrize(
    ("correlation", "words"),
    [
        (np.ones((2, 2)), "not positive definite"),
        (np.array([[1, 0.5], [0.2, 1]]), "symmetric"),
        (np.array([[2, 0.5], [0.5, 1]]), "ones on its diagonal"),
    ],
)
def test_what_is_no_correlation_is_refused(correlation: np.ndarray, words: str) -> None:
    with pytest.raises(ArgumentError, match=words):
        within_limits(np.ones(2), correlation)
