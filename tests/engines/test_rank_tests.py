"""Rank-sum tests and the shift: R, all permutations, all differences."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from scipy import stats

from trialstats.engines.rank_tests import hodges_lehmann, van_elteren, wilcoxon
from trialstats.errors import FitError

X = np.array([12, 15, 9, 15, 20, 7, 11, 15, 18, 13], dtype=float)
Y = np.array([10, 9, 8, 12, 15, 6, 9, 11], dtype=float)
STRATA = [(X, Y), (np.array([5.0, 14, 8]), np.array([8.0, 11, 3])), (np.array([9.0, 6]), np.array([10.0, 10, 2]))]


def test_wilcoxon_is_that_of_r() -> None:
    """validate/reference/ranks.R: wilcox.test(x, y, exact = FALSE, correct = FALSE)."""
    made = wilcoxon(X, Y)
    assert made["p_value"] == pytest.approx(0.0540675882477, rel=1e-11)
    assert made["statistic"] > 0  # X is the higher


def test_van_elteren_is_that_of_r() -> None:
    """validate/reference/ranks.R: coin: independence_test of modified ridits in strata (SAS: CMH2, MODRIDIT)."""
    made = van_elteren(STRATA)
    assert made["statistic"] ** 2 == pytest.approx(2.32269374912, rel=1e-11)
    assert made["p_value"] == pytest.approx(0.127499061276, rel=1e-10)


def test_variance_is_that_of_all_permutations() -> None:
    """All 56 ways of giving the ranks of 3 and 5 tied values to the arms."""
    values = np.array([1.0, 2, 2, 3, 4, 4, 4, 5])
    ranks = stats.rankdata(values)
    sums = np.array([ranks[list(chosen)].sum() for chosen in combinations(range(8), 3)])
    x, y = values[[2, 5, 7]], values[[0, 1, 3, 4, 6]]
    z = (ranks[[2, 5, 7]].sum() - sums.mean()) / sums.std()
    assert wilcoxon(x, y)["statistic"] == pytest.approx(z)


def test_weights_are_those_of_van_elteren() -> None:
    """By hand: two strata without ties, (3, 4 | 1, 2) and (2 | 1, 3): W - E = 2 and 0, variances 5/3 and 2/3."""
    made = van_elteren([(np.array([3.0, 4]), np.array([1.0, 2])), (np.array([2.0]), np.array([1.0, 3]))])
    assert made["statistic"] == pytest.approx((2 / 5) / ((5 / 3) / 25 + (2 / 3) / 16) ** 0.5)


def test_one_stratum_is_wilcoxon_and_empty_ones_add_nothing() -> None:
    nobody = np.array([])
    alone = van_elteren([(X, Y), (X, nobody), (nobody, nobody)])
    assert alone == pytest.approx({"n": 18, **wilcoxon(X, Y)})


def test_strata_with_one_arm_are_neither_in_the_test_nor_in_its_n() -> None:
    """validate/reference/ranks.R: coin's statistic is the same with a stratum of four that has arm A only."""
    made = van_elteren([*STRATA, (np.array([1.0, 30, 30, 2]), np.array([]))])
    assert made["n"] == 29
    assert made["statistic"] ** 2 == pytest.approx(2.32269374912, rel=1e-11)


@pytest.mark.parametrize("change", [lambda v: v[::-1], np.exp, lambda v: 3 * v - 100], ids=["order", "exp", "line"])
def test_invariances(change: object) -> None:
    assert callable(change)
    assert wilcoxon(change(X), change(Y)) == pytest.approx(wilcoxon(X, Y))
    assert van_elteren([(change(x), change(y)) for x, y in STRATA]) == pytest.approx(van_elteren(STRATA))
    assert wilcoxon(Y, X)["statistic"] == pytest.approx(-wilcoxon(X, Y)["statistic"])


def test_the_shift_is_the_median_difference_and_its_interval_the_shifts_not_rejected() -> None:
    rng = np.random.default_rng(3)
    x, y = 1 + rng.standard_normal(17), rng.standard_normal(14)
    made = hodges_lehmann(x, y, 0.95)
    assert made["estimate"] == pytest.approx(np.median(np.subtract.outer(x, y)))
    ordered = np.sort(np.subtract.outer(x, y).ravel())
    for limit, outwards in ((made["conf_low"], -1), (made["conf_high"], 1)):
        # The test turns within one difference of the limit: rejected outside, and one further in no more.
        place = int(np.searchsorted(ordered, limit))
        inside, outside = ordered[place - outwards] - 1e-9 * outwards, limit + 1e-9 * outwards
        assert wilcoxon(x - inside, y)["p_value"] >= 0.05 > wilcoxon(x - outside, y)["p_value"]


def test_the_shift_by_hand() -> None:
    """Differences of (4, 7, 9, 12, 15) and (1, 2, 3, 5): the 20 differences, with C = floor(10 - z sqrt(200/12))."""
    x, y = np.array([4.0, 7, 9, 12, 15]), np.array([1.0, 2, 3, 5])
    ordered = sorted(float(a - b) for a in x for b in y)
    made = hodges_lehmann(x, y, 0.9)
    place = int(10 - 1.6448536 * (200 / 12) ** 0.5)
    assert (made["conf_low"], made["conf_high"]) == (ordered[place - 1], ordered[-place])
    assert made["estimate"] == (ordered[9] + ordered[10]) / 2


def test_the_shift_goes_with_location_unit_and_arms() -> None:
    made = hodges_lehmann(X, Y, 0.95)
    for other, expected in (
        (hodges_lehmann(X + 2.5, Y, 0.95), lambda v: v + 2.5),
        (hodges_lehmann(10 * X, 10 * Y, 0.95), lambda v: 10 * v),
    ):
        assert [other[k] for k in ("conf_low", "estimate", "conf_high")] == pytest.approx(
            [expected(made[k]) for k in ("conf_low", "estimate", "conf_high")]
        )
    swapped = hodges_lehmann(Y, X, 0.95)
    assert (swapped["conf_low"], swapped["estimate"]) == pytest.approx((-made["conf_high"], -made["estimate"]))


def test_what_cannot_be_said_is_refused() -> None:
    one = np.array([1.0, 1])
    with pytest.raises(FitError, match="nothing to test"):
        wilcoxon(one, one)
    with pytest.raises(FitError, match="nothing to test"):
        van_elteren([(X, np.array([])), (one, one)])
    with pytest.raises(FitError, match="value in each arm, and there are 10 and 0"):
        wilcoxon(X, np.array([]))
    with pytest.raises(FitError, match="too few for an interval of confidence"):
        hodges_lehmann(X[:2], Y[:2], 0.95)
