"""The win probability: pairs counted one by one, another program, and the coverage of its interval."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from trialstats.engines.win_probability import placements, win_odds, win_probability
from trialstats.errors import FitError

DATA = [
    ([12, 15, 9, 15, 20, 7, 11, 15, 18, 13], [10, 9, 8, 12, 15, 6, 9, 11]),
    ([1, 1, 2, 3], [1, 2, 2]),
    ([-math.inf, 3.0, 4.0, math.inf], [-math.inf, 2.0, 3.5, 5.0, 6.0]),
]


def count_pairs(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """1 where x is above y, half for ties: shape (m, n)."""
    return (x[:, None] > y) + 0.5 * (x[:, None] == y)


@pytest.mark.parametrize(("x", "y"), DATA)
def test_it_is_the_share_of_pairs_won(x: list[float], y: list[float]) -> None:
    first, second = np.array(x, dtype=float), np.array(y, dtype=float)
    pairs = count_pairs(first, second)
    made = win_probability(first, second, 0.95)
    assert made["estimate"] == pytest.approx(pairs.mean(), abs=1e-15)
    for got, expected in zip(placements(first, second), (pairs.mean(axis=1), pairs.mean(axis=0)), strict=True):
        np.testing.assert_allclose(got, expected, atol=1e-15)
    # DeLong's variance: that of the rows' means and of the columns' means.
    variance = pairs.mean(axis=1).var(ddof=1) / len(x) + pairs.mean(axis=0).var(ddof=1) / len(y)
    assert made["std_error"] == pytest.approx(math.sqrt(variance))


@pytest.mark.parametrize(("x", "y"), DATA)
def test_the_error_is_brunner_and_munzels(x: list[float], y: list[float]) -> None:
    """Scipy's statistic is (1/2 - p) / se."""
    made = win_probability(np.array(x, dtype=float), np.array(y, dtype=float), 0.95)
    theirs = stats.brunnermunzel(x, y)
    assert (0.5 - made["estimate"]) / made["std_error"] == pytest.approx(theirs.statistic, rel=1e-10)


def test_interval_and_test_are_of_the_logit() -> None:
    made = win_probability(*(np.array(values, dtype=float) for values in DATA[0]), 0.9)
    p, error = made["estimate"], made["std_error"] / (made["estimate"] * (1 - made["estimate"]))
    half = stats.norm.ppf(0.95) * error
    for limit, sign in ((made["conf_low"], -1), (made["conf_high"], 1)):
        assert math.log(limit / (1 - limit)) == pytest.approx(math.log(p / (1 - p)) + sign * half)
    assert made["statistic"] == pytest.approx(math.log(p / (1 - p)) / error)
    assert 0 < made["conf_low"] < p < made["conf_high"] < 1


@pytest.mark.parametrize(("x", "y"), DATA)
def test_invariances(x: list[float], y: list[float]) -> None:
    """Any monotone scale and any order give the same; swapped arms give 1 - p."""
    first, second = np.array(x, dtype=float), np.array(y, dtype=float)
    made = win_probability(first, second, 0.95)
    for other in (
        win_probability(np.arctan(first) * 7 + 3, np.arctan(second) * 7 + 3, 0.95),
        win_probability(first[::-1], second[::-1], 0.95),
    ):
        assert other == pytest.approx(made)
    swapped = win_probability(second, first, 0.95)
    assert swapped["estimate"] == pytest.approx(1 - made["estimate"])
    assert (swapped["conf_low"], swapped["conf_high"]) == pytest.approx((1 - made["conf_high"], 1 - made["conf_low"]))
    assert swapped["p_value"] == pytest.approx(made["p_value"])


def test_win_odds_are_the_odds_of_winning() -> None:
    """Of the four pairs of (2, 3) and (1, 2): three won, one tied: p = 7/8, odds 7."""
    made = win_probability(np.array([2.0, 3.0]), np.array([1.0, 2.0]), 0.95)
    assert made["estimate"] == 7 / 8
    odds = win_odds(made)
    assert odds["estimate"] == pytest.approx(7)
    assert odds["conf_low"] == pytest.approx(made["conf_low"] / (1 - made["conf_low"]))
    assert odds["p_value"] == made["p_value"]


@pytest.mark.parametrize(
    ("x", "y", "words"),
    [
        ([1, 2], [3, 4], "do not overlap: the win probability is 0"),
        ([3, 4], [1, 2], "do not overlap: the win probability is 1"),
        ([1, 1], [1, 1, 1], "all values are the same"),
        ([1], [1, 2], "two values in each arm, and there are 1 and 2"),
    ],
)
def test_what_cannot_be_estimated_is_refused(x: list[float], y: list[float], words: str) -> None:
    with pytest.raises(FitError, match=words):
        win_probability(np.array(x, dtype=float), np.array(y, dtype=float), 0.95)


@pytest.mark.parametrize(("law", "true"), [("normal", 0.7), ("ties", 0.6625)])
def test_intervals_cover_the_truth(law: str, true: float) -> None:
    """2,000 trials of 20 and 15, unequal spread and many ties: 95 % intervals cover the truth in 93 to 97 %."""
    rng = np.random.default_rng(20240711)
    shift = stats.norm.ppf(0.7) * math.sqrt(1 + 4)
    covered = 0
    for _ in range(2000):
        if law == "normal":
            x, y = shift + 2 * rng.standard_normal(20), rng.standard_normal(15)
        else:
            x, y = (
                rng.choice(3, size, p=p).astype(float) for size, p in ((20, (0.2, 0.3, 0.5)), (15, (0.4, 0.35, 0.25)))
            )
        made = win_probability(x, y, 0.95)
        covered += made["conf_low"] <= true <= made["conf_high"]
    assert 0.93 < covered / 2000 < 0.97
