"""The first visit that an intercurrent event affects: the first scheduled one that lies after it.

A visit lies after an event if its day does: the day on which the subject came for it, which is the earliest day of its
records, and where there is none its target day. For a dataset and its analyses the days are those of its own records;
for the trial as a whole those of all datasets that the estimands are about. Records of a DTYPE, such as those carried
forward, are of no day. A visit on the very day of the event is not affected. All that follow the first visit affected
are affected, too.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from trialstats.trialfile.parts.days import elapsed
from trialstats.trialfile.study_days import day_one_of
from trialstats.trialfile.trial import Trial

__all__ = ["DATING", "with_first_visits"]

# What of records is read to date visits.
DATING = ("USUBJID", "AVISIT", "ADT", "DTYPE")


def with_first_visits(
    events: pd.DataFrame, trial: Trial, records: Iterable[pd.DataFrame], adsl: pd.DataFrame
) -> pd.DataFrame:
    """Add the first visit affected to events: AVISIT, where the source does not tell it, and AVISITN.

    events: see `build_events`. records: mapped, of the datasets that date the visits; of their columns DATING count.
    """
    numbers = {name: visit.AVISITN for name, visit in trial.visits.items()}
    days = days_of_visits(trial, records, adsl[adsl["TRT01P"].notna()])
    asked = events.loc[events["AVISIT"].isna() & events["ASTDT"].notna(), ["USUBJID", "ASTDT"]]
    after = asked.reset_index(names="_event").merge(days, on="USUBJID")
    after = after[after["_day"] > after["ASTDT"]].sort_values("AVISITN", kind="stable").drop_duplicates("_event")
    visits = events["AVISIT"].fillna(after.set_index("_event")["AVISIT"].reindex(events.index)).astype("str")
    placed = events.assign(AVISIT=visits, AVISITN=visits.map(numbers).astype("float64"))
    return placed[[*(name for name in events.columns if name != "ICEREAS"), "AVISITN", "ICEREAS"]]


def days_of_visits(trial: Trial, records: Iterable[pd.DataFrame], people: pd.DataFrame) -> pd.DataFrame:
    """Give the day of each subject's visits after baseline, if it is known: USUBJID AVISIT AVISITN _day."""
    names = trial.after_baseline
    index = pd.MultiIndex.from_product([people["USUBJID"], names], names=["USUBJID", "AVISIT"])
    days = pd.DataFrame({"_day": target_days(trial, people, index)}, index=index)
    came = [attended(frame) for frame in records if "ADT" in frame]
    if came:
        actual = pd.concat(came).groupby(["USUBJID", "AVISIT"])["ADT"].min().reindex(days.index)
        days["_day"] = actual.astype("datetime64[ms]").fillna(days["_day"])
    numbers = {name: trial.visits[name].AVISITN for name in names}
    return days.dropna().reset_index().assign(AVISITN=lambda d: d["AVISIT"].map(numbers))


def attended(records: pd.DataFrame) -> pd.DataFrame:
    """Take the records that were made on a day; those derived from others, such as carried forward, have a DTYPE."""
    made = records["DTYPE"].isna() | (records["DTYPE"] == "") if "DTYPE" in records else slice(None)
    return records.loc[made, ["USUBJID", "AVISIT", "ADT"]]


def target_days(trial: Trial, people: pd.DataFrame, index: pd.MultiIndex) -> pd.Series:
    """Give the date on which each visit was to be, by the subject's day 1."""
    day_one = day_one_of(trial)
    if day_one is None:
        return pd.Series(pd.NaT, index=index, dtype="datetime64[ms]")
    targets = {name: trial.visits[name].target_day for name in trial.after_baseline}
    passed = {name: elapsed(day) for name, day in targets.items() if day is not None}
    first = people.set_index("USUBJID")[day_one].reindex(index.get_level_values("USUBJID"))
    later = pd.to_timedelta(index.get_level_values("AVISIT").map(passed).to_numpy(dtype="float64"), unit="D")
    return (first.set_axis(index) + later).astype("datetime64[ms]")
