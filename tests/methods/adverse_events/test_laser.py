"""The built-in trial: adverse events count from the first session to 30 days after the last, as in its files."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT / "data" / "laser"
ARMS = {"L": "DTLT", "S": "Sham"}


@pytest.fixture(scope="module")
def events() -> pd.DataFrame:
    """The events of who had a session; `days` from the first one attended, `after` the last one, `arm`."""
    sessions = pd.read_csv(DATA / "sessions.csv", parse_dates=["session_date"])
    attended = sessions[sessions["attended"] == "Y"].groupby("patient_id")["session_date"]
    first = attended.agg(first="min", last="max")
    arm = pd.read_csv(DATA / "subjects.csv", dtype=str).set_index("patient_id")["arm"].map(ARMS).rename("arm")
    found = pd.read_csv(DATA / "adverse_events.csv", parse_dates=["start_date"]).join(first, "patient_id", "inner")
    days = {name: (found["start_date"] - found[end]).dt.days for name, end in (("days", "first"), ("after", "last"))}
    return found.join(arm, "patient_id").assign(**days)


@pytest.mark.parametrize(("kind", "of_kind"), [("ANY", ["Y", "N"]), ("SERIOUS", ["Y"])])
def test_subjects_with_an_event_from_the_first_session_to_30_days_after_the_last(
    events: pd.DataFrame, kind: str, of_kind: list[str]
) -> None:
    expected = json.loads((ROOT / "results" / "laser.expected.json").read_text("utf-8"))["estimates"]
    within = (events["days"] >= 0) & (events["after"] <= 30)
    counted = events[within & events["serious"].isin(of_kind)].groupby("arm")["patient_id"].nunique()
    assert {arm: expected[f"adverse_events/rate/{arm}/{kind}:count"] for arm in counted.index} == counted.to_dict()


def test_events_before_the_first_session_are_apart(events: pd.DataFrame) -> None:
    """11 of 106 events of who was treated began before the first session."""
    assert (len(events), int((events["days"] < 0).sum())) == (106, 11)
