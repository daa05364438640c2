"""The day on which something happened to each subject, by the source that the trial file declares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from trialstats.trialfile.parts.levels import is_one_of
from trialstats.trialfile.parts.times import Censoring, Happening
from trialstats.trialfile.trial import Trial

__all__ = ["DAY", "Days", "first_of", "last_days", "when"]

DAY: Final = "datetime64[ns]"
# Two sides of a comparison that differ by less, as a part of them, are the same: 0.3 - 0.1 is not 0.2 in binary.
PART = 1e-12


@dataclass(frozen=True)
class Days:
    """What a source tells: dated has USUBJID and ADT, a row a day on which it happened.

    undated: the subjects to whom it happened on a day that nobody knows; how: where the day stands.
    """

    dated: pd.DataFrame
    undated: frozenset[str]
    how: str


def when(trial: Trial, declared: Happening, adam: Mapping[str, pd.DataFrame], people: pd.DataFrame) -> Days:
    """Find when it happened; adam: the ADaM datasets by name, with the intercurrent events; people: the randomised."""
    if declared.date:
        found, how = people, declared.date
        if declared.variable:
            found = found[is_one_of(found[declared.variable], declared.equals or ())]
        days = first_of(found, declared.date)
        undated = found.loc[days.isna(), "USUBJID"] if declared.variable else found["USUBJID"].iloc[:0]
        return days_of(found["USUBJID"], days, undated, " or else ".join(how))
    if declared.occurrence:
        rows = adam[declared.occurrence]
        for name, texts in declared.where.items():
            rows = rows[is_one_of(rows[name], texts)]
        start = declared.start or "ASTDT"
        days = rows[start].astype(DAY)
        return days_of(rows["USUBJID"], days, rows.loc[days.isna(), "USUBJID"], f"{start} of {declared.occurrence}")
    if declared.intercurrent:
        rows = adam["adice"]
        rows = rows[rows["ICE"] == declared.intercurrent]
        days = rows["ASTDT"].astype(DAY)
        return days_of(rows["USUBJID"], days, rows.loc[days.isna(), "USUBJID"], "ASTDT of adice")
    if isinstance(declared, Censoring) and declared.on:
        days = pd.Series(pd.Timestamp(declared.on), index=people.index, dtype=DAY)
        return days_of(people["USUBJID"], days, people["USUBJID"].iloc[:0], declared.on)
    return reached(trial, declared, adam)


def first_of(people: pd.DataFrame, names: tuple[str, ...]) -> pd.Series:
    """Take of several dates the first in the list that each subject has."""
    days = pd.Series(pd.NaT, index=people.index, dtype=DAY)
    for name in names:
        days = days.fillna(people[name].astype(DAY))
    return days


def days_of(subjects: pd.Series, days: pd.Series, undated: pd.Series, how: str) -> Days:
    known = days.notna()
    dated = pd.DataFrame({"USUBJID": subjects[known].astype("str"), "ADT": days[known]})
    return Days(dated.reset_index(drop=True), frozenset(map(str, undated)), how)


def reached(trial: Trial, declared: Happening, adam: Mapping[str, pd.DataFrame]) -> Days:
    """Find the visits after baseline at which a value reaches what is asked for, of the records analysed."""
    name = str(declared.dataset)
    rows = adam[name]
    visits = declared.visits or trial.after_baseline
    own = rows[(rows["PARAMCD"] == declared.parameter) & rows["ANL01FL"].eq("Y") & rows["AVISIT"].isin(visits)]
    own = own[is_reached(trial, declared, own)]
    days = own["ADT"].astype(DAY) if "ADT" in own else pd.Series(pd.NaT, index=own.index, dtype=DAY)
    return days_of(own["USUBJID"], days, own.loc[days.isna(), "USUBJID"], f"ADT of {name}")


def is_reached(trial: Trial, declared: Happening, rows: pd.DataFrame) -> pd.Series:
    """Tell which records reach it; percentages are of a baseline above 0, and what is absent reaches nothing."""
    value, base = (rows[name].to_numpy(dtype=float) for name in ("AVAL", "BASE"))
    if declared.at_least is not None or declared.at_most is not None:
        far = value - declared.at_least if declared.at_least is not None else float(declared.at_most or 0.0) - value
        return pd.Series(far >= -PART * np.abs(value), index=rows.index)
    outcome = trial.outcome(str(declared.dataset), str(declared.parameter))
    lower = better_of(trial, declared) == "lower" if outcome is None else outcome.better == "lower"
    gain = (base - value if lower else value - base) * (-1.0 if declared.worsening else 1.0)
    size = np.maximum(np.abs(base), np.abs(value))
    if declared.points is not None:
        return pd.Series(gain - declared.points >= -PART * np.maximum(size, declared.points), index=rows.index)
    enough = 100 * gain - float(declared.percent or 0.0) * base >= -PART * 100 * size
    return pd.Series(enough & (base > 0), index=rows.index)


def better_of(trial: Trial, declared: Happening) -> str | None:
    """Say which direction of a score is improvement, as its questionnaire knows."""
    from trialstats.adam.bds import parameter_words

    better = parameter_words(trial, str(declared.dataset))[str(declared.parameter)]["better"]
    return None if better is None else str(better)


def last_days(declared: Censoring, adam: Mapping[str, pd.DataFrame], people: pd.DataFrame) -> Days:
    """Find the latest date of each subject in some datasets; dates of ADSL that stand there are not a record's own."""
    found = []
    for name in declared.last_record:
        frame = adam[name]
        own = [c for c in frame.columns if frame[c].dtype.kind == "M" and c not in people.columns]
        latest = frame.groupby("USUBJID")[own].max().max(axis=1)
        found.append(latest.astype(DAY))
    days = pd.concat(found).groupby(level=0).max().reindex(people["USUBJID"])
    how = f"latest date in {', '.join(declared.last_record)}"
    return days_of(people["USUBJID"], days.set_axis(people.index), people["USUBJID"].iloc[:0], how)
