"""What a collector gathers while a method runs."""

from __future__ import annotations

import pytest

from trialstats.errors import FitError, NoSuchNumber
from trialstats.results.collector import Collector

PAIN = {"PARAMCD": "PAIN", "AVISIT": None}


def test_a_failed_fit_leaves_its_rows_with_the_reason() -> None:
    collector = Collector("pain")
    with collector.attempt(PAIN, [{"kind": "lsmean"}, {"kind": "difference"}]):
        collector.add({"kind": "lsmean", "estimate": 1.0})
        raise FitError(["first line", "second line"])
    assert collector.rows == [{"kind": kind, "reason": "first line second line"} for kind in ("lsmean", "difference")]
    assert collector.notes["failed"] == [{"PARAMCD": "PAIN", "reason": "first line second line"}]


def test_what_failed_within_takes_nothing_else_with_it() -> None:
    collector = Collector("pain")
    with collector.attempt(PAIN, []):
        collector.add({"kind": "lsmean", "estimate": 1.0})
        with collector.attempt({"kind": "difference"}):
            raise FitError("no SD")
        collector.add({"kind": "slope", "estimate": 2.0})
    assert [row["kind"] for row in collector.rows] == ["lsmean", "difference", "slope"]
    assert collector.rows[1] == {"kind": "difference", "reason": "no SD"}


def test_what_failed_without_takes_back_what_was_gathered_within() -> None:
    collector = Collector("pain")
    collector.add({"kind": "count"})
    with collector.attempt(PAIN, [{"kind": "lsmean"}]):
        with collector.attempt({"kind": "difference"}):
            raise FitError("no SD")
        raise FitError("singular")
    assert collector.rows == [{"kind": "count"}, {"kind": "lsmean", "reason": "singular"}]
    assert [failed["reason"] for failed in collector.notes["failed"]] == ["no SD", "singular"]


def test_a_number_that_does_not_exist_is_no_failure() -> None:
    collector = Collector("pain")
    with collector.attempt({"kind": "shift"}):
        raise NoSuchNumber("a rank is no number")
    assert collector.rows == [{"kind": "shift", "reason": "a rank is no number"}]
    assert collector.notes["failed"] == []


def test_a_fault_of_the_program_is_not_caught() -> None:
    with pytest.raises(KeyError), Collector("pain").attempt(PAIN):
        raise KeyError("ARM")


def test_notes_are_exclusions_failures_and_the_lists_that_a_method_asks_for() -> None:
    collector = Collector("pain", "fits")
    collector.exclude({"PARAMCD": "PAIN"}, {"in": 5, "AVAL missing": 2, "used": 3})
    collector.describe({"PARAMCD": "PAIN"}, {"formula": "AVAL ~ 1"})
    result = collector.result(software="s", inference="i", absent="exclude")
    assert result.notes == {
        "software": "s",
        "inference": "i",
        "absent": "exclude",
        "excluded": [{"PARAMCD": "PAIN", "in": 5, "left_out": {"AVAL missing": 2}, "used": 3}],
        "failed": [],
        "fits": [{"PARAMCD": "PAIN", "formula": "AVAL ~ 1"}],
    }
    assert "fits" not in Collector("pain").result(software="s", inference="i").notes
