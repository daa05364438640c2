"""Verification: digests must be equal, estimates close, and nothing may be missing on either side."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tiny import Tiny
from trialstats.errors import DataError
from trialstats.plan.layout import Layout
from trialstats.steps.verify import compare, verify_results

EXPECTED: dict[str, Any] = {
    "raw": {"vas": "aa"},
    "adam": {"adsl": "bb"},
    "estimates": {"mmrm/difference:estimate": -19.140470, "mmrm/difference:p_value": 8.19e-9},
}


def test_the_same_is_the_same() -> None:
    assert compare(EXPECTED, copy.deepcopy(EXPECTED)) == []


@pytest.mark.parametrize(("factor", "n"), [(1 + 9e-8, 0), (1 - 9e-8, 0), (1 + 2e-7, 1)])
def test_estimates_may_differ_in_the_eighth_digit(factor: float, n: int) -> None:
    observed = copy.deepcopy(EXPECTED)
    observed["estimates"]["mmrm/difference:estimate"] *= factor
    assert len(compare(EXPECTED, observed)) == n


def test_a_tiny_p_value_may_differ_by_1e_9() -> None:
    observed = copy.deepcopy(EXPECTED)
    observed["estimates"]["mmrm/difference:p_value"] += 5e-10
    assert compare(EXPECTED, observed) == []


@pytest.mark.parametrize(
    ("part", "key", "value", "said"),
    [
        ("raw", "vas", "ab", "raw vas: ab, expected aa"),
        ("adam", "adqs", "cc", "adam adqs: not expected"),
        (
            "estimates",
            "mmrm/difference:estimate",
            -18.0,
            "estimates mmrm/difference:estimate: -18.0, expected -19.14047",
        ),
    ],
)
def test_differences_are_named(part: str, key: str, value: object, said: str) -> None:
    observed = copy.deepcopy(EXPECTED)
    observed[part][key] = value
    assert compare(EXPECTED, observed) == [said]


def test_what_is_absent_is_named() -> None:
    observed = copy.deepcopy(EXPECTED)
    del observed["estimates"]["mmrm/difference:p_value"]
    assert compare(EXPECTED, observed) == ["estimates mmrm/difference:p_value: absent"]


def test_a_run_that_did_not_end_is_said(tiny: Tiny) -> None:
    with pytest.raises(
        DataError, match=r"results/tiny/raw/subjects.parquet and \d+ more: no such file; .*run the trial"
    ):
        verify_results(tiny.load(), Layout("tiny"))
