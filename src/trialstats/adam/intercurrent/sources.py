"""Whether and when an intercurrent event happened to each subject, by the source that the trial file declares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from trialstats.adam.people.populations import with_value
from trialstats.errors import DataError
from trialstats.trialfile.parts.days import elapsed
from trialstats.trialfile.parts.estimands import Measure
from trialstats.trialfile.parts.intercurrent import IntercurrentEvent, LastRecord
from trialstats.trialfile.parts.levels import is_one_of
from trialstats.trialfile.study_days import day_one_of
from trialstats.trialfile.text.wording import nearest
from trialstats.trialfile.trial import Trial

__all__ = ["happened", "of_subject"]

Records = Mapping[str, pd.DataFrame]


def happened(trial: Trial, event: IntercurrentEvent, records: Records, people: pd.DataFrame) -> pd.DataFrame:
    """Give the subjects to whom an event happened: USUBJID ASTDT AVISIT ICEREAS, a row each.

    records: mapped, by dataset. people: ADSL of the randomised. AVISIT is given where the source tells the first visit
    affected, and ASTDT where it tells the day.
    """
    found: pd.DataFrame = FROM[event.source](trial, event, records, people)
    found = found.assign(**{name: empty(found, name) for name in ("ASTDT", "AVISIT") if name not in found})
    if "ICEREAS" not in found:
        found["ICEREAS"] = reasons(found["USUBJID"], event, people)
    kept = found[found["USUBJID"].isin(people["USUBJID"])].assign(ASTDT=lambda d: d["ASTDT"].astype("datetime64[ms]"))
    return kept[["USUBJID", "ASTDT", "AVISIT", "ICEREAS"]].reset_index(drop=True)


def empty(found: pd.DataFrame, name: str) -> pd.Series:
    value, dtype = (pd.NaT, "datetime64[ms]") if name == "ASTDT" else (pd.NA, "str")
    return pd.Series(value, index=found.index, dtype=dtype)


def reasons(subjects: pd.Series[str], event: IntercurrentEvent, people: pd.DataFrame) -> pd.Series:
    """Take the reason from ADSL: the variable named, or of who left the trial that of the disposition."""
    name = event.reason or ("DCSREAS" if event.disposition else None)
    told = people.set_index("USUBJID")[name] if name and name in people else pd.Series(dtype="str")
    return subjects.map(told).astype("str")


def last_too_early(trial: Trial, event: IntercurrentEvent, records: Records, people: pd.DataFrame) -> pd.DataFrame:
    """The last record lies before a day: the event begins the day after it, and on day 1 of who has no record."""
    declared = event.last
    assert isinstance(declared, LastRecord)
    first = people.set_index("USUBJID")[day_one_of(trial)]
    rows = chosen(records[declared.occurrence], declared.where)
    last = rows.groupby("USUBJID")[declared.start].max().reindex(first.index).astype("datetime64[ms]")
    begins = last + pd.Timedelta(days=1)
    early = (last - first).dt.days < elapsed(declared.before_day)
    # A record whose day nobody knows says nothing of when the last one was.
    none = ~first.index.isin(rows["USUBJID"])
    days: pd.Series = begins.where(~none, first)[early | none]
    return days.rename("ASTDT").rename_axis("USUBJID").reset_index()


def left_the_trial(trial: Trial, event: IntercurrentEvent, records: Records, people: pd.DataFrame) -> pd.DataFrame:
    """The disposition says that the subject stopped, for one of the reasons that count."""
    left: pd.DataFrame = people[people["EOSSTT"].eq("DISCONTINUED").fillna(False)]
    if event.reasons:
        left = left[is_one_of(left["DCSREAS"], event.reasons)]
    return left[["USUBJID", *(["EOSDT"] if "EOSDT" in left else [])]].rename(columns={"EOSDT": "ASTDT"})


def first_record(trial: Trial, event: IntercurrentEvent, records: Records, people: pd.DataFrame) -> pd.DataFrame:
    """The first record of an occurrence, of those chosen that lasted long enough; one before day 1 does not count."""
    rows = chosen(records[str(event.occurrence)], event.where)
    start = event.start or "ASTDT"
    if event.at_least_days:
        rows = rows[lasted(rows, event) >= event.at_least_days]
    if day_one := day_one_of(trial):
        rows = rows[~(rows[start] < of_subject(people, day_one, rows))]
    ordered = rows.sort_values(start, kind="stable", na_position="last").drop_duplicates("USUBJID")
    found = ordered[["USUBJID", start]].rename(columns={start: "ASTDT"})
    if event.reason and event.reason in ordered:
        found["ICEREAS"] = ordered[event.reason].astype("str")
    return found


def lasted(rows: pd.DataFrame, event: IntercurrentEvent) -> pd.Series[float]:
    """Count the days that each record lasted: the variable named, or from the first to the last day, both included."""
    if event.days:
        return rows[event.days].astype("float64")
    return ((rows[event.end or "AENDT"] - rows[event.start or "ASTDT"]).dt.days + 1).astype("float64")


def status(trial: Trial, event: IntercurrentEvent, records: Records, people: pd.DataFrame) -> pd.DataFrame:
    """A variable of ADSL says so, and another may say when."""
    assert event.variable is not None
    assert event.equals is not None
    found = people[is_one_of(people[event.variable], event.equals)]
    named: pd.DataFrame = found[["USUBJID", *([event.date] if event.date else [])]].rename(
        columns={event.date: "ASTDT"}
    )
    return named


def dated(trial: Trial, event: IntercurrentEvent, records: Records, people: pd.DataFrame) -> pd.DataFrame:
    """Who has the date has the event."""
    found = people[people[str(event.date)].notna()]
    return found[["USUBJID", str(event.date)]].rename(columns={event.date: "ASTDT"})


def visit_named(trial: Trial, event: IntercurrentEvent, records: Records, people: pd.DataFrame) -> pd.DataFrame:
    """A variable of ADSL names the first visit affected; DataError with the texts that are no visit."""
    codes = {text: name for name, visit in trial.visits.items() for text in (name, *visit.codes)}
    texts = people[str(event.visit)].astype("str").fillna("").str.strip()
    strange = people.loc[(texts != "") & ~texts.isin(list(codes)), "USUBJID"]
    if not strange.empty:
        text = texts[strange.index[0]]
        more = f" and {len(strange) - 1} more" if len(strange) > 1 else ""
        raise DataError(
            f"{event.visit} = {text} (subject {strange.iloc[0]}{more}) is neither name nor code of a visit, which "
            f"intercurrent event {event.label!r} takes it for{nearest(text, codes)}"
        )
    return pd.DataFrame({"USUBJID": people["USUBJID"], "AVISIT": texts.map(codes)})[texts != ""]


def missing(trial: Trial, event: IntercurrentEvent, records: Records, people: pd.DataFrame) -> pd.DataFrame:
    """Nothing follows the last value in a dataset: the first scheduled visit after it is affected."""
    name = str(event.missing_from)
    dataset, own = trial.datasets[name], records[name]
    valued = own[with_value(own, trial, dataset)]
    asked = parameters_asked(trial, event)
    known = valued[valued["PARAMCD"].isin(asked)] if set(asked) & set(own["PARAMCD"]) else valued
    scheduled = [visit for visit in trial.after_baseline if visit in (dataset.visits or trial.visits)]
    places = {visit: number for number, visit in enumerate(scheduled)}
    last = known["AVISIT"].map(places).groupby(known["USUBJID"]).max().reindex(people["USUBJID"]).fillna(-1)
    gone = last[last < len(scheduled) - 1]
    visits = [scheduled[int(place) + 1] for place in gone]
    return pd.DataFrame({"USUBJID": gone.index, "AVISIT": pd.Series(visits, dtype="str")})


def parameters_asked(trial: Trial, event: IntercurrentEvent) -> Sequence[str]:
    """Name the parameters whose values count: that of the event, or those of the estimands of its dataset."""
    if event.parameter:
        return [event.parameter]
    return [
        estimand.variable.PARAMCD
        for estimand in trial.estimands.values()
        if estimand.dataset == event.missing_from and isinstance(estimand.variable, Measure)
    ]


def of_subject(people: pd.DataFrame, variable: str, rows: pd.DataFrame) -> pd.Series:
    """Give each row its subject's value; of its type, also where there is no row."""
    return people.set_index("USUBJID")[variable].reindex(rows["USUBJID"]).set_axis(rows.index)


def chosen(rows: pd.DataFrame, where: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Take the records in which every variable of `where` holds one of its texts."""
    for name, texts in where.items():
        rows = rows[is_one_of(rows[name], texts)]
    return rows


FROM = {
    "last": last_too_early,
    "disposition": left_the_trial,
    "occurrence": first_record,
    "variable": status,
    "date": dated,
    "visit": visit_named,
    "missing_from": missing,
}
