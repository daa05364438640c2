"""Absent responses: what each policy makes of every pair of responses, by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.methods.nerve.build import bds
from trialstats.methods.shared.absence import as_zero, count_responses, scores

# Subject, arm, baseline, week 12.
ROWS = [
    ("kept", "Sham", 40, 43),
    ("worse", "Sham", 40, 36),
    ("same", "Sham", 40, 40),
    ("lost", "Sham", 38, "A"),
    ("back", "Sham", "A", 35),
    ("never", "Sham", "A", "A"),
    ("left out", "Sham", 40, "N"),
    ("unknown", "Sham", "N", 41),
    ("unseen", "Sham", "N", "A"),
    ("no baseline", "Sham", None, 39),
]

AFTER = ("Week 12",)


@pytest.fixture
def week12() -> pd.DataFrame:
    records = bds(ROWS)
    return records[records["AVISIT"] == "Week 12"].set_index("USUBJID")


def test_joint_rank_is_response_and_change_together(week12: pd.DataFrame) -> None:
    """Lost is worst, regained best, absent at both a change of 0; what was not examined has no rank."""
    made = scores(week12, "CHG", "joint_rank", "higher")
    inf = float("inf")
    expected = {"kept": 3, "worse": -4, "same": 0, "lost": -inf, "back": inf, "never": 0}
    assert made.dropna().to_dict() == expected
    assert set(made[made.isna()].index) == {"left out", "unknown", "unseen", "no baseline"}


def test_worst_rank_is_below_every_value(week12: pd.DataFrame) -> None:
    made = scores(week12, "AVAL", "worst_rank", "higher")
    assert set(made[made == -np.inf].index) == {"lost", "never", "unseen"}
    assert set(made[made.isna()].index) == {"left out"}
    assert made["unknown"] == 41


def test_where_lower_is_better_absent_is_still_worst(week12: pd.DataFrame) -> None:
    """A latency: a longer one is worse, and so is none at all."""
    worst = scores(week12, "AVAL", "worst_rank", "lower")
    joint = scores(week12, "CHG", "joint_rank", "lower")
    assert worst.idxmin() in {"lost", "never", "unseen"}
    assert (joint["worse"], joint["kept"], joint["lost"], joint["back"]) == (4, -3, -np.inf, np.inf)


def test_zero_is_an_amplitude_at_baseline_and_after(week12: pd.DataFrame) -> None:
    made = as_zero(bds(ROWS), AFTER).set_index(["USUBJID", "AVISIT"])
    after = made.xs("Week 12", level="AVISIT")
    assert after.loc["lost", ["AVAL", "BASE", "CHG", "PCHG"]].tolist() == [0, 38, -38, -100]
    assert after.loc["back", ["AVAL", "BASE", "CHG"]].tolist() == [35, 0, 35]
    assert np.isnan(after.loc["back", "PCHG"])  # of a baseline of 0 there is no percentage
    assert after.loc["never", ["AVAL", "BASE", "CHG"]].tolist() == [0, 0, 0]
    assert after.loc["unseen", "AVAL"] == 0
    assert after.loc[["unseen", "left out", "unknown"], "CHG"].isna().all()
    before = made.xs("Baseline", level="AVISIT")
    assert before.loc["never", "AVAL"] == 0
    assert before["CHG"].isna().all()
    others = ["kept", "worse", "same", "no baseline"]
    pd.testing.assert_frame_equal(after.loc[others, ["AVAL", "CHG"]], week12.loc[others, ["AVAL", "CHG"]])


def test_without_responses_nothing_is_changed(week12: pd.DataFrame) -> None:
    plain = week12.drop(columns=["RESPSTAT", "RESPBL"])
    pd.testing.assert_frame_equal(as_zero(plain, AFTER), plain)
    for policy in ("exclude", "zero", "worst_rank", "joint_rank"):
        assert scores(plain, "AVAL", policy, "higher").equals(plain["AVAL"])


def test_what_is_left_out_is_counted_by_what_it_holds(week12: pd.DataFrame) -> None:
    counts = count_responses(week12, week12["CHG"].isna())
    assert counts == {"response absent": 3, "not done": 1, "no number at the visit or at baseline": 3}
    assert sum(counts.values()) == week12["CHG"].isna().sum()
    assert count_responses(week12.drop(columns="RESPSTAT"), week12["CHG"].isna()) == {"no number": 7}
