"""The starter trial as `trialstats validate` runs it: its numbers are those of the data, and a mistake is found."""

from __future__ import annotations

import pytest

from trialstats.validate import starter_trial
from trialstats.validate.carry_out import Verdict, carry_out
from trialstats.validate.catalogue import all_requirements, chosen


def test_numbers_order_and_labels() -> None:
    outcomes = carry_out(chosen(["PQ-03", "PQ-04", "PQ-05", "PQ-06", "PQ-07", "PQ-09"]))
    assert [(one.requirement.id, one.verdict, one.reason) for one in outcomes if one.verdict is not Verdict.PASS] == []
    assert all(len(one.comparisons) >= 4 for one in outcomes)


def test_other_data_are_found() -> None:
    """A pain that is one point higher in the data that are analysed than in those that numpy reads."""

    def one_higher(name: str, table: list[list[str]]) -> list[list[str]]:
        if name == "pain.csv":
            table[1][-1] = str(float(table[1][-1]) + 1)
        return table

    wrong = starter_trial.changed(one_higher)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(starter_trial, "data", lambda: wrong)
        outcomes = carry_out(chosen(["PQ-03", "PQ-04"]))
    assert [one.verdict for one in outcomes] == [Verdict.FAIL, Verdict.FAIL]
    assert "pain_by_visit/summary/PAIN/AVAL/Baseline/Active: mean" in {one.what for one in outcomes[0].failed}


@pytest.mark.slow
def test_every_method_meets_its_requirements() -> None:
    requirements = [one for one in all_requirements() if one.domain.part == "OQ" and not one.slow]
    outcomes = carry_out(requirements)
    assert [(one.requirement.id, one.reason) for one in outcomes if one.verdict is Verdict.FAIL] == []
