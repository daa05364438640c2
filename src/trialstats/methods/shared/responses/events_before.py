"""Events that make a subject a non-responder at a visit: discontinuation, and records such as rescue medication."""

from __future__ import annotations

import pandas as pd

from trialstats.errors import SpecError
from trialstats.methods.shared.impossible import refuse_backwards, refuse_negative
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.named import dataset_named, variable_named
from trialstats.methods.shared.occurrences.partial_dates import earliest, latest
from trialstats.methods.shared.responses.options import Unless
from trialstats.methods.shared.select import passes
from trialstats.trialfile.parts.analysis import Filter
from trialstats.trialfile.parts.days import elapsed

__all__ = ["event_name", "event_rule", "happened", "planned_deadline"]

DAY = pd.Timedelta(1, "D")
LONGEST = 36_525  # days of a century, beyond which dates cannot be counted


def happened(rule: Unless, inputs: Inputs, people: pd.DataFrame) -> pd.Series[bool]:
    """Tell to whom an event happened by a visit.

    people: a row a subject (index USUBJID) with EOSSTT and EOSDT where the trial has them, `deadline` (the day of
    the visit; of who was not seen, the day by which it should have been made; NaT where none is known) and `VALUE`.
    """
    return discontinued(rule, people) if rule.discontinued else occurred(rule, inputs, people)


def discontinued(rule: Unless, people: pd.DataFrame) -> pd.Series[bool]:
    """Tell who discontinued on or before the day of the visit; who has no date, did if the visit has no value."""
    if "EOSSTT" not in people:
        raise SpecError("`unless: discontinued` needs EOSSTT, which the section `disposition` gives")
    stopped = people["EOSSTT"].eq("DISCONTINUED").fillna(False).astype(bool)
    if rule.when == "ever":
        return stopped
    day = people["EOSDT"] if "EOSDT" in people else pd.Series(pd.NaT, index=people.index)
    known = day.notna() & people["deadline"].notna()
    return stopped & (day <= people["deadline"]).where(known, people["VALUE"].isna()).astype(bool)


def occurred(rule: Unless, inputs: Inputs, people: pd.DataFrame) -> pd.Series[bool]:
    """Tell who has a record by the day of the visit; one without a date counts, as does any without a known day.

    Raises DataError for a record over before it began, and for a duration below 0.
    """
    events = inputs.datasets[str(rule.occurrence)]
    events = events[events["USUBJID"].isin(people.index)]
    for chosen in rule.records:
        events = events[passes(events, chosen)]
    if rule.when == "by visit" and not events.empty:
        events = events[in_time(rule, events, events["USUBJID"].map(people["deadline"]))]
    return pd.Series(people.index.isin(events["USUBJID"]), index=people.index)


def in_time(rule: Unless, events: pd.DataFrame, deadline: pd.Series) -> pd.Series[bool]:
    """Tell which records began by the deadline and, with `days`, had not ended more than so many days before."""
    start = earliest(events, rule.date)
    begun = (start <= deadline) | start.isna() | deadline.isna()
    if rule.days is None:
        return begun
    last = last_day(rule, events)
    return begun & ((last >= deadline - rule.days * DAY) | last.isna() | deadline.isna())


def last_day(rule: Unless, events: pd.DataFrame) -> pd.Series:
    """Give a record's last day: its `end`, or what its `duration` in days makes of its date, or that date.

    Of a date known in part it is the last day that it can be; NaT where it was going on, or nothing is known.
    """
    refuse_backwards(events, str(rule.date), rule.end, str(rule.occurrence))
    refuse_negative(events, [rule.duration], str(rule.occurrence))
    if rule.end:
        return latest(events, rule.end)
    if rule.duration:
        days = events[rule.duration].fillna(1).clip(1, LONGEST).round() - 1
        return latest(events, rule.date) + pd.to_timedelta(days, unit="D")
    return latest(events, rule.date)


def planned_deadline(inputs: Inputs, people: pd.DataFrame, visit: str) -> pd.Series:
    """Give each subject the date by which a visit should have been made; NaT where the trial file does not say."""
    day = inputs.last_days.get(visit)
    if inputs.day_one is None or inputs.day_one not in people or day is None:
        return pd.Series(pd.NaT, index=people.index, dtype="datetime64[ns]")
    return people[inputs.day_one] + elapsed(day) * DAY


def event_name(rule: Unless) -> str:
    """Name an event in a table."""
    return rule.label or ("Discontinued" if rule.discontinued else f"Record in {rule.occurrence}")


def event_rule(rule: Unless, inputs: Inputs) -> str:
    """Say in words when an event counts."""
    if rule.discontinued:
        return f"{event_name(rule)}: end of the trial {'at any time' if rule.when == 'ever' else 'by the visit'}"
    dataset = str(rule.occurrence)
    chosen = " and ".join(kept(choice, variable_named(dataset, choice.column, inputs)) for choice in rule.records)
    which = f" where {chosen}" if chosen else ""
    time = "at any time" if rule.when == "ever" else "by the visit"
    if rule.days is not None:
        time = f"within {rule.days} days before the visit"
    return f"{event_name(rule)}: a record in {dataset_named(dataset, inputs)}{which} {time}"


def kept(chosen: Filter, name: str) -> str:
    """Say which records a filter of the column of this name keeps."""
    if chosen.recorded is not None:
        return f"{name} is {'recorded' if chosen.recorded else 'not recorded'}"
    if chosen.within is not None:
        return f"{name} is {' or '.join(chosen.within)}"
    return f"{name} is not {' or '.join(chosen.without or ())}"
