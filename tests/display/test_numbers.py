"""How numbers are written: no zero that is none, two figures of what may be of any size."""

from __future__ import annotations

import pytest

from trialstats.display.numbers import digits_of_size, estimated, interval, number, p_value, without_noise
from trialstats.display.table.bounded import digits_of_whole
from trialstats.display.table.cells import Record, estimate_cell, number_cell, pair_cell


@pytest.mark.parametrize(
    ("value", "decimals", "digits"),
    [(0.0123, 1, 3), (0.5, 0, 2), (0.55, 1, 2), (12.3, 0, 0), (3.7, 0, 1), (-0.04, 2, 3), (0.0, 1, 1), (1.0, 1, 1)],
)
def test_two_figures_need_so_many_digits(value: float, decimals: int, digits: int) -> None:
    assert digits_of_size(value, decimals) == digits


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0.0025, 1, "0.0025"),
        (-0.04, 1, "−0.040"),
        (0.4, 0, "0.40"),
        (0.05, 1, "0.1"),
        (12.34, 1, "12.3"),
        (0.0, 1, "0.0"),
        (-3.14e-12, 2, "−3.1×10⁻¹²"),
        (None, 1, "–"),
        (float("nan"), 1, "–"),
    ],
)
def test_an_estimate_is_zero_only_where_it_is(value: float | None, decimals: int, text: str) -> None:
    assert estimated(value, decimals) == text


def test_limits_may_be_written_so_too() -> None:
    assert interval(0.0039, 25.4, 2) == "0.00 to 25.40"
    assert interval(0.0039, 25.4, 2, estimated) == "0.0039 to 25.40"


def test_what_is_nothing_beside_its_error_is_zero() -> None:
    assert without_noise(1.2e-16, 0.8) == 0.0
    assert without_noise(1.2e-13, 0.4e-13) == 1.2e-13  # an effect in a small unit, with its error
    assert without_noise(5.5e-17) == 0.0  # 0.1 + 0.2 - 0.3, of which nothing tells the size
    assert without_noise(0.04, None, float("nan")) == 0.04


@pytest.mark.parametrize(
    ("p", "text"),
    [
        (0.00052, "<.001"),
        (0.000999, "<.001"),
        (0.001, ".001"),
        (0.0014, ".001"),
        (0.999, ".999"),
        (0.99901, ">.999"),
        (1.0, ">.999"),
        (float("nan"), "–"),
    ],
)
def test_a_p_value_beyond_its_digits_is_a_bound_and_no_rounded_number(p: float, text: str) -> None:
    """As SAS writes them, and the AMA style of medical journals asks for: P < .001 of whatever is below."""
    assert p_value(p) == text


def record(kind: str, estimate: float, low: float | None = None, high: float | None = None) -> Record:
    level = None if low is None else 0.95
    given = {"estimate": estimate, "conf_low": low, "conf_high": high, "conf_level": level, "std_error": None}
    return {"id": f"a/{kind}", "kind": kind, "reason": None, **given}


@pytest.mark.parametrize(
    ("kind", "numbers", "digits", "text"),
    [
        ("shift", (0.05, -0.004, 0.1), 1, "0.050 (−0.004 to 0.100)"),
        ("shift", (0.85, -0.4, 2.1), 1, "0.85 (−0.40 to 2.10)"),
        ("cost", (0.4, 0.31, 0.52), 0, "0.40 (0.31 to 0.52)"),
        ("cost", (3120.0, 2800.0, 3500.0), 0, "3120 (2800 to 3500)"),
        ("ratio", (3.14, 0.0039, 25.4), 2, "3.14 (0.0039 to 25.40)"),
        ("geometric_mean", (0.0123, 0.0041, 0.037), 1, "0.012 (0.004 to 0.037)"),
        ("difference", (0.5, -1.2, 2.2), 1, "0.5 (−1.2 to 2.2)"),
        ("difference", (0.025, 0.004, 2.2), 1, "0.025 (0.0040 to 2.2)"),
        ("difference", (1e-16, -1.2, 1.2), 1, "0.0 (−1.2 to 1.2)"),
    ],
)
def test_cells_of_estimates(kind: str, numbers: tuple[float, float, float], digits: int, text: str) -> None:
    assert estimate_cell(record(kind, *numbers), digits).text == text


def test_a_limit_that_would_be_a_zero_gives_its_interval_one_digit_more() -> None:
    minus = "\N{MINUS SIGN}"
    assert estimate_cell(record("difference", -0.19, -0.4, 0.017), 1).text == f"{minus}0.19 ({minus}0.40 to 0.02)"
    assert estimate_cell(record("difference", -0.19, -0.4, 0.0), 1).text == f"{minus}0.2 ({minus}0.4 to 0.0)"


@pytest.mark.parametrize(
    ("values", "quartiles", "ends"),
    [
        ([0, 3, 5, 102], (0, 0), (0, 0)),  # whole, and so are its quartiles
        ([0, 3, 6, 102], (4.5, 1), (0, 0)),
        ([0, 2.5, 5, 102], (3, 1), (0, 1)),
    ],
)
def test_whole_data_have_whole_ends(values: list[float], quartiles: tuple[float, int], ends: tuple[float, int]) -> None:
    row = {"n": 4, "mean": sum(values) / 4, "minimum": min(values), "maximum": max(values), "median": quartiles[0]}
    assert digits_of_whole([row, None], ("median",), 1) == quartiles[1]
    assert digits_of_whole([row, None], ("minimum", "maximum"), 1) == ends[1]


def test_the_mean_of_a_cell_with_its_error_is_written_so_too() -> None:
    row = {**record("lsmean", 0.025), "std_error": 0.0081}
    assert pair_cell(row, "estimate", "std_error", 1).text == "0.025 (0.0081)"
    assert number_cell({**row, "df": 0.04}, "df", 1).text == number(0.04, 1)  # no estimate
