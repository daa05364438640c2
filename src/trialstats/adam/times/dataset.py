"""ADTTE: one row a subject and parameter, with the time to its event or to the end of its observation.

CDISC, The ADaM Basic Data Structure for Time-to-Event Analyses, version 1.0 (2012). A subject without a time keeps its
row, with the reason (REASND) in the place of AVAL.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from trialstats.adam.numbered import numbered
from trialstats.adam.people.complete import carried, of_people
from trialstats.adam.times.happened import DAY, Days, first_of, last_days, when
from trialstats.trialfile.parts.times import DAYS, Censoring, TimeToEvent
from trialstats.trialfile.trial import Trial

__all__ = ["build_times", "time_notices"]

TEXTS = ("STUDYID", "USUBJID", "PARAMCD", "PARAM", "EVNTDESC", "CNSDTDSC", "REASND")
TREATED = ("TRTP", "TRTPN", "TRTA", "TRTAN", "TRT01P", "TRT01A")
COLUMNS = ("STUDYID", "USUBJID", "ASEQ", *TREATED, "PARAMCD", "PARAM", "PARAMN", "AVAL", "STARTDT", "ADT", "CNSR")
NO_START = "no {start}"
BEFORE = "event before {start}"
UNDATED = "event on a day not known"
ENDED_BEFORE = "observation ended before {start}"
NO_END = "neither an event nor a date of censoring"
SHOWN = 5  # subjects that a notice names


def build_times(trial: Trial, adam: Mapping[str, pd.DataFrame], adsl: pd.DataFrame) -> pd.DataFrame:
    """Give the times of all randomised subjects.

    adam: every ADaM dataset that the parameters read, by name, and that of the intercurrent events where they read it.

    Returns COLUMNS, with CNSR (0: an event; else the place of the rule in
    the list of `censor`) EVNTDESC (what happened, or what ended the observation) CNSDTDSC (of the censored: where the
    date stands) REASND (why there is no time) and the variables of ADSL; parameters as declared, subjects sorted.
    """
    people = adsl[adsl["TRT01P"].notna()].sort_values("USUBJID", kind="stable").reset_index(drop=True)
    frames = [times(trial, code, declared, adam, people) for code, declared in trial.times_to_event.items()]
    made = pd.concat(frames, ignore_index=True).assign(STUDYID=trial.STUDYID).astype(dict.fromkeys(TEXTS, "str"))
    subjects = carried(people, trial).drop(columns=["STUDYID"], errors="ignore")
    whole = made.merge(subjects, on="USUBJID", how="left")
    whole = of_people(whole, trial)
    order = {paramcd: number for number, paramcd in enumerate(trial.times_to_event, start=1)}
    whole = numbered(whole.assign(PARAMN=whole["PARAMCD"].map(order)))
    first = [*COLUMNS, "EVNTDESC", "CNSDTDSC", "REASND"]
    return whole[[*first, *(name for name in whole.columns if name not in first)]]


def times(
    trial: Trial, code: str, declared: TimeToEvent, adam: Mapping[str, pd.DataFrame], people: pd.DataFrame
) -> pd.DataFrame:
    """Give the rows of one parameter, in the order of the people."""
    start = people[declared.start].astype(DAY).set_axis(people["USUBJID"])
    events = [(one.label, when(trial, one, adam, people)) for one in declared.event]
    event, label = earliest(events, start)
    undated = pd.Series(start.index.isin([s for _, days in events for s in days.undated]), start.index)
    before = pd.Series(start.index.isin([s for _, days in events for s in earlier(days, start)]), start.index)
    end = pd.Series(pd.NaT, start.index, dtype=DAY)
    place = pd.Series(0, start.index)
    words, how = (pd.Series("", start.index, dtype="str") for _ in "12")
    for number, rule in enumerate(declared.censor, start=1):
        for days in sources(trial, rule, adam, people, start.index):
            own = days.dated.groupby("USUBJID")["ADT"].min().reindex(start.index).astype(DAY)
            sooner = own.notna() & (end.isna() | (own < end))
            end, place = end.mask(sooner, own), place.mask(sooner, number)
            words, how = words.mask(sooner, rule.label), how.mask(sooner, days.how)
    happened = event.notna() & ~(event > end)
    reason = pd.Series("", start.index, dtype="str")
    reason = reason.mask(~happened & end.isna(), NO_END)
    reason = reason.mask(~happened & (end < start), ENDED_BEFORE.format(start=declared.start))
    reason = reason.mask(~happened & undated, UNDATED)
    if declared.earlier == "left out":
        reason = reason.mask(before, BEFORE.format(start=declared.start))
    reason = reason.mask(start.isna(), NO_START.format(start=declared.start))
    day, known = event.where(happened, end), reason == ""
    length = (day - start).dt.days + 1
    return pd.DataFrame(
        {
            "USUBJID": start.index,
            "PARAMCD": code,
            "PARAM": f"{declared.label} ({declared.unit})",
            "AVAL": (length / DAYS[declared.unit]).where(known).to_numpy(dtype=float),
            "STARTDT": start.to_numpy(),
            "ADT": day.where(known).to_numpy(),
            "CNSR": place.where(~happened, 0).astype("float64").where(known).to_numpy(dtype=float),
            "EVNTDESC": label.where(happened, words).where(known, "").to_numpy(),
            "CNSDTDSC": how.where(~happened & known, "").to_numpy(),
            "REASND": reason.to_numpy(),
        }
    )


def earliest(events: list[tuple[str, Days]], start: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Find the first event of each subject on or after its start, and its label: that declared first, of one day."""
    day = pd.Series(pd.NaT, start.index, dtype=DAY)
    label = pd.Series("", start.index, dtype="str")
    for words, days in events:
        begun = days.dated["USUBJID"].map(start)
        since = days.dated[days.dated["ADT"] >= begun]
        own = since.groupby("USUBJID")["ADT"].min().reindex(start.index).astype(DAY)
        sooner = own.notna() & (day.isna() | (own < day))
        day, label = day.mask(sooner, own), label.mask(sooner, words)
    return day, label


def earlier(days: Days, start: pd.Series) -> Iterator[str]:
    """Name the subjects to whom it happened before the start."""
    yield from days.dated.loc[days.dated["ADT"] < days.dated["USUBJID"].map(start), "USUBJID"]


def sources(
    trial: Trial, rule: Censoring, adam: Mapping[str, pd.DataFrame], people: pd.DataFrame, subjects: pd.Index
) -> Iterator[Days]:
    """Give what a rule tells: its source, and of who has no such date the latest record, where it names one."""
    own = None
    if rule.source != "last_record":
        own = when(trial, rule, adam, people)
        yield own
    if rule.last_record:
        last = last_days(rule, adam, people)
        known = list(own.dated["USUBJID"]) if own is not None else []
        yield Days(last.dated[~last.dated["USUBJID"].isin(known)], last.undated, last.how)


def time_notices(trial: Trial, made: pd.DataFrame) -> Iterator[str]:
    """Say, of each parameter, whom it leaves out and why, and that nobody has the event."""
    for code, declared in trial.times_to_event.items():
        own = made[made["PARAMCD"] == code]
        for reason, rows in own[own["REASND"] != ""].groupby("REASND", sort=False):
            who, help_ = first_few(rows["USUBJID"]), ""
            if reason == NO_END and not declared.censor:
                help_ = " (say `censor`, the date until which it is known that they had none)"
            yield f"{code} ({declared.label}) leaves out {len(rows)} of {len(own)} subjects, {reason}: {who}{help_}"
        late = own[happened_later(declared, own)]
        if not late.empty:
            yield (
                f"{code} ({declared.label}) censors {len(late)} of {len(own)} subjects before the event that they "
                f"have, for the observation is said to end earlier: {first_few(late['USUBJID'])}"
            )
        if not own["CNSR"].eq(0).any():
            yield f"{code} ({declared.label}): nobody has the event"


def happened_later(declared: TimeToEvent, made: pd.DataFrame) -> pd.Series[bool]:
    """Tell who has the date of an event, and is censored before it by another date of the subject."""
    by_date = [number for number, rule in enumerate(declared.censor, start=1) if rule.date]
    late = pd.Series(False, index=made.index)
    for event in declared.event:
        if event.date and not event.variable:
            late |= made["CNSR"].isin(by_date) & (first_of(made, event.date) > made["ADT"])
    return late


def first_few(subjects: pd.Series) -> str:
    more = f" and {len(subjects) - SHOWN} more" if len(subjects) > SHOWN else ""
    return f"{', '.join(subjects.head(SHOWN))}{more}"
