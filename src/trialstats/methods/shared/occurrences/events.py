"""The events of an analysis: those of its population and period, with arm and day, and when subjects are observed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.occurrences.options import Occurrences, Period
from trialstats.methods.shared.occurrences.partial_dates import earliest, latest
from trialstats.methods.shared.scope import members
from trialstats.methods.shared.select import passes, wording
from trialstats.trialfile.parts.estimands import Strategy
from trialstats.trialfile.parts.levels import is_one_of

__all__ = [
    "DAYS_UNDER",
    "ONSET",
    "PERIODS",
    "UNTREATED",
    "chosen_events",
    "day_in",
    "first_day_in",
    "follow_up_days",
    "holds",
    "last_day_in",
    "of_subject",
    "on_treatment",
    "people_of",
    "span",
    "under_treatment",
]


# The column that says whether an event began under a treatment of a crossover trial, and why others are left out.
ONSET = "_treated"
UNTREATED = "began under no treatment"
UNDATED = "on a day not known, and so under no treatment known"
# Of who had a treatment in a crossover trial: the days of its periods, and how many of these there were.
DAYS_UNDER, PERIODS = "_days_under", "_periods"


def people_of(analysis: Occurrences, inputs: Inputs) -> pd.Series[str]:
    """Give the arm of each randomised subject of the population, by USUBJID, in the order of the identifiers."""
    people = members(inputs, analysis.population).set_index("USUBJID")["TRT01P"].astype(str)
    return people.sort_index()


def chosen_events(analysis: Occurrences, inputs: Inputs, people: pd.Series[str]) -> tuple[pd.DataFrame, dict[str, int]]:
    """Take the events of the population that the analysis chooses, with ARM; and counts: in, left out, used.

    The counts add up: an event is counted at the first condition that it fails.
    """
    events = inputs.datasets[str(analysis.dataset)].reset_index(drop=True)
    counts = {"in": len(events)}
    # Of treatments at onset: who is in the population may not have had the treatment, or had none at that time.
    conditions = under_treatment(events, analysis.start) if inputs.paired else {}
    conditions |= {f"subject not in {analysis.population}": events["USUBJID"].isin(people.index)}
    conditions |= {wording(chosen): passes(events, chosen) for chosen in analysis.records}
    conditions |= while_on_treatment(events, inputs, analysis.start)
    kept = events
    for reason, condition in conditions.items():
        keep = condition.reindex(kept.index)
        counts[reason] = int((~keep).sum())
        kept = kept[keep]
    counts["used"] = len(kept)
    return kept.assign(ARM=kept["USUBJID"].map(people)).reset_index(drop=True), counts


def under_treatment(events: pd.DataFrame, start: str | None) -> dict[str, pd.Series[bool]]:
    """Tell, by the reason why others are left out, which events of a crossover trial began under a treatment.

    start: the variable of the day on which they did, if there is one.
    """
    known = events[ONSET].eq(True)
    undated = events[start].isna() if start else pd.Series(False, events.index)
    return {UNDATED: known | ~undated, UNTREATED: known | undated}


def span(period: Period, inputs: Inputs, subjects: list[str]) -> pd.DataFrame:
    """Give each subject's `start` and `end` of a period (dates, NaT where not known), by USUBJID.

    The end is the first in the list of its dates that ADSL has, be it the later one; where there is none, the latest
    date in the datasets that the period names; `days_after` come on top, but no dates beyond those that it is not to
    go beyond. An intercurrent event up to which the
    estimand counts ends it on its day, and where nobody knows that, the end is not known.
    """
    adsl = inputs.adsl.set_index("USUBJID").reindex(subjects)
    end = pd.Series(pd.NaT, index=adsl.index, dtype="datetime64[ns]")
    for name in period.end:
        end = end.fillna(adsl[name].astype("datetime64[ns]"))
    if period.last_record:
        end = end.fillna(_latest(inputs, period.last_record).reindex(adsl.index))
    end = end + pd.Timedelta(days=period.days_after)
    for name in period.no_later_than:
        bound = adsl[name].astype("datetime64[ns]")
        end = end.mask(bound < end, bound)
    ended = on_treatment(inputs)
    if len(ended):
        last = ended["ASTDT"].reindex(adsl.index)
        end = pd.concat([end, last], axis=1).min(axis=1).mask(adsl.index.isin(ended.index) & last.isna())
    return pd.DataFrame({"start": adsl[period.start].astype("datetime64[ns]"), "end": end})


def on_treatment(inputs: Inputs) -> pd.DataFrame:
    """Give the intercurrent event that ends the time in which each subject's events count: ASTDT, ICETERM.

    By USUBJID, of who had one: the earliest of those that the estimand counts up to, or one whose day nobody knows.
    """
    ended = inputs.events[inputs.events["strategy"].eq(Strategy.WHILE_ON_TREATMENT).fillna(False).astype(bool)]
    ordered = ended.assign(ASTDT=ended["ASTDT"].astype("datetime64[ns]")).sort_values("ASTDT", na_position="first")
    return ordered.drop_duplicates("USUBJID").set_index("USUBJID")[["ASTDT", "ICETERM"]]


def while_on_treatment(events: pd.DataFrame, inputs: Inputs, start: str) -> dict[str, pd.Series[bool]]:
    """Tell, by the reason why others are left out, which events did not begin after the one that ends the time.

    Of a date known in part the days that it can be decide, where they do; what may have begun before counts.
    """
    ended = on_treatment(inputs)
    first = earliest(events, start)
    later = (first > of_subject(ended["ASTDT"], events)).fillna(False).astype(bool)
    term = of_subject(ended["ICETERM"].astype("object"), events)
    return {
        f"began after {name}": ~(later & term.eq(name).fillna(False).astype(bool)) for name in ended["ICETERM"].unique()
    }


def _latest(inputs: Inputs, names: Sequence[str]) -> pd.Series:
    """Find the latest date of each subject in some datasets; dates that stand in ADSL are not the record's own."""
    found = []
    for name in names:
        frame = inputs.datasets[name]
        own = [c for c in frame.columns if frame[c].dtype.kind == "M" and c not in inputs.adsl.columns]
        found.append(frame.groupby("USUBJID")[own].max().max(axis=1).astype("datetime64[ns]"))
    return pd.concat(found).groupby(level=0).max()


def day_in(period: pd.DataFrame, events: pd.DataFrame, variable: str) -> pd.Series[float]:
    """Count the day of each event from the start of its subject's period, which is day 1; the day before is 0."""
    return _days(period, events, events[variable].astype("datetime64[ns]"))


def first_day_in(period: pd.DataFrame, events: pd.DataFrame, variable: str) -> pd.Series[float]:
    """Count the first day that each event's date can be, which is its day where the date is known."""
    return _days(period, events, earliest(events, variable))


def last_day_in(period: pd.DataFrame, events: pd.DataFrame, variable: str) -> pd.Series[float]:
    """Count the last day that each event's date can be, which is its day where the date is known."""
    return _days(period, events, latest(events, variable))


def _days(period: pd.DataFrame, events: pd.DataFrame, dates: pd.Series) -> pd.Series[float]:
    return ((dates - of_subject(period["start"], events)).dt.days + 1).astype("float64")


def of_subject(values: pd.Series, events: pd.DataFrame) -> pd.Series:
    """Give each event its subject's value; of its type, also where there is no event."""
    return values.reindex(events["USUBJID"]).set_axis(events.index)


def follow_up_days(period: pd.DataFrame) -> pd.Series[float]:
    """Count the days of each subject's period, first and last included; missing where it has no start or no end."""
    days = ((period["end"] - period["start"]).dt.days + 1).astype("float64")
    return days.where(days >= 1)


def holds(events: pd.DataFrame, condition: Mapping[str, Sequence[str]]) -> pd.Series[bool]:
    """Tell which events meet a condition: every variable of it holds one of its texts."""
    met = pd.Series(True, index=events.index)
    for variable, texts in condition.items():
        met &= is_one_of(events[variable], texts)
    return met
