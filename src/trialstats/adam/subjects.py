"""The subjects file becomes the core of ADSL: one row a subject, with arm, dates, covariates and disposition."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from trialstats.adam.columns import map_column, require_columns
from trialstats.adam.listing import ROW, SUBJECT, Listing
from trialstats.adam.parse import is_blank
from trialstats.errors import DataError
from trialstats.io.read import Raw
from trialstats.io.table import LINE
from trialstats.spec.sources import Source
from trialstats.spec.subjects import Column
from trialstats.spec.trial import Trial

__all__ = ["join_subject", "map_subjects", "with_rows"]


def with_rows(frame: pd.DataFrame, source: Source) -> pd.DataFrame:
    """Number the rows and join the subject's identifier."""
    return frame.assign(**{ROW: range(len(frame)), SUBJECT: join_subject(frame, source)})


def join_subject(frame: pd.DataFrame, source: Source) -> pd.Series:
    """Give the identifier of the subject: its column, or several joined with `-`."""
    first, *others = (frame[name].str.strip() for name in source.subject)
    for other in others:
        first = first + "-" + other
    return first


def map_subjects(trial: Trial, raw: Mapping[str, Raw]) -> tuple[pd.DataFrame, Listing]:
    """Map every subject of the subjects file.

    Returns the ADSL core (STUDYID USUBJID SUBJID TRT01P TRT01PN RANDFL, dates, covariates, EOSSTT DCSREAS EOSDT and
    `_flag_<population>` with the text of its column) and the listing. TRT01P is missing for who was not randomised.
    """
    name = trial.subjects.source
    source, received = trial.sources[name], raw[name]
    listing = Listing("adsl", name, trial.problems, received.place)
    require_columns(received.frame, needed_columns(trial), source)
    frame = with_rows(received.frame, source)
    if trial.subjects.repeated:
        frame = first_rows(frame, needed_columns(trial), source, received.place)
    check_identity(frame, source, received.place)
    arm = map_arm(frame, trial, source, listing)
    core = pd.DataFrame({"STUDYID": trial.STUDYID, "USUBJID": frame[SUBJECT], "SUBJID": frame[SUBJECT]})
    core["TRT01P"] = arm
    if any(declared.dose is not None for declared in trial.arms.values()):
        core["TRT01PN"] = arm.map({a: declared.dose for a, declared in trial.arms.items()}).astype("float64")
    core["RANDFL"] = arm.notna().map({True: "Y", False: "N"}).astype("str")
    for variable, date in trial.subjects.dates.items():
        column = Column(column=date.column, type="date", format=date.format)
        core[variable] = map_column(frame, column, source, listing)
    core = add_columns(core, frame, trial, raw, listing)
    return add_disposition(core, trial, raw, listing), listing


def needed_columns(trial: Trial) -> list[str]:
    """Name the columns that must stand in the subjects file itself."""
    name = trial.subjects.source
    columns = [trial.subjects.arm, *(date.column for date in trial.subjects.dates.values())]
    columns += [c.column for c in trial.covariates.values() if c.source in (None, name)]
    columns += [p.column for p in trial.populations.values() if p.column and p.source in (None, name)]
    return columns


def first_rows(frame: pd.DataFrame, columns: list[str], source: Source, place: str) -> pd.DataFrame:
    """Take the first of each subject's rows; DataError where the others say something else."""
    first = frame.drop_duplicates(SUBJECT)
    problems = []
    for column in dict.fromkeys(columns):
        said = frame[SUBJECT].map(first.set_index(SUBJECT)[column])
        for at in frame.index[frame[column] != said]:
            problems.append(
                f"{source.file}, {place} {frame.loc[at, LINE]}: {column} = {frame.loc[at, column]}, "
                f"but {said[at]} before (subject {frame.loc[at, SUBJECT]})"
            )
    if problems:
        raise DataError(problems[:20])
    return first


def check_identity(frame: pd.DataFrame, source: Source, place: str) -> None:
    """Refuse a subject without an identifier, and two rows for one: nothing can be decided about either."""
    column = "-".join(source.subject)
    problems = [
        f"{source.file}, {place} {line}: {column} is blank, so the row belongs to nobody"
        for line in frame.loc[frame[SUBJECT].str.strip("- ") == "", LINE]
    ]
    twice = frame[frame[SUBJECT].duplicated(keep=False) & (frame[SUBJECT].str.strip("- ") != "")]
    for subject, rows in twice.groupby(SUBJECT, sort=False):
        lines = ", ".join(rows[LINE].astype(str))
        problems.append(f"{source.file}, {place}s {lines}: {column} = {subject} stands for {len(rows)} subjects")
    if problems:
        raise DataError(problems)


def map_arm(frame: pd.DataFrame, trial: Trial, source: Source, listing: Listing) -> pd.Series:
    """Give each subject's arm; missing for blank codes and, where excluded, for unknown ones."""
    texts = frame[trial.subjects.arm]
    arms = {code: name for name, arm in trial.arms.items() for code in arm.codes}
    arm = texts.str.strip().map(arms).astype("str")
    unknown = frame[arm.isna() & ~is_blank(texts, source.missing)]
    listing.add(
        unknown,
        "unknown_arm",
        item=trial.subjects.arm,
        value=unknown[trial.subjects.arm],
        allowed=f"not the code of an arm ({', '.join(arms)})",
    )
    return arm


def add_columns(
    core: pd.DataFrame, frame: pd.DataFrame, trial: Trial, raw: Mapping[str, Raw], listing: Listing
) -> pd.DataFrame:
    """Add covariates, and the texts that populations are decided by."""
    wanted = dict(trial.covariates)
    for flag, population in trial.populations.items():
        if population.column:
            wanted[f"_flag_{flag}"] = Column(column=population.column, source=population.source)
    own = trial.subjects.source
    for variable, column in wanted.items():
        name = column.source or own
        if name == own:
            core[variable] = map_column(frame, column, trial.sources[own], listing)
            continue
        table = one_row_each(trial, raw, name, column.column)
        values = map_column(table, column, trial.sources[name], Listing("adsl", name, trial.problems))
        core[variable] = core["USUBJID"].map(dict(zip(table[SUBJECT], values, strict=True)))
    return core


def one_row_each(trial: Trial, raw: Mapping[str, Raw], name: str, *columns: str) -> pd.DataFrame:
    """Take a source that has at most one row a subject; DataError where it has more."""
    source, received = trial.sources[name], raw[name]
    require_columns(received.frame, list(columns), source)
    table = with_rows(received.frame, source)
    check_identity(table, source, received.place)
    return table


def add_disposition(core: pd.DataFrame, trial: Trial, raw: Mapping[str, Raw], listing: Listing) -> pd.DataFrame:
    """Add EOSSTT (COMPLETED, DISCONTINUED), DCSREAS and EOSDT of those randomised.

    Without a declared completed reason the source lists only those who stopped, and the others completed.
    """
    declared = trial.disposition
    if declared is None:
        return core.assign(EOSSTT=pd.Series(pd.NA, index=core.index, dtype="str"))
    source = trial.sources[declared.source]
    dates = [declared.date.column] if declared.date else []
    table = one_row_each(trial, raw, declared.source, declared.reason, *dates)
    own = Listing("adsl", declared.source, trial.problems, raw[declared.source].place)
    strangers = table[~table[SUBJECT].isin(core["USUBJID"])]
    own.add(strangers, "unknown_subject", item="-".join(source.subject), value=strangers[SUBJECT], allowed=STRANGER)
    reason = core["USUBJID"].map(dict(zip(table[SUBJECT], table[declared.reason].str.strip(), strict=True)))
    reason = reason.astype("str").mask(reason.isin(["", *source.missing]))
    completed = reason.isin(list(declared.completed)) if declared.completed else reason.isna()
    status = completed.map({True: "COMPLETED", False: "DISCONTINUED"}).astype("str")
    known = core["TRT01P"].notna() & (reason.notna() if declared.completed else True)
    core["EOSSTT"] = status.where(known)
    core["DCSREAS"] = reason.where(core["EOSSTT"] == "DISCONTINUED")
    if declared.date:
        column = Column(column=declared.date.column, type="date", format=declared.date.format)
        ended = map_column(table, column, source, own)
        core["EOSDT"] = core["USUBJID"].map(dict(zip(table[SUBJECT], ended, strict=True))).astype("datetime64[ms]")
    listing.parts += own.parts
    return core


STRANGER = "not a subject of the subjects file"
