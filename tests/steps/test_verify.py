"""Verification: digests must be equal, estimates close, and nothing may be missing on either side."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.tiny import Tiny
from trialstats.errors import DataError
from trialstats.plan.layout import Layout
from trialstats.steps import verify
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


P, SE = "mmrm/difference:p_value", "cost:std_error"


@pytest.mark.parametrize(
    ("name", "was", "now", "n"),
    [
        (P, 0.04, 0.04 * (1 + 9e-8), 0),
        (P, 8.19e-9, 8.69e-9, 1),  # before, anything within 1e-9 was the same
        (P, 4e-12, 9e-11, 1),
        (P, 1.9e-53, 1.7e-41, 1),
        # The normal P(|Z| > z) at z = 15 and at z = 15 (1 + 1e-7): a statistic that may be off so far.
        (P, 7.341932e-51, 7.341932e-51 * (1 - 2.26e-5), 0),
        (P, 0.0, 1e-16, 0),
        (P, 0.0, 2e-9, 1),
        (SE, 8.0e-16, 9.3e-16, 0),  # 0 but for rounding
        (SE, 0.0, 5e-10, 0),
        (SE, 0.0, 2e-9, 1),
    ],
)
def test_small_p_values_are_compared_in_their_digits(name: str, was: float, now: float, n: int) -> None:
    expected, observed = ({**EXPECTED, "estimates": {name: value}} for value in (was, now))
    assert len(compare(expected, observed)) == n


def test_those_not_shown_are_counted(
    tiny: Tiny, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.setattr(verify, "refuse_unfinished", lambda *_: None)
    monkeypatch.setattr(verify, "observed_results", lambda *_: {"estimates": {}})
    monkeypatch.setattr(verify, "altered", lambda *_: (f"difference {n}" for n in range(170)))
    assert verify_results(tiny.load(), Layout("tiny")) == verify.DIFFERENT
    printed = capsys.readouterr()
    assert printed.err.splitlines()[-2:] == ["difference 39", "and 130 more"]
    assert printed.out.endswith(": 170 differences\n")


@pytest.mark.parametrize(
    ("part", "key", "value", "said"),
    [
        ("raw", "vas", "ab", "raw vas: digest ab, expected aa"),
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
