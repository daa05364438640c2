"""Power in closed form against R and longpower."""

from __future__ import annotations

import numpy as np
import pytest

from trialstats.engines.power import (
    Sides,
    conditional_on,
    patterns,
    power_of_ancova,
    power_of_shares,
    power_of_t,
    power_of_z,
    subjects_needed,
    variance_factor,
)


@pytest.mark.parametrize(
    ("difference", "sd", "n", "alpha", "sides", "power"),
    [
        (0.5, 1.0, 64, 0.05, "two", 0.801459557922328),
        (0.9, 1.3, 12, 0.1, "two", 0.499907395882082),
        (0.8, 1.0, 20, 0.025, "one", 0.693399444317275),
    ],
)
def test_two_means_as_in_r(difference: float, sd: float, n: int, alpha: float, sides: Sides, power: float) -> None:
    """R 4.2.2: power.t.test(n, delta, sd, sig.level, strict = TRUE)$power, the third with alternative "one.sided"."""
    assert power_of_t(difference, sd, n, n, alpha=alpha, sides=sides) == pytest.approx(power, abs=1e-9)


@pytest.mark.parametrize(
    ("shares", "n", "alpha", "sides", "power"),
    [
        ((0.5, 0.75), 50, 0.05, "two", 0.740167193453611),
        ((0.1, 0.18), 200, 0.05, "two", 0.636057569189132),
        ((0.3, 0.5), 80, 0.025, "one", 0.737417299410334),
    ],
)
def test_two_shares_as_in_r(shares: tuple[float, float], n: int, alpha: float, sides: Sides, power: float) -> None:
    """R 4.2.2: power.prop.test(n, p1, p2, sig.level, strict = TRUE)$power, the third with alternative "one.sided"."""
    assert power_of_shares(*shares, n, n, alpha=alpha, sides=sides) == pytest.approx(power, abs=1e-12)


def test_subjects_needed_as_in_r() -> None:
    """R 4.2.2: power.t.test(power = 0.9, delta = 5, sd = 12)$n is 122.0139 an arm."""
    assert subjects_needed(lambda n: power_of_t(5, 12, n, n, alpha=0.05), 0.9) == 123
    assert subjects_needed(lambda n: 0.5, 0.9, most=100) is None
    assert subjects_needed(lambda n: 0.95, 0.9, least=6) == 6


def exchangeable(correlation: float, visits: int) -> np.ndarray:
    return np.full((visits, visits), correlation) + (1 - correlation) * np.eye(visits)


def test_repeated_measures_as_longpower() -> None:
    """The documented example of R's longpower: power.mmrm(N = 174, Ra, ra, sigmaa = 1, delta = 0.5)$power."""
    factor = variance_factor(exchangeable(0.25, 4), patterns(np.array([1, 0.9, 0.8, 0.7])), 3)
    shift = 0.5 / np.sqrt(2 * factor / 87)
    # longpower leaves the far tail out
    far = power_of_z(-shift, alpha=0.025, sides="one")
    assert power_of_z(shift, alpha=0.05) - far == pytest.approx(0.800037187212964, abs=1e-12)


def test_without_missing_values_other_visits_tell_nothing() -> None:
    covariance = exchangeable(0.6, 3) * 4
    assert variance_factor(covariance, patterns(np.ones(3)), 2) == pytest.approx(4)


def test_patterns_add_up() -> None:
    found = dict(patterns(np.array([0.9, 0.8]), missed=0.1))
    assert found[True, True] == pytest.approx(0.8 * 0.81)
    assert found[False, True] == pytest.approx(0.8 * 0.09)
    # left before the second visit, or missed it
    assert found[True, False] == pytest.approx(0.1 * 0.9 + 0.8 * 0.09)
    assert sum(found.values()) == pytest.approx(1.0)


def test_missed_visits_tell_as_much_as_those_seen() -> None:
    """One visit: the variance is divided by the share seen."""
    assert variance_factor(np.array([[9.0]]), patterns(np.array([0.8]), missed=0.5), 0) == pytest.approx(9 / 0.4)


def test_adjusting_for_baseline() -> None:
    """One visit: the variance given baseline is (1 - r^2) s^2, with a coefficient of its own or not."""
    covariance = np.array([[4.0, 3.0], [3.0, 9.0]])
    for by_visit in (True, False):
        assert conditional_on(covariance, by_visit=by_visit) == pytest.approx(np.array([[9 * (1 - 9 / 36)]]))


def test_one_slope_for_all_visits_is_that_of_least_squares() -> None:
    """The residual covariance with one slope is that of y - b x with the smallest determinant."""
    covariance = np.array([[2.0, 1.6, 0.5], [1.6, 5.0, 1.0], [0.5, 1.0, 4.0]])
    found = conditional_on(covariance, by_visit=False)

    def of_slope(b: float) -> np.ndarray:
        turn = np.array([[-b, 1.0, 0.0], [-b, 0.0, 1.0]])
        return turn @ covariance @ turn.T

    slopes = np.linspace(-1, 2, 3001)
    spread = [np.linalg.det(of_slope(b)) for b in slopes]
    assert found == pytest.approx(of_slope(slopes[int(np.argmin(spread))]), abs=5e-3)


def test_covariates_cost_what_their_imbalance_costs() -> None:
    """Two arms of 8 and a covariate that explains nothing: 400,000 simulated trials gave 0.43189 (SE 0.0008)."""
    assert power_of_ancova(1.0, 1.0, 8, 8, 1, alpha=0.05) == pytest.approx(0.43189, abs=0.0025)
    assert power_of_ancova(1.0, 1.0, 8, 8, 0, alpha=0.05) == power_of_t(1.0, 1.0, 8, 8, alpha=0.05)
