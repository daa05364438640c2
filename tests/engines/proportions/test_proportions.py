"""Shares and their comparisons: published intervals, and the likelihood searched by brute force."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
from scipy import optimize, stats

from trialstats.engines.proportions import (
    difference_statistic,
    needed_to_treat,
    proportion,
    ratio_statistic,
    risk_difference,
    risk_ratio,
)
from trialstats.errors import FitError

COUNTS = [(56, 70, 48, 80), (9, 10, 3, 10), (5, 56, 0, 29), (0, 10, 3, 10), (10, 10, 2, 20), (1, 1, 1, 2)]


def test_the_interval_of_a_published_example() -> None:
    """Newcombe, Stat Med 1998;17:873-890, example (a), Miettinen and Nurminen's method."""
    made = risk_difference(56, 70, 48, 80, 0.95)
    assert (round(made["conf_low"], 4), round(made["conf_high"], 4)) == (0.0528, 0.3382)


def test_wilson_of_a_published_example() -> None:
    """Newcombe, Stat Med 1998;17:857-872: 81 of 263, Wilson's score interval .2553 to .3662."""
    made = proportion(81, 263, 0.95)
    assert (round(made["conf_low"], 4), round(made["conf_high"], 4)) == (0.2553, 0.3662)


def test_no_interval_excludes_its_own_estimate() -> None:
    """Wilson's limits in exact fractions are 0 at 0 of n and 1 at n of n: 0/12 gave 2.8e-17, 10/10 1 - 1.1e-16."""
    for n in range(1, 40):
        for made in (proportion(k, n, level) for k in range(n + 1) for level in (0.5, 0.9, 0.95)):
            assert made["conf_low"] <= made["estimate"] <= made["conf_high"]
        assert (proportion(0, n, 0.95)["conf_low"], proportion(n, n, 0.95)["conf_high"]) == (0.0, 1.0)
    for counts in product(range(8), range(8)):
        made = risk_difference(counts[0], 7, counts[1], 7, 0.95)
        assert made["conf_low"] <= made["estimate"] <= made["conf_high"]
        if counts[1]:
            ratio = risk_ratio(counts[0], 7, counts[1], 7, 0.95)
            assert ratio["conf_low"] <= ratio["estimate"] <= ratio["conf_high"]


def log_likelihood(counts: tuple[int, ...], active: float, reference: float) -> float:
    x1, n1, x0, n0 = counts
    return float(stats.binom.logpmf(x1, n1, active) + stats.binom.logpmf(x0, n0, reference))


@pytest.mark.parametrize("counts", COUNTS)
@pytest.mark.parametrize("delta", [-0.6, -0.05, 0.0, 0.2, 0.7])
def test_the_difference_is_judged_at_the_likeliest_shares(counts: tuple[int, int, int, int], delta: float) -> None:
    low, high = max(0.0, -delta), min(1.0, 1 - delta)
    best = optimize.minimize_scalar(
        lambda p: -log_likelihood(counts, min(max(p + delta, 0), 1), p),
        bounds=(low, high),
        method="bounded",
        options={"xatol": 1e-12},
    ).x
    x1, n1, x0, n0 = counts
    variance = ((best + delta) * (1 - best - delta) / n1 + best * (1 - best) / n0) * (n1 + n0) / (n1 + n0 - 1)
    if variance > 1e-9:
        assert difference_statistic(*counts, delta) == pytest.approx((x1 / n1 - x0 / n0 - delta) / variance**0.5, 1e-5)


@pytest.mark.parametrize("counts", COUNTS)
@pytest.mark.parametrize("ratio", [0.2, 0.9, 1.0, 3.0])
def test_the_ratio_is_judged_at_the_likeliest_shares(counts: tuple[int, int, int, int], ratio: float) -> None:
    best = optimize.minimize_scalar(
        lambda p: -log_likelihood(counts, min(ratio * p, 1.0), p),
        bounds=(0, min(1.0, 1 / ratio)),
        method="bounded",
        options={"xatol": 1e-12},
    ).x
    x1, n1, x0, n0 = counts
    spread = ratio * best * (1 - ratio * best) / n1 + ratio**2 * best * (1 - best) / n0
    variance = spread * (n1 + n0) / (n1 + n0 - 1)
    if variance > 1e-9:
        expected = (x1 / n1 - ratio * x0 / n0) / variance**0.5
        assert ratio_statistic(*counts, math.log(ratio)) == pytest.approx(expected, 1e-5)


@pytest.mark.parametrize("counts", COUNTS)
def test_limits_are_where_the_test_turns(counts: tuple[int, int, int, int]) -> None:
    made = risk_difference(*counts, 0.9)
    z = stats.norm.ppf(0.95)
    for limit, sign in ((made["conf_low"], 1), (made["conf_high"], -1)):
        if abs(limit) < 1:
            assert difference_statistic(*counts, limit) == pytest.approx(sign * z, abs=1e-6)
    assert made["conf_low"] <= made["estimate"] <= made["conf_high"]
    assert (made["p_value"] < 0.1) == (not made["conf_low"] <= 0 <= made["conf_high"])


@pytest.mark.parametrize("counts", COUNTS)
def test_swapping_arms_or_events_turns_the_difference(counts: tuple[int, int, int, int]) -> None:
    x1, n1, x0, n0 = counts
    made = risk_difference(*counts, 0.95)
    for other in (risk_difference(x0, n0, x1, n1, 0.95), risk_difference(n1 - x1, n1, n0 - x0, n0, 0.95)):
        assert other["conf_low"] == pytest.approx(-made["conf_high"], abs=1e-9)
        assert other["p_value"] == pytest.approx(made["p_value"], abs=1e-9)


@pytest.mark.parametrize("counts", [(56, 70, 48, 80), (9, 10, 3, 10), (1, 10, 1, 12)])
def test_the_ratio_of_swapped_arms_is_the_reciprocal(counts: tuple[int, int, int, int]) -> None:
    made, other = risk_ratio(*counts, 0.95), risk_ratio(*counts[2:], *counts[:2], 0.95)
    assert np.allclose([made["conf_low"], made["conf_high"]], [1 / other["conf_high"], 1 / other["conf_low"]], 1e-7)


def test_the_same_everywhere_has_an_interval_and_no_evidence() -> None:
    for counts in ((0, 10, 0, 12), (10, 10, 12, 12)):
        made = risk_difference(*counts, 0.95)
        assert (made["estimate"], made["p_value"]) == (0, 1)
        assert made["conf_low"] < 0 < made["conf_high"]


def test_what_cannot_be_said_is_refused() -> None:
    with pytest.raises(FitError, match="no subject"):
        risk_difference(0, 0, 1, 10, 0.95)
    with pytest.raises(FitError, match="no event in either arm"):
        risk_ratio(0, 10, 0, 10, 0.95)
    with pytest.raises(FitError, match="through infinity"):
        needed_to_treat(risk_difference(5, 10, 4, 10, 0.95))
    assert needed_to_treat(risk_difference(56, 70, 48, 80, 0.95))["estimate"] == pytest.approx(5)


def test_nobody_with_an_event_in_one_arm() -> None:
    assert risk_ratio(0, 10, 3, 10, 0.95)["conf_low"] == 0
    assert risk_difference(10, 10, 0, 10, 0.95)["conf_high"] == 1
