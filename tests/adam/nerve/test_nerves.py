"""Nerves in a BDS dataset: of which nerve, with which response, how warm."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.methods.nerve.trial import make_nerves, result
from tests.tiny import Tiny
from trialstats.io.table import LINE


@pytest.fixture
def nerves(tiny: Tiny) -> Tiny:
    make_nerves(tiny)
    for subject, visit, item, text in (
        ("001", "V0", "PAIN", "ABSENT"),
        ("001", "V2", "PAIN", "ABSENT"),
        ("002", "V1", "STIFF", "ND"),
        ("003", "V0", "STIFF", "NOT DONE"),
        ("003", "V1", "STIFF", "ABSENT"),
    ):
        result(tiny, subject, visit, item, text)
    return tiny


def record(data: pd.DataFrame, subject: str, visit: str, paramcd: str) -> pd.Series:
    own = data[(data["USUBJID"] == subject) & (data["AVISIT"] == visit) & (data["PARAMCD"] == paramcd)]
    assert len(own) == 1
    return own.iloc[0]


def test_a_record_knows_its_nerve_side_and_attribute(nerves: Tiny) -> None:
    data = nerves.adam("adpain")["adpain"]
    told = data.groupby("PARAMCD")[["NVLOC", "NVLAT", "NVATTR"]].first()
    assert told.loc["PAIN"].tolist() == ["SURAL NERVE", "LEFT", "VELOCITY"]
    assert told.loc["STIFF"].tolist() == ["SURAL NERVE", "RIGHT", "VELOCITY"]
    assert told.loc["BOTH"].isna().all()  # a mean of sides is of neither side


@pytest.mark.parametrize(
    ("subject", "visit", "paramcd", "status", "before"),
    [
        ("001", "Week 4", "PAIN", "PRESENT", "ABSENT"),
        ("001", "Week 8", "PAIN", "ABSENT", "ABSENT"),
        ("001", "Baseline", "PAIN", "ABSENT", "ABSENT"),
        ("002", "Week 4", "STIFF", "NOT DONE", "PRESENT"),
        ("003", "Week 4", "STIFF", "ABSENT", "NOT DONE"),
        ("004", "Week 4", "STIFF", "PRESENT", "PRESENT"),
    ],
)
def test_absent_is_never_not_done(
    nerves: Tiny, subject: str, visit: str, paramcd: str, status: str, before: str
) -> None:
    found = record(nerves.adam("adpain")["adpain"], subject, visit, paramcd)
    assert (found["RESPSTAT"], found["RESPBL"]) == (status, before)
    assert pd.notna(found["AVAL"]) == (status == "PRESENT")


def test_derived_parameters_have_no_response_and_other_datasets_no_such_variable(nerves: Tiny) -> None:
    built = nerves.adam()
    assert built["adpain"].loc[lambda d: d["PARAMCD"] == "BOTH", "RESPSTAT"].isna().all()
    assert not {"RESPSTAT", "NVLOC", "TEMPFL"} & set(built["adqs"])


def test_cold_limbs_are_flagged_and_listed_and_used_as_they_are(nerves: Tiny) -> None:
    """Every fifth line has 30 degrees, which is below 31."""
    mapped = nerves.mapped("adpain")["adpain"]
    listed = mapped.listing.frame()
    cold = listed[listed["kind"] == "cold_limb"]
    assert cold["line"].tolist() == list(range(2, 38, 5))
    assert set(cold["fate"]) == {"keep"}
    assert cold["allowed"].str.startswith("below 31 °C").all()
    assert mapped.records.loc[mapped.records["TEMPFL"] == "Y", LINE].tolist() == cold["line"].tolist()
    assert [(a.unit, a.n_in, a.n_used, a.n_listed) for a in mapped.accounts] == [
        ("rows", 36, 36, 0),
        ("values", 36, 36, 0),
    ]
    assert nerves.check().code == 0
    data = nerves.adam("adpain")["adpain"]
    assert record(data, "001", "Week 8", "STIFF")["TEMPFL"] == "Y"
    assert record(data, "001", "Week 8", "STIFF")["AVAL"] == 38
    assert data.loc[data["PARAMCD"] == "BOTH", "TEMPFL"].isna().all()
