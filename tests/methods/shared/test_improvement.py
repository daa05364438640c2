"""Who improved enough: exact ties count, by exact arithmetic over all values that an instrument can have."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from trialstats.methods.shared.responses.improvement import enough_percent, enough_points, percent_gain

INTEGERS = np.arange(101)


def exact_percent(base: int, value: int, better: str, percent: int, scale: int = 1) -> bool:
    """Decide by fractions; base and value are whole numbers of 1/scale."""
    fall = Fraction(base - value, scale) if better == "lower" else Fraction(value - base, scale)
    return base > 0 and fall / Fraction(base, scale) >= Fraction(percent, 100)


@pytest.mark.parametrize("better", ["lower", "higher"])
@pytest.mark.parametrize("percent", [1, 10, 15, 30, 33, 50, 70, 99, 100])
def test_every_pair_of_whole_numbers(percent: int, better: str) -> None:
    made = enough_percent(INTEGERS[:, None], INTEGERS[None, :], better, percent)
    truth = [[exact_percent(base, value, better, percent) for value in range(101)] for base in range(101)]
    assert np.array_equal(made, np.array(truth))


@pytest.mark.parametrize("percent", [30, 50])
def test_every_pair_of_tenths(percent: int) -> None:
    """Tenths are not exact in binary: 0.7 is no more than a bit away from what 30 percent of 1.0 leaves."""
    tenths = np.arange(1, 1001)
    truth = 100 * (tenths[:, None] - tenths[None, :]) >= percent * tenths[:, None]  # whole numbers: exact
    assert np.array_equal(enough_percent((tenths / 10)[:, None], (tenths / 10)[None, :], "lower", percent), truth)


def test_ties_of_tenths_need_the_tolerance() -> None:
    """Without it the test above would fail: some ties fall short in binary."""
    tenths = np.arange(1, 1001) / 10
    base, value = np.meshgrid(tenths, tenths, indexing="ij")
    naive = 1 - value / base >= 0.3
    assert (enough_percent(base, value, "lower", 30) & ~naive).sum() > 5


def test_every_pair_of_tenths_in_points() -> None:
    tenths = np.arange(0, 1001)
    for points in (1, 15, 20):
        truth = tenths[:, None] - tenths[None, :] >= 10 * points
        assert np.array_equal(enough_points((tenths / 10)[:, None], (tenths / 10)[None, :], "lower", points), truth)
        assert np.array_equal(enough_points((tenths / 10)[None, :], (tenths / 10)[:, None], "higher", points), truth)


def test_forty_to_twenty_eight_is_thirty_percent() -> None:
    assert enough_percent(40, 28, "lower", 30)
    assert not enough_percent(40, 28.001, "lower", 30)


@pytest.mark.parametrize(("base", "value"), [(np.nan, 10), (40, np.nan), (0, 0), (0, 10)])
def test_what_is_absent_or_of_nothing_is_not_enough(base: float, value: float) -> None:
    assert not enough_percent(base, value, "lower", 0)
    assert not np.isfinite(percent_gain(base, value, "lower"))


def test_units_do_not_matter() -> None:
    mm = np.arange(1, 101)
    for percent in (30, 50):
        in_mm = enough_percent(mm[:, None], mm[None, :], "lower", percent)
        assert np.array_equal(enough_percent(mm[:, None] / 10, mm[None, :] / 10, "lower", percent), in_mm)


def test_points_can_be_gained_from_zero() -> None:
    assert enough_points(0, 20, "higher", 20)
    assert not enough_points(np.nan, 20, "higher", 20)


def test_a_constant_added_to_the_values_makes_nobody_a_responder() -> None:
    # Before, what was less than 1e-9 of the values short of the threshold was enough: 4.995 of 5 at 8 million.
    before = np.full(3, 8_000_000.0)
    made = enough_points(before, before - np.array([4.995, 5.0, 5.005]), "lower", 5.0)
    assert made.tolist() == [False, True, True]
