"""The intercurrent events of subjects: one row a subject and event, with its day and reason, as its source tells it.

The first visit affected comes with the days of visits, see `first_visit`.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from trialstats.adam.intercurrent.sources import happened, of_subject
from trialstats.trialfile.parts.days import study_day
from trialstats.trialfile.study_days import day_one_of
from trialstats.trialfile.trial import Trial

__all__ = ["build_events"]

COLUMNS = ("STUDYID", "USUBJID", "TRT01P", "ICE", "ICETERM", "ASTDT", "ASTDY", "AVISIT", "ICEREAS")
TEXTS = ("STUDYID", "USUBJID", "TRT01P", "ICE", "ICETERM", "AVISIT", "ICEREAS")


def build_events(trial: Trial, records: Mapping[str, pd.DataFrame], adsl: pd.DataFrame) -> pd.DataFrame:
    """Give the intercurrent events of randomised subjects.

    records: the mapped records of every dataset and occurrence that tells of one, by name; adsl: with its population
    flags.

    Returns STUDYID USUBJID TRT01P ICE (the event's key) ICETERM (its label) ASTDT ASTDY (blank where it has no date)
    AVISIT (the first visit affected where the source tells it, blank elsewhere) ICEREAS, sorted by subject, in the
    order in which the events are declared. What lies before day 1 is no intercurrent event.
    """
    people = adsl[adsl["TRT01P"].notna()]
    frames = [
        happened(trial, declared, records, people).assign(ICE=name, ICETERM=declared.label)
        for name, declared in trial.intercurrent_events.items()
    ]
    found = pd.concat(frames, ignore_index=True).merge(people[["USUBJID", "TRT01P"]], on="USUBJID", how="left")
    found = since_day_one(found, trial, people)
    found = found.assign(STUDYID=trial.STUDYID)
    order = {name: number for number, name in enumerate(trial.intercurrent_events)}
    sorted_by = found.assign(_order=found["ICE"].map(order)).sort_values(["USUBJID", "_order"], kind="stable")
    return sorted_by[list(COLUMNS)].astype(dict.fromkeys(TEXTS, "str")).reset_index(drop=True)


def since_day_one(found: pd.DataFrame, trial: Trial, people: pd.DataFrame) -> pd.DataFrame:
    """Count the study day of each event, and leave those out that happened before day 1."""
    day_one = day_one_of(trial)
    if day_one is None:
        return found.assign(ASTDY=float("nan"))
    days = (found["ASTDT"] - of_subject(people, day_one, found)).dt.days.astype("float64")
    return found.assign(ASTDY=study_day(days))[~(days < 0)].reset_index(drop=True)
