"""The unit of each statistic in the analysis results data."""

from __future__ import annotations

from trialstats.results.ard import gather
from trialstats.results.shape import tidy


def test_counts_tests_and_shares_are_not_in_the_unit_of_the_parameter() -> None:
    at = {"PARAMCD": "IL6", "measure": "AVAL", "AVISIT": "Week 12", "ARM": "A", "unit": "ng/L"}
    rows = [
        {**at, "kind": "summary", "n": 9, "total": 10, "mean": 1.5, "sd": 0.2, "cv": 12.0},
        {**at, "kind": "count", "variable": "AVALC", "level": "<0.7", "count": 3, "total": 10, "percent": 30.0},
        {
            **at,
            "kind": "lsmean",
            "n": 9,
            "estimate": 1.0,
            "std_error": 0.1,
            "df": 8.0,
            "statistic": 10.0,
            "p_value": 0.01,
            "conf_low": 0.8,
            "conf_high": 1.2,
            "conf_level": 0.95,
        },
        {**at, "kind": "geometric_mean", "n": 9, "estimate": 1.0, "std_error": 0.1},
    ]
    made = gather([tidy(rows, "a")], "TINY").set_index(["kind", "stat_name"])["unit"].fillna("")
    in_unit = {("summary", "mean"), ("summary", "sd"), ("geometric_mean", "estimate")}
    in_unit |= {("lsmean", name) for name in ("estimate", "std_error", "conf_low", "conf_high")}
    percents = {("summary", "cv"), ("count", "percent")}
    assert set(made.index[made == "ng/L"]) == in_unit
    assert set(made.index[made == "%"]) == percents
    # A standard error of a geometric mean is of its logarithm.
    assert made["geometric_mean", "std_error"] == ""


def test_steps_times_and_places_on_an_axis_are_not_in_the_unit_of_the_estimate() -> None:
    at = {"PARAMCD": "PAIN", "unit": "mm", "estimate": 1.0, "value": 2.0, "ARM": "A"}
    rows = [
        {**at, "kind": "conclusion", "variable": "Pain", "level": "difference"},
        {**at, "kind": "rate", "unit": "per week"},
        {**at, "kind": "point", "variable": "SESSIONS"},
        {**at, "kind": "value", "variable": "DELTA", "estimate": None},
    ]
    made = gather([tidy(rows, "a")], "TINY").set_index(["kind", "stat_name"])["unit"].fillna("")
    assert made[:, "value"].to_dict() == {"conclusion": "", "rate": "", "point": "", "value": "mm"}
    assert made[:, "estimate"].to_dict() == {"conclusion": "mm", "rate": "per week", "point": "mm"}
