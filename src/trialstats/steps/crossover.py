"""What stands in the place of arms in a crossover trial, for methods that were made for parallel groups.

Its arms are treatments, and subjects are randomised to sequences. A method that describes people has the sequences for
its groups. One that counts events or sessions has the treatments: who had a treatment stands once in it, with its time
under it, and an event counts where it began (TRTA, or where nothing says what was taken, TRTP).
"""

from __future__ import annotations

import dataclasses

import pandas as pd

from trialstats.adam.crossover import ranges_of_periods
from trialstats.errors import SpecError
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.occurrences.events import DAYS_UNDER, ONSET, PERIODS
from trialstats.trialfile.parts.analysis import Method
from trialstats.trialfile.parts.crossover import (
    PERIOD_END,
    PERIOD_START,
    actual_variable,
    end_variable,
    planned_variable,
    start_variable,
)
from trialstats.trialfile.trial import Trial

__all__ = ["by_treatment", "groups_of"]

APART = "\N{MIDDLE DOT}"  # between subject and treatment


def groups_of(trial: Trial, analysis: Method) -> tuple[str, ...]:
    """Give the groups that an analysis has in the place of arms, the reference first."""
    if trial.crossover and analysis.in_crossover == "sequences":
        return trial.groups
    return tuple(trial.arm_order)


def by_treatment(trial: Trial, inputs: Inputs) -> Inputs:
    """Let who had a treatment stand once in it, and each event under the treatment at its onset.

    Raises SpecError where the trial file does not tell who had which treatment, or an event's.
    """
    crossover = trial.crossover
    if crossover is None:
        return inputs
    ranges = ranges_of_periods(inputs.adsl, crossover)
    periods = pd.concat(
        [with_time(under(inputs.adsl, period, trial), period, ranges[period]) for period in ranges], ignore_index=True
    )
    people = joined(periods)
    typed = pd.Categorical(people["TRT01P"], trial.arm_order, ordered=True)
    adsl = people.assign(USUBJID=people["USUBJID"] + APART + people["TRT01P"], TRT01P=typed).reset_index(drop=True)
    # Days of visits are counted from day 1 of the trial, and not from the first day under a treatment.
    datasets = {name: events_under(frame, name) for name, frame in inputs.datasets.items()}
    return dataclasses.replace(inputs, adsl=adsl, datasets=datasets, day_one=PERIOD_START, visit_days={}, paired=True)


def under(adsl: pd.DataFrame, period: int, trial: Trial) -> pd.DataFrame:
    """Take the subjects who had a treatment in a period, with it as TRT01P."""
    taken, start = actual_variable(period), start_variable(period)
    if taken in adsl:
        treatment, had = adsl[taken], adsl[taken].notna()
    elif start in trial.subjects.dates:
        treatment, had = adsl[planned_variable(period)], adsl[start].notna()
    else:
        raise SpecError(
            f"nothing says who had period {period}: a crossover trial counts events by treatment, and needs "
            f"`subjects.crossover.actual`, or the date {start} under `subjects.dates`"
        )
    return adsl.assign(TRT01P=treatment.astype("object"))[(had & treatment.notna()).fillna(False).astype(bool)]


def with_time(people: pd.DataFrame, period: int, days: tuple[pd.Series, pd.Series]) -> pd.DataFrame:
    """Add the time under the treatment of a period: its first day, and the last on which what happens is of it.

    That is the last of the period's `days`, or the end of the trial where this comes before it; of the last period the
    end of the trial or, where nobody says that, of the period. DAYS_UNDER counts the days of the period itself, from
    its first to its last, without a wash-out.
    """
    nothing = pd.Series(pd.NaT, index=people.index, dtype="datetime64[ns]")
    start, last = (each.reindex(people.index).astype("datetime64[ns]") for each in days)
    own = people.get(end_variable(period), nothing).astype("datetime64[ns]")
    left = people.get("EOSDT", nothing).astype("datetime64[ns]")
    end = pd.concat([last, left], axis=1).min(axis=1).fillna(own)
    length = (pd.concat([own, left], axis=1).min(axis=1).where(own.notna()) - start).dt.days + 1
    time = pd.DataFrame({PERIOD_START: start, PERIOD_END: end, DAYS_UNDER: length.where(length >= 1)})
    return pd.concat([people, time.assign(**{PERIODS: 1.0})], axis=1)


def joined(periods: pd.DataFrame) -> pd.DataFrame:
    """Make one row of the periods in which a subject had one treatment.

    Its time is that from the first to the last where they follow each other without a gap, and not known else.
    """
    keys = ["USUBJID", "TRT01P"]
    first = periods.drop_duplicates(keys)
    if len(first) == len(periods):
        return periods
    groups = periods.groupby(keys, sort=False)
    before = groups[PERIOD_END].shift()
    gap = before.notna() & (periods[PERIOD_START] - before).dt.days.ne(1)
    later = groups[PERIODS].cumcount() > 0
    apart = (gap | (later & before.isna())).groupby([periods[key] for key in keys], sort=False).transform("any")
    known = groups[PERIOD_END].transform("count") == groups[PERIODS].transform("size")
    ends = groups[PERIOD_END].transform("max").where(known & ~apart)
    days = groups[DAYS_UNDER].transform(lambda part: part.sum(skipna=False))
    counted = groups[PERIODS].transform("sum")
    made = periods.assign(**{PERIOD_END: ends, DAYS_UNDER: days, PERIODS: counted})
    return made.assign(**{PERIOD_START: made[PERIOD_START].where(~apart)}).loc[first.index]


def events_under(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Give each event the subject and treatment that it began under."""
    treatment = frame["TRTA"] if "TRTA" in frame else frame["TRTP"]
    if frame["APERIOD"].isna().all() and len(frame):
        raise SpecError(
            f"no event of {name} belongs to a period: a crossover trial counts events by treatment at onset, and needs "
            f"the dates {start_variable(1)}, {start_variable(2)} under `subjects.dates`, or a column APERIOD of {name}"
        )
    known = treatment.notna().fillna(False).astype(bool)
    who = frame["USUBJID"].astype("str") + APART + treatment.astype("object").fillna("").astype("str")
    return frame.assign(USUBJID=who.where(known, frame["USUBJID"]), **{ONSET: known})
