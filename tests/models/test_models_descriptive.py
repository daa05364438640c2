"""Descriptive statistics against numbers worked out by hand."""

from __future__ import annotations

import pandas as pd
import pytest
from models_build import choose, make_inputs, options, pick

from trialstats.models.descriptive import run
from trialstats.models.inputs import Inputs
from trialstats.models.summary import summarise
from trialstats.spec.analyses import Descriptive


def test_statistics_of_eight_numbers() -> None:
    # mean 40/8; sum of squares about it 32, so SD sqrt(32/7); sorted 2 4 4 4 5 5 7 9.
    found = summarise(pd.Series([9.0, 4, 5, 2, 4, 5, 7, 4]))
    assert found == pytest.approx(
        {"n": 8, "mean": 5, "sd": (32 / 7) ** 0.5, "median": 4.5, "q1": 4, "q3": 6, "minimum": 2, "maximum": 9}
    )


@pytest.mark.parametrize(
    ("n", "q1", "median", "q3"),
    [(4, 1.5, 2.5, 3.5), (5, 2, 3, 4), (10, 3, 5.5, 8), (12, 3.5, 6.5, 9.5)],
)
def test_quartiles_are_those_of_sas(n: int, q1: float, median: float, q3: float) -> None:
    # R: quantile(1:n, c(.25, .5, .75), type = 2), which is SAS's QNTLDEF=5.
    found = summarise(pd.Series(range(1, n + 1), dtype=float))
    assert (found["q1"], found["median"], found["q3"]) == (q1, median, q3)


def test_few_values_say_what_they_cannot_give() -> None:
    assert summarise(pd.Series([], dtype=float)) == {"n": 0, "reason": "no value"}
    alone = summarise(pd.Series([3.0, None]))
    assert alone["n"] == 1
    assert alone["mean"] == 3
    assert "sd" not in alone
    assert alone["reason"] == "one value: no SD"


def records() -> pd.DataFrame:
    rows = [
        ("1", "Sham", "Baseline", 5.0, None),
        ("1", "Sham", "Week 6", 4.0, -1.0),
        ("2", "Sham", "Baseline", 7.0, None),
        ("2", "Sham", "Week 6", None, None),
        ("3", "Laser", "Baseline", 6.0, None),
        ("3", "Laser", "Week 6", 2.0, -4.0),
    ]
    return pd.DataFrame(rows, columns=["USUBJID", "TRT01P", "AVISIT", "AVAL", "CHG"])


def test_change_starts_after_baseline_and_total_shows_who_is_missing() -> None:
    result = run(Descriptive(**options("descriptive")), make_inputs(records()))
    assert set(choose(result, {"measure": "CHG"})["AVISIT"]) == {"Week 6"}
    assert set(choose(result, {"measure": "AVAL"})["AVISIT"]) == {"Baseline", "Week 6"}
    sham = pick(result, measure="AVAL", AVISIT="Week 6", ARM="Sham")
    assert (sham["n"], sham["total"], sham["mean"]) == (1, 2, 4)
    assert pick(result, measure="CHG", AVISIT="Week 6", ARM="Laser")["mean"] == -4
    aval = next(entry for entry in result.notes["excluded"] if entry["measure"] == "AVAL")
    assert aval == {"PARAMCD": "PAIN", "measure": "AVAL", "in": 6, "left_out": {"AVAL missing": 1}, "used": 5}


def test_an_arm_without_values_has_its_row() -> None:
    result = run(Descriptive(**options("descriptive")), make_inputs(records(), arms=("Sham", "Laser", "Light")))
    light = pick(result, measure="AVAL", AVISIT="Week 6", ARM="Light")
    assert (light["n"], light["total"], light["reason"]) == (0, 0, "no value")


def test_a_parameter_without_records_does_not_vanish() -> None:
    result = run(Descriptive(**options("descriptive", parameters=("PAIN", "SLEEP"))), make_inputs(records()))
    assert len(choose(result, {"PARAMCD": "SLEEP", "measure": "AVAL"})) == 6  # two arms, three visits


def test_chow_baseline_as_the_source_has_it(chow: Inputs) -> None:
    # Chow 2006, data of ordinalCont: 5.92 (SD 2.29) active, 4.04 (2.26) placebo; 6 of 90 absent at week 7.
    result = run(Descriptive(**options("descriptive")), chow)
    active, placebo = (pick(result, measure="AVAL", AVISIT="Baseline", ARM=arm) for arm in ("active", "placebo"))
    assert [round(x, 2) for x in (active["mean"], active["sd"], placebo["mean"], placebo["sd"])] == [
        5.92,
        2.29,
        4.04,
        2.26,
    ]
    week = choose(result, {"measure": "AVAL", "AVISIT": "Week 7"})
    assert week["n"].sum() == 84
    assert week["total"].sum() == 90
