"""The treatment that subjects received, and its first and last day: of a column, or of records of exposure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Final

import pandas as pd

from trialstats.adam.advice.names import name_advice
from trialstats.adam.messages import enumerate_some
from trialstats.adam.no_value import list_codes
from trialstats.adam.parse import is_blank
from trialstats.adam.people.dates import Table, of_people
from trialstats.errors import DataError
from trialstats.io.shown import escaped
from trialstats.trialfile.parts.by_treatment import SAFETY
from trialstats.trialfile.parts.levels import is_one_of
from trialstats.trialfile.parts.received import Received
from trialstats.trialfile.text.declared import About, Problem
from trialstats.trialfile.text.wording import nearest
from trialstats.trialfile.trial import Trial

__all__ = ["FIRST_DAY", "LAST_DAY", "add_received", "map_received", "otherwise_treated", "received_notices"]

PLANNED, ACTUAL = "TRT01P", "TRT01A"
FIRST_DAY, LAST_DAY, DURATION = "TRTSDT", "TRTEDT", "TRTDURD"
DAY: Final = "datetime64[ms]"


def map_received(core: pd.DataFrame, trial: Trial, tables: Mapping[str, Table]) -> pd.DataFrame:
    """Add TRT01A of a column with arm codes: missing where it is blank, and of who was not randomised.

    An unknown code is listed. Without such a column the core stays as it is.
    """
    declared = trial.subjects.received
    if declared is None or declared.column is None:
        return core
    name = declared.source or trial.subjects.source
    (table, listing), source = tables[name], trial.sources[name]
    texts = table[declared.column]
    list_codes(table, texts, declared.column, source, listing)
    arms = arm_codes(trial)
    arm = texts.str.strip().map(arms).astype("str")
    unknown = table[arm.isna() & ~is_blank(texts, source.missing_of(declared.column))]
    listing.add(
        unknown,
        "unknown_arm",
        item=declared.column,
        value=unknown[declared.column],
        allowed=f"not the code of an arm ({', '.join(arms)})",
        advice=partial(name_advice, known=list(arms), called={name: one.codes for name, one in trial.arms.items()}),
    )
    return core.assign(**{ACTUAL: of_people(arm, table, core).where(core[PLANNED].notna())})


def add_received(adsl: pd.DataFrame, trial: Trial, records: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Add TRT01A and, where they are known, TRTSDT, TRTEDT and TRTDURD (days, both included).

    records: mapped, of the exposure that the trial file names. Where nothing tells what was received it is what was
    planned. Of a crossover trial the periods tell treatments. Raises DataError for a treatment that is no arm, and for
    a subject with several where the trial file does not say which counts.
    """
    declared = trial.subjects.received
    made = adsl.copy()
    if declared is not None and declared.dataset is not None:
        own = records[declared.dataset]
        for variable, texts in declared.where.items():
            own = own[is_one_of(own[variable], texts)]
        for variable, days in exposed(own, declared).items():
            if variable not in made:
                made[variable] = made["USUBJID"].map(days).astype(DAY)
        if declared.treatment:
            received = made["USUBJID"].map(treatments(own, declared, trial))
            made[ACTUAL] = received.where(made[PLANNED].notna()).astype("str")
    if ACTUAL not in made and trial.crossover is None:
        made[ACTUAL] = made[PLANNED]
    if {FIRST_DAY, LAST_DAY} <= {*made} and DURATION not in made:
        made[DURATION] = ((made[LAST_DAY] - made[FIRST_DAY]).dt.days + 1).astype("Int64")
    return made


def exposed(records: pd.DataFrame, declared: Received) -> dict[str, pd.Series]:
    """Give the first and last day of exposure by USUBJID, of the days that are known."""
    ends = list(dict.fromkeys([declared.start, declared.end or declared.start]))
    days = records.groupby("USUBJID")
    return {FIRST_DAY: days[declared.start].min(), LAST_DAY: days[ends].max().max(axis=1)}


def treatments(records: pd.DataFrame, declared: Received, trial: Trial) -> pd.Series:
    """Give the arm that each subject received, by USUBJID."""
    variable, arms = str(declared.treatment), arm_codes(trial)
    told = records[records[variable].fillna("").str.strip() != ""]
    given = told.assign(_arm=told[variable].str.strip().map(arms)).sort_values(declared.start, kind="stable")
    strange = given[given["_arm"].isna()]
    if not strange.empty:
        first = strange.iloc[0]
        said = f"{declared.dataset}.{variable} = {first[variable]} (subject {first['USUBJID']})"
        raise said_of(f"{said} is not the code of an arm ({', '.join(arms)}){nearest(first[variable], arms)}")
    several = given.groupby("USUBJID")["_arm"].nunique()
    mixed = pd.Series(several.index[several > 1])
    by_subject = given.groupby("USUBJID")["_arm"]
    match declared.several:
        case "last":
            return by_subject.last()
        case "most":  # of as many the one that came first
            return by_subject.agg(lambda own: own.value_counts(sort=False).idxmax())
        case None | "first":
            if declared.several is None and not mixed.empty:
                who = f"{len(mixed)} subjects have several treatments in {declared.dataset}.{variable}"
                which = "say under `several` which counts: first, last, most, or an arm"
                raise said_of(f"{who} ({enumerate_some(mixed)}): {which}")
            return by_subject.first()
        case arm:
            received: pd.Series = by_subject.first()
            return received.mask(received.index.isin(given.loc[given["_arm"] == arm, "USUBJID"]), arm)


def arm_codes(trial: Trial) -> dict[str, str]:
    """Give the arm that texts mean: its name and its codes."""
    names = {name: name for name in trial.arms}
    return {**names, **{code: name for name, arm in trial.arms.items() for code in arm.codes}}


def said_of(text: str) -> DataError:
    return DataError([Problem(escaped(text), About(at=("subjects", "received")))])


def otherwise_treated(adsl: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """Give who received another treatment than planned (USUBJID TRT01P TRT01A), and who of the randomised none."""
    people = adsl[adsl[PLANNED].notna()]
    received = people[ACTUAL].notna()
    other = received & (people[ACTUAL].astype("str") != people[PLANNED].astype("str"))
    return people.loc[other, ["USUBJID", PLANNED, ACTUAL]], people.loc[~received, "USUBJID"]


def received_notices(trial: Trial, adsl: pd.DataFrame) -> Iterator[str]:
    """Say who received another treatment than planned, and who of the safety population none that is known."""
    if not trial.tells_received:
        return
    randomised = adsl[PLANNED].notna().sum()
    other, untreated = otherwise_treated(adsl)
    for (planned, received), own in other.groupby([PLANNED, ACTUAL], sort=True):
        who = enumerate_some(own["USUBJID"])
        yield f"{len(own)} of {randomised} randomised subjects ({who}) received {received} in the place of {planned}"
    if SAFETY in adsl:
        safe = adsl.loc[adsl[SAFETY].eq("Y") & adsl["USUBJID"].isin(untreated), "USUBJID"]
        if not safe.empty:
            yield (
                f"{len(safe)} subjects of {SAFETY} ({enumerate_some(safe)}) have no treatment received: analyses by "
                "treatment received leave them out"
            )
