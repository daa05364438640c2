"""Method nerves: counts that add up to the arm, and the mean of what was measured."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tests.methods.build import FLAG, choose, make_inputs, options, pick
from tests.methods.nerve.build import bds
from trialstats.methods.nerve.nerves import run
from trialstats.methods.nerve.options import Nerves
from trialstats.results.shape import Result

ROWS = [
    ("1", "Sham", 40, 42),
    ("2", "Sham", "A", "A"),
    ("3", "Sham", 44, "N"),
    ("4", "Sham", 41, None),
    ("5", "Laser", 39, 41),
    ("6", "Laser", 43, "A"),
]


@pytest.fixture(scope="module")
def made() -> Result:
    frame = bds(ROWS, NVLAT="LEFT").assign(TEMPFL=None)
    frame.loc[(frame["USUBJID"] == "1") & (frame["AVISIT"] == "Baseline"), "TEMPFL"] = "Y"
    people = pd.DataFrame({"USUBJID": list("1234567"), "TRT01P": ["Sham"] * 4 + ["Laser"] * 3, FLAG: "Y"})
    derived = frame.assign(PARAMCD="MEAN", NVLOC=None, NVLAT=None, NVATTR=None, RESPSTAT=None)
    records = pd.concat([frame, derived], ignore_index=True)
    return run(Nerves(**options("nerves")), make_inputs(records, visits=("Baseline", "Week 12"), adsl=people))


@pytest.mark.parametrize(
    ("arm", "visit", "present", "absent", "not_done", "missing"),
    [
        ("Sham", "Baseline", 3, 1, 0, 0),
        ("Sham", "Week 12", 1, 1, 1, 1),  # subject 4 was not seen
        ("Laser", "Baseline", 2, 0, 0, 1),  # subject 7 has no record at all
        ("Laser", "Week 12", 1, 1, 0, 1),
    ],
)
def test_counts_add_up_to_the_arm(
    made: Result, arm: str, visit: str, present: int, absent: int, not_done: int, missing: int
) -> None:
    rows = choose(made, {"kind": "count", "variable": "RESPSTAT", "ARM": arm, "AVISIT": visit}).set_index("level")
    assert rows["count"].to_dict() == {"PRESENT": present, "ABSENT": absent, "NOT DONE": not_done, "MISSING": missing}
    assert (rows["total"] == rows["count"].sum()).all()


def test_means_are_of_what_was_measured_with_their_t_interval(made: Result) -> None:
    row = pick(made, kind="summary", ARM="Sham", AVISIT="Baseline")
    values = np.array([40.0, 44, 41])
    expected = stats.t.interval(0.95, 2, values.mean(), stats.sem(values))
    assert (row["n"], row["mean"]) == (3, pytest.approx(values.mean()))
    assert (row["conf_low"], row["conf_high"]) == pytest.approx(expected)
    assert (row["group"], row["variable"], row["level"]) == ("SURAL NERVE", "VELOCITY", "LEFT")
    alone = pick(made, kind="summary", ARM="Sham", AVISIT="Week 12")
    assert alone["mean"] == 42
    assert pd.isna(alone["conf_low"])


def test_only_what_has_a_nerve_is_described(made: Result) -> None:
    assert set(made.rows["PARAMCD"]) == {"VEL"}


def test_cold_limbs_are_counted(made: Result) -> None:
    counts = choose(made, {"variable": "TEMPFL"}).set_index(["ARM", "AVISIT"])["count"]
    assert counts["Sham", "Baseline"] == 1
    assert counts.sum() == 1


def test_records_add_up(made: Result) -> None:
    (entry,) = made.notes["excluded"]
    assert entry["in"] == 11
    assert entry["left_out"] == {"response absent": 3, "response not done": 1, "response missing": 0}
    assert entry["used"] == 7
