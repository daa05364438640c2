"""What cannot be of events: twice the same line, a session of one number twice, ends before starts, amounts below 0."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from trialstats.adam.crossover import period_at_onset
from trialstats.adam.listing import ROW, SUBJECT, Listing, repeated
from trialstats.adam.plausible import Days, day_of, far_days, no_far_dates, no_far_numbers
from trialstats.io.table import FILE, LINE
from trialstats.trialfile.parts.roles import Roles
from trialstats.trialfile.parts.subjects import Column
from trialstats.trialfile.study_days import day_one_of, plausible_days
from trialstats.trialfile.trial import Trial

__all__ = ["first_of_repeated", "possible_events"]

OWN = (FILE, LINE, ROW, SUBJECT)


def first_of_repeated(rows: pd.DataFrame, listing: Listing) -> pd.DataFrame:
    """List the rows of a subject in which every column of the file says the same; use the first of them, or all."""
    columns = [name for name in rows.columns if name not in OWN]
    texts = rows[columns].apply(lambda column: column.str.strip()).assign(**{SUBJECT: rows[SUBJECT]})
    fate = listing.fate("repeated_event")
    twice = repeated(texts, [SUBJECT, *columns], "fatal" if fate == "fatal" else "keep_first")
    found = rows[twice]
    said = texts.loc[twice, columns].agg(" | ".join, axis="columns") if twice.any() else ""
    listing.add(found, "repeated_event", item="the row", value=said, allowed="which the file has more than once")
    return rows if fate == "keep" else rows[~twice]


def possible_events(
    trial: Trial,
    rows: pd.DataFrame,
    events: pd.DataFrame,
    columns: Mapping[str, Column],
    roles: Roles,
    adsl: pd.DataFrame,
    listing: Listing,
) -> pd.DataFrame:
    """List what cannot be of the events, or cannot well be; such a value becomes missing, and its event stays.

    rows: the raw texts of the events, by the same index. A session whose number its subject has already is left out.
    """
    events = events.copy()
    if day_one := day_one_of(trial):
        first = adsl.set_index("USUBJID")[day_one]
        usual = plausible_days(trial)
        for variable, column in columns.items():
            if column.type == "date":
                plausible = column.study_days or ((None, usual[1]) if variable in roles.long_before else usual)
                events[variable] = no_far_dates(rows, events[variable], column.column, plausible, first, listing)
        for start, number in roles.durations:
            plausible = columns[start].study_days or usual
            events[number] = no_long_courses(rows, events, (start, number), columns, plausible, first, listing)
    for pair in roles.spans:
        events = no_early_ends(rows, events, pair, columns, listing)
    lasting = {number for _, number in roles.durations}
    for variable, column in columns.items():
        if column.type == "number" and column.range is None:
            if variable in roles.amounts:
                events[variable] = not_below_zero(rows, events[variable], column.column, listing)
            if (column.unit or variable in roles.alike) and variable not in lasting:
                events[variable] = no_far_numbers(rows, events[variable], column.column, listing)
    for variable in roles.sequences:
        # In a crossover trial sessions may be numbered in each period.
        within = (
            period_at_onset(events, events[SUBJECT], adsl, trial.crossover, [*columns]).fillna(0)
            if trial.crossover
            else pd.Series(0.0, events.index)
        )
        events = first_of_sessions(events, variable, columns[variable].column, rows, within, listing)
    return events


def no_long_courses(
    rows: pd.DataFrame,
    events: pd.DataFrame,
    pair: tuple[str, str],
    columns: Mapping[str, Column],
    plausible: Days,
    first: pd.Series,
    listing: Listing,
) -> pd.Series:
    """List the numbers of days whose last day is later than any can be; they become missing or are kept."""
    start, number = pair
    last = day_of(events[start], events[SUBJECT], first) + np.ceil(events[number]) - 1
    far = far_days(last, (None, plausible[1]))
    found, item = rows[far], columns[number].column
    allowed = f"which lasts beyond day {plausible[1]}, the last that can be (`study_days` of {columns[start].column})"
    listing.add(found, "implausible_number", item=item, value=found[item], allowed=allowed)
    return events[number] if listing.fate("implausible_number") == "keep" else events[number].mask(far)


def no_early_ends(
    rows: pd.DataFrame, events: pd.DataFrame, pair: tuple[str, str], columns: Mapping[str, Column], listing: Listing
) -> pd.DataFrame:
    """List the ends before their start. Nobody can tell which of the two is wrong, so that both become missing."""
    start, end = pair
    wrong = events[end] < events[start]
    found, item, other = rows[wrong], columns[end].column, columns[start].column
    allowed = f"before {other} = " + found[other].str.strip()
    listing.add(found, "end_before_start", item=item, value=found[item], allowed=allowed)
    return events.assign(**{name: events[name].mask(wrong) for name in pair})


def not_below_zero(rows: pd.DataFrame, amounts: pd.Series, column: str, listing: Listing) -> pd.Series:
    """List the amounts below 0; they become missing."""
    wrong = amounts < 0
    found = rows[wrong]
    listing.add(found, "out_of_range", item=column, value=found[column], allowed="below 0, where no amount can be")
    return amounts.mask(wrong)


def first_of_sessions(
    events: pd.DataFrame, variable: str, column: str, rows: pd.DataFrame, within: pd.Series[float], listing: Listing
) -> pd.DataFrame:
    """List the sessions of a subject that have one number; keep the first or last, if the trial file says so.

    within: what numbers are counted in, such as the period of a crossover trial.
    """
    numbered = events[events[variable].notna()]
    keys = numbered[[SUBJECT, variable]].assign(within=within)
    twice = repeated(keys, [*keys], listing.fate("duplicate"))
    found = rows.loc[numbered.index[twice]]
    item = column + " " + found[column].str.strip()
    listing.add(found, "duplicate", item=item, value=found[column])
    return events.drop(found.index)
