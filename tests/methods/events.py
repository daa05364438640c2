"""A trial of eight subjects with adverse events and medication, small enough to count by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from tests.methods.build import make_inputs
from trialstats.methods.shared.inputs import Inputs

SHAM, LASER = ("s1", "s2", "s3", "s4"), ("l1", "l2", "l3", "l4")
DAY_ONE = pd.Timestamp("2024-01-10")


def on(day: int | None) -> pd.Timestamp | Any:
    """Give the date of a day; randomisation is day 1, the day before it 0."""
    return pd.NaT if day is None else DAY_ONE + pd.Timedelta(days=day - 1)


# subject, system, term, severity, serious, related, day of start.
EVENTS: list[tuple[str, str | None, str | None, str | None, str, str, int | None]] = [
    ("s1", "Skin", "rash", "MILD", "N", "N", 10),
    ("s1", "Skin", "rash", "SEVERE", "N", "Y", 30),
    ("s1", "Nerves", "headache", None, "N", "N", 40),
    ("s2", "Nerves", "headache", "MODERATE", "Y", "N", 1),
    ("s2", "Nerves", "headache", "MILD", "N", "N", -5),  # before randomisation
    ("l1", "Skin", "rash", "MILD", "N", "Y", 20),
    ("l2", "Skin", "warmth", "MILD", "N", "Y", 5),
    ("l2", "Skin", "rash", "MODERATE", "N", "N", None),  # nobody knows when
    ("l3", None, "fall", "SEVERE", "Y", "N", 60),
    ("l3", "Nerves", "headache", "MILD", "N", "N", 95),  # 39 days after the end
    ("x9", "Skin", "rash", "MILD", "N", "N", 3),  # not randomised
]
# subject, medicine, day of start and end, dose, days.
COURSES: list[tuple[str, str, int | None, int | None, float | None, float | None]] = [
    ("s1", "A", 5, 7, 100, 3),
    ("s1", "A", 20, 21, 100, 2),
    ("s1", "B", 30, None, 50, None),
    ("s2", "A", 40, 41, 200, 2),
    ("s3", "B", -3, 2, 50, 6),
    ("l1", "A", 80, 80, 100, 1),
    ("l2", "B", -9, -8, 50, 2),
]
# The last day of those who stopped; the others are seen last on day 84 (l4 never after randomisation).
STOPPED = {"s2": 41, "l3": 56}


def people() -> pd.DataFrame:
    subjects = [*SHAM, *LASER, "x9"]
    adsl = pd.DataFrame({"USUBJID": subjects, "TRT01P": ["Sham"] * 4 + ["Laser"] * 4 + [None]})
    adsl["SAFFL"] = adsl["TRT01P"].notna().map({True: "Y", False: "N"})
    adsl["RANDDT"] = pd.Series([on(1)] * 8 + [pd.NaT])
    adsl["EOSDT"] = pd.Series([on(STOPPED.get(subject)) for subject in subjects])
    return adsl


def visits() -> pd.DataFrame:
    """The last visit of each, of those who stopped as well; l4 was seen before randomisation only."""
    rows = [(subject, "Week 12", on(-2 if subject == "l4" else 84)) for subject in (*SHAM, *LASER)]
    return pd.DataFrame(rows, columns=["USUBJID", "AVISIT", "ADT"])


def events(rows: list[Any] = EVENTS) -> pd.DataFrame:
    columns = ["USUBJID", "AEBODSYS", "AETERM", "AESEV", "AESER", "AEREL", "day"]
    frame = pd.DataFrame(rows, columns=columns)
    frame["ASTDT"] = [on(None if pd.isna(day) else int(day)) for day in frame.pop("day")]
    order = ["MILD", "MODERATE", "SEVERE"]
    return frame.assign(AESEV=pd.Categorical(frame["AESEV"], order, ordered=True))


def courses(rows: list[Any] = COURSES) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["USUBJID", "CMTRT", "start", "end", "CMDOSE", "CMDUR"])
    for name, variable in (("start", "ASTDT"), ("end", "AENDT")):
        frame[variable] = [on(None if pd.isna(day) else int(day)) for day in frame.pop(name)]
    return frame


def material(**datasets: pd.DataFrame) -> Inputs:
    empty = make_inputs(pd.DataFrame({"USUBJID": [], "TRT01P": [], "AVISIT": []}), adsl=people())
    adsl = people().assign(TRT01P=pd.Categorical(people()["TRT01P"], ["Sham", "Laser"], ordered=True))
    given = {"adae": events(), "adcm": courses(), "adpain": visits(), **datasets}
    return replace(empty, name="safety", adsl=adsl, datasets=given, visit_days={"Baseline": 1, "Week 6": 42})


FOLLOW_UP = {"start": "RANDDT", "end": "EOSDT", "last_record": "adpain"}
ADVERSE: dict[str, Any] = {
    "method": "adverse_events",
    "dataset": "adae",
    "population": "SAFFL",
    "system": "AEBODSYS",
    "term": "AETERM",
    "severity": "AESEV",
    "serious": {"AESER": "Y"},
    "related": {"AEREL": "Y"},
    "follow_up": FOLLOW_UP,
    "treatment_emergent": {**FOLLOW_UP, "days_after": 30},
}
TAKEN: dict[str, Any] = {
    "method": "medication",
    "dataset": "adcm",
    "population": "SAFFL",
    "follow_up": FOLLOW_UP,
    "days": "CMDUR",
    "dose": "CMDOSE",
}
