"""The periods of a crossover trial: what was planned and taken in each, and which of them a record belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pandas as pd

from trialstats.adam.advice.names import name_advice
from trialstats.adam.listing import Listing
from trialstats.adam.no_value import list_codes
from trialstats.adam.parse import is_blank
from trialstats.trialfile.parts.crossover import (
    APERIOD,
    Crossover,
    actual_variable,
    end_variable,
    period_name,
    planned_variable,
    start_variable,
)
from trialstats.trialfile.parts.sources import Source
from trialstats.trialfile.trial import Trial

__all__ = [
    "add_sequences",
    "map_sequence",
    "of_onset",
    "of_periods",
    "period_at_onset",
    "period_of_dates",
    "period_of_visits",
    "ranges_of_periods",
]

# The date by which an event belongs to a period, the first of these that a dataset has.
ONSET = ("ASTDT", "ADT")


def map_sequence(frame: pd.DataFrame, trial: Trial, source: Source, listing: Listing) -> pd.Series:
    """Give each subject's sequence; missing for who was not randomised and, where excluded, for unknown codes."""
    crossover = trial.crossover
    assert crossover is not None
    columns = trial.subjects.arm
    for column in columns:
        list_codes(frame, frame[column], column, source, listing)
    blank = pd.concat([is_blank(frame[column], source.missing_of(column)) for column in columns], axis=1)
    if len(columns) == 1:
        texts = frame[columns[0]].str.strip()
        codes = crossover.sequence_codes
        sequence, allowed = texts.map(codes).astype("str"), f"not the code of a sequence ({', '.join(codes)})"
        called = {name: each.codes or (name,) for name, each in crossover.sequences.items()}
        advice = partial(name_advice, known=list(codes), called=called)
        unknown = sequence.isna() & ~blank.all(axis=1)
    else:
        planned = treatments(frame, columns, trial)
        told = planned.notna().to_numpy() | blank.to_numpy()  # a text that is no code says no sequence
        texts = frame[list(columns)].apply(lambda row: ", ".join(row.str.strip()), axis=1).astype("str")
        sequence, advice = sequences_of(planned, crossover, begun=pd.Series(told.all(axis=1), frame.index)), None
        known = "; ".join(f"{name}: {', '.join(each.treatments)}" for name, each in crossover.sequences.items())
        allowed = f"no arm codes of the treatments of a sequence ({known})"
        # Who was randomised has a treatment in the first period at the least.
        unknown = sequence.isna() & ~blank.all(axis=1)
    found = frame[unknown]
    item = " and ".join(columns)
    listing.add(found, "unknown_arm", item=item, value=texts[unknown], allowed=allowed, advice=advice)
    fatal = listing.fates("unknown_arm", texts[unknown]) == "fatal"
    said = found.index[fatal]  # once: the subject's records are not strays as well
    return sequence.where(~frame.index.isin(said), next(iter(crossover.sequences)))


def treatments(frame: pd.DataFrame, columns: tuple[str, ...], trial: Trial) -> pd.DataFrame:
    """Read the treatment of each period (columns 1, 2 ..) from a column of arm codes each."""
    arms = {code: name for name, arm in trial.arms.items() for code in arm.codes}
    read = {number: frame[column].str.strip().map(arms).astype("str") for number, column in enumerate(columns, 1)}
    return pd.DataFrame(read, index=frame.index)


def sequences_of(given: pd.DataFrame, crossover: Crossover, begun: pd.Series | None = None) -> pd.Series:
    """Name the sequence that has these treatments; missing where none has.

    begun: of whom the treatments of some periods may be absent: who left has that of the first, say. Theirs is the one
    sequence that has the others, if there is one.
    """
    names = {sequence.treatments: name for name, sequence in crossover.sequences.items()}
    rows = [names.get(tuple(row)) for row in given.itertuples(index=False, name=None)]
    unsure = [place for place, name in enumerate(rows) if begun is not None and name is None and begun.iloc[place]]
    for place in unsure:
        if own := {number: text for number, text in enumerate(given.iloc[place]) if not pd.isna(text)}:
            fitting = [name for order, name in names.items() if all(order[n] == text for n, text in own.items())]
            rows[place] = fitting[0] if len(fitting) == 1 else None
    return pd.Series(rows, index=given.index, dtype="object").astype("str")


def add_sequences(
    core: pd.DataFrame, sequence: pd.Series, frame: pd.DataFrame, trial: Trial, source: Source, listing: Listing
) -> pd.DataFrame:
    """Add TRTSEQP and TRT01P, TRT02P ..; TRT01A .. and TRTSEQA where columns say what was taken.

    TRTSEQA is the sequence of the treatments taken, by the name of the one that has them, else the treatments with
    dashes between, as far as there are any.
    """
    crossover = trial.crossover
    assert crossover is not None
    core = core.assign(TRTSEQP=sequence)
    for period in range(1, crossover.length + 1):
        planned = {name: each.treatments[period - 1] for name, each in crossover.sequences.items()}
        core[planned_variable(period)] = sequence.map(planned).astype("str")
    if not crossover.actual:
        return core
    taken = treatments(frame, crossover.actual, trial)
    for period, column in enumerate(crossover.actual, 1):
        texts = frame[column]
        list_codes(frame, texts, column, source, listing)
        arms = {code: name for name, arm in trial.arms.items() for code in arm.codes}
        unknown = frame[taken[period].isna() & ~is_blank(texts, source.missing_of(column))]
        advice = partial(name_advice, known=list(arms), called={name: a.codes for name, a in trial.arms.items()})
        allowed = f"not the code of an arm ({', '.join(arms)})"
        listing.add(unknown, "unknown_arm", item=column, value=unknown[column], allowed=allowed, advice=advice)
        core[actual_variable(period)] = taken[period].where(sequence.notna())
    joined = taken.apply(lambda row: "-".join(row.dropna()), axis=1).astype("str")
    core["TRTSEQA"] = sequences_of(taken, crossover).fillna(joined).where(sequence.notna() & joined.ne(""))
    return core


def period_of_visits(trial: Trial) -> dict[str, int]:
    """Give the period of each visit that belongs to one."""
    return {name: visit.period for name, visit in trial.visits.items() if visit.period is not None}


def ranges_of_periods(adsl: pd.DataFrame, crossover: Crossover) -> dict[int, tuple[pd.Series, pd.Series]]:
    """Give the days on which each period begins and ends of each subject, as far as ADSL has them.

    A period ends on its last day, or before the next begins where `washout` gives what is between to the earlier one.
    """
    absent = pd.Series(pd.NaT, index=adsl.index, dtype="datetime64[ns]")
    starts = {period: adsl.get(start_variable(period), absent) for period in range(1, crossover.length + 1)}
    ranges = {}
    for period, start in starts.items():
        later = [starts[other] for other in starts if other > period]
        following = pd.concat(later, axis=1).min(axis=1) if later else absent
        end = following - pd.Timedelta(days=1)
        if crossover.washout == "none":
            own = adsl.get(end_variable(period), absent)
            end = own.where(end.isna() | own.le(end), end)
        ranges[period] = start, end
    return ranges


def period_of_dates(dates: pd.Series, subjects: pd.Series, adsl: pd.DataFrame, crossover: Crossover) -> pd.Series:
    """Give the period in which each day lies (float); missing before the first, between periods where nothing is
    theirs, and where the period's dates are not known."""
    people = adsl.set_index("USUBJID")
    found = pd.Series(float("nan"), index=dates.index)
    for period, (start, end) in ranges_of_periods(people, crossover).items():
        first, last = subjects.map(start), subjects.map(end)
        inside = (dates >= first) & (last.isna() | (dates <= last))
        found = found.mask(inside.fillna(False).astype(bool), float(period))
    return found


def of_periods(records: pd.DataFrame, trial: Trial, period: pd.Series) -> pd.DataFrame:
    """Add APERIOD and APERIODC, TRTP and, where it is known what was taken, TRTA of the period to records with ADSL's
    variables; TRTP is missing where a record belongs to no period."""
    crossover = trial.crossover
    assert crossover is not None
    numbers = range(1, crossover.length + 1)
    made = records.assign(
        APERIOD=period.astype("float64"),
        APERIODC=period.map({float(number): period_name(number) for number in numbers}).astype("str"),
    )
    for variable, name in (("TRTP", planned_variable), ("TRTA", actual_variable)):
        if name(1) in made:
            value = pd.Series(pd.NA, index=made.index, dtype="str")
            for number in numbers:
                value = value.mask(period == number, made[name(number)])
            made[variable] = value
    return made


def of_onset(events: pd.DataFrame, trial: Trial, adsl: pd.DataFrame, own: list[str]) -> pd.DataFrame:
    """Add the period and treatment at onset to events."""
    assert trial.crossover is not None
    return of_periods(events, trial, period_at_onset(events, events["USUBJID"], adsl, trial.crossover, own))


def period_at_onset(
    events: pd.DataFrame, subjects: pd.Series, adsl: pd.DataFrame, crossover: Crossover, own: Sequence[str]
) -> pd.Series[float]:
    """Give the period in which events began, from a column APERIOD of their own, or by their date.

    own: the variables that events have themselves. Missing where neither says it.
    """
    if APERIOD in own:
        return events[APERIOD].astype("float64")
    dates = [name for name in own if name.endswith("DT") and events[name].dtype.kind == "M"]
    onset = next((name for name in (*ONSET, *dates) if name in dates), None)
    if onset is None or start_variable(1) not in adsl:
        return pd.Series(float("nan"), index=events.index)
    return period_of_dates(events[onset], subjects, adsl, crossover)
