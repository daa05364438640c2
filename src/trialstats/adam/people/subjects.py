"""The subjects file becomes the core of ADSL: one row a subject, with arm, dates, covariates and disposition."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import pandas as pd

from trialstats.adam.accounting import Account, check_losses
from trialstats.adam.advice.names import name_advice, subject_advice
from trialstats.adam.columns import map_columns, require_columns
from trialstats.adam.contradictions import list_completed_dead, list_contradictions, list_half_randomised
from trialstats.adam.crossover import add_sequences, map_sequence
from trialstats.adam.impute import limits_of
from trialstats.adam.listing import ROW, SUBJECT, Listing, take_beside
from trialstats.adam.messages import enumerate_some
from trialstats.adam.no_value import list_codes
from trialstats.adam.parse import is_blank
from trialstats.adam.people.by_period import side_by_side
from trialstats.adam.people.dates import (
    Table,
    columns_of_dates,
    dates_of_subjects,
    of_people,
    possible_dates,
    typed,
    with_flags,
)
from trialstats.adam.people.flag_columns import list_odd_flags
from trialstats.adam.people.identity import check_identity, one_row_each
from trialstats.adam.people.received import map_received
from trialstats.adam.rows import chosen_rows, with_rows
from trialstats.io.decode import guess_of
from trialstats.io.read import Raw
from trialstats.io.shown import escaped
from trialstats.trialfile.parts.screening import NOT_RANDOMISED
from trialstats.trialfile.parts.sources import Source
from trialstats.trialfile.parts.subjects import Column, Disposition
from trialstats.trialfile.trial import Trial

__all__ = ["STRANGER", "map_subjects"]


def map_subjects(trial: Trial, raw: Mapping[str, Raw]) -> tuple[pd.DataFrame, Listing, list[Account]]:
    """Map every subject of the subjects file.

    Returns the ADSL core (STUDYID USUBJID SUBJID TRT01P RANDFL, dates, covariates, EOSSTT DCSREAS EOSDT and
    `_flag_<population>` with the text of its column), the listing, and the account of every file that went in.
    TRT01P is missing for who was not randomised; TRT01A is there where a column tells it. Of a crossover trial also
    TRTSEQP and the treatments of all periods.
    """
    name = trial.subjects.source
    source, received = trial.sources[name], raw[name]
    listing = Listing("adsl", name, trial.problems, received.place, row_stays=True)
    listing.guessed = guess_of(received.encodings, source)
    require_columns(received.frame, needed_columns(trial, name), source)
    rows = with_rows(received.frame, source)
    trial, frame = side_by_side(trial, chosen_rows(rows, source, listing), source, received.place)
    used, columns = set(frame[ROW]), needed_columns(trial, name)
    frame, extra = one_row_each(frame, columns, source, listing, repeated=trial.subjects.repeated)
    used -= set(extra[ROW])
    check_identity(frame, source, received.place)
    arm = map_arm(frame, trial, source, listing) if trial.crossover is None else None
    core = pd.DataFrame({"STUDYID": trial.STUDYID, "USUBJID": frame[SUBJECT], "SUBJID": frame[SUBJECT]})
    if arm is None:
        sequence = map_sequence(frame, trial, source, listing)
        core = add_sequences(core, sequence, frame, trial, source, listing)
    else:
        core["TRT01P"] = arm
    core["RANDFL"] = core["TRT01P"].notna().map({True: "Y", False: "N"}).astype("str")
    core = core.assign(**dates_of_subjects(trial, frame, core, listing))
    core = list_half_randomised(frame, core, trial, source, listing)
    others = {other: read_other(trial, other, raw[other], core) for other in other_sources(trial)}
    core = add_columns(core, trial, {name: (frame, listing), **others})
    core = add_screening(core, trial, {name: (frame, listing), **others})
    core = map_received(core, trial, {name: (frame, listing), **others})
    core = add_disposition(core, trial, {name: (frame, listing), **others})
    core = possible_dates(core, trial, {name: (frame, listing), **others})
    dated = {variable: column for variable, (column, _) in columns_of_dates(trial).items()}
    core = list_contradictions(frame, core, {**trial.covariates, **dated}, listing)
    core = list_completed_dead(frame, core, dated, listing)
    core = with_flags(core, trial, {name: (frame, listing), **others})
    check_losses(frame, core, listing, source)
    accounts = Account.of_files("adsl", name, source, rows, used)
    for other, (table, own) in others.items():
        known = table[table[SUBJECT].isin(core["USUBJID"])]
        received_rows = with_rows(raw[other].frame, trial.sources[other])
        accounts += Account.of_rows("adsl", trial.sources[other], received_rows, known, own)
        take_beside(listing, own)
        check_losses(table, known, own, trial.sources[other])
        listing.losses += own.losses
    return core, listing, accounts


def other_sources(trial: Trial) -> list[str]:
    """Name the sources beside the subjects file that give ADSL a variable."""
    names = [column.source for column in trial.covariates.values()]
    names += [population.source for population in trial.populations.values()]
    names += [trial.subjects.received.source] if trial.subjects.received else []
    names += [trial.disposition.source] if trial.disposition else []
    names += [trial.screening.source] if trial.screening else []
    return [name for name in dict.fromkeys(names) if name not in (None, trial.subjects.source)]


def needed_columns(trial: Trial, name: str) -> list[str]:
    """Name the columns that must stand in a source for ADSL's sake."""
    here = (None, name) if name == trial.subjects.source else (name,)
    columns = [c.column for c in trial.covariates.values() if c.source in here]
    columns += [p.column for p in trial.populations.values() if p.column and p.source in here]
    if name == trial.subjects.source:
        made = trial.crossover
        own = [*made.actual, *([made.period] if made.period else [])] if made else []
        columns += [*trial.subjects.arm, *own, *(date.column for date in trial.subjects.dates.values())]
    if trial.screening and trial.screening.reason and trial.screening.source in here:
        columns.append(trial.screening.reason)
    received = trial.subjects.received
    if received and received.column and received.source in here:
        columns.append(received.column)
    if trial.disposition and trial.disposition.source == name:
        columns += [trial.disposition.reason, *([trial.disposition.date.column] if trial.disposition.date else [])]
    return columns


def map_arm(frame: pd.DataFrame, trial: Trial, source: Source, listing: Listing) -> pd.Series:
    """Give each subject's arm; missing for blank codes and, where excluded, for unknown ones."""
    (column,) = trial.subjects.arm
    texts = frame[column]
    list_codes(frame, texts, column, source, listing)
    arms = {code: name for name, arm in trial.arms.items() for code in arm.codes}
    arm = texts.str.strip().map(arms).astype("str")
    unknown = frame[arm.isna() & ~is_blank(texts, source.missing_of(column))]
    listing.add(
        unknown,
        "unknown_arm",
        item=column,
        value=unknown[column],
        allowed=f"not the code of an arm ({', '.join(arms)})",
        advice=partial(name_advice, known=list(arms), called={name: a.codes for name, a in trial.arms.items()}),
    )
    fatal = listing.fates("unknown_arm", unknown[column]) == "fatal"
    said = unknown.index[fatal]  # once: the subject's records are not strays as well
    return arm.where(~frame.index.isin(said), texts)


def read_other(trial: Trial, name: str, received: Raw, core: pd.DataFrame) -> Table:
    """Take another source that ADSL uses: at most one row a subject; rows of strangers are listed."""
    source = trial.sources[name]
    require_columns(received.frame, needed_columns(trial, name), source)
    listing = Listing("adsl", name, trial.problems, received.place, row_stays=True)
    listing.guessed = guess_of(received.encodings, source)
    table = chosen_rows(with_rows(received.frame, source), source, listing)
    table, _ = one_row_each(table, needed_columns(trial, name), source, listing)
    check_identity(table, source, received.place, "in {n} rows, where there may be one a subject")
    strangers = table[~table[SUBJECT].isin(core["USUBJID"])]
    listing.add(
        strangers,
        "unknown_subject",
        item="-".join(source.subject),
        value=strangers[SUBJECT],
        allowed=STRANGER,
        advice=partial(subject_advice, source=source, name=name, trial=trial, known=list(core["USUBJID"])),
    )
    return table, listing


def add_columns(core: pd.DataFrame, trial: Trial, tables: Mapping[str, Table]) -> pd.DataFrame:
    """Add covariates, and the texts that populations are decided by."""
    wanted, randomised = dict(trial.covariates), set(core.loc[core["TRT01P"].notna(), "USUBJID"])
    for flag, population in trial.populations.items():
        if population.column:
            wanted[f"_flag_{flag}"] = Column(column=population.column, source=population.source)
            name = population.source or trial.subjects.source
            table, listing = tables[name]
            list_odd_flags(table, flag, population, trial.sources[name], randomised, listing)
    for variable, column in wanted.items():
        core = core.assign(**look_up(core, variable, column, trial, tables))
    return core


def look_up(
    core: pd.DataFrame, variable: str, column: Column, trial: Trial, tables: Mapping[str, Table]
) -> dict[str, pd.Series]:
    """Give every subject's value of a column of one of the sources, and the flag of a date that is imputed."""
    name = column.source or trial.subjects.source
    table, listing = tables[name]
    made = map_columns(table, {variable: column}, trial.sources[name], listing, limits_of(trial, core))
    return {name: of_people(values, table, core) for name, values in made.items()}


def add_screening(core: pd.DataFrame, trial: Trial, tables: Mapping[str, Table]) -> pd.DataFrame:
    """Add the reason of those who were not randomised; of who was, a reason is noted and is none."""
    declared = trial.screening
    if declared is None or declared.reason is None:
        return core
    said = Column(column=declared.reason, source=declared.source)
    reason = look_up(core, NOT_RANDOMISED, said, trial, tables)[NOT_RANDOMISED]
    inside = core["TRT01P"].notna()
    if (both := core.loc[inside & reason.notna(), "USUBJID"]).size:
        name = declared.source or trial.subjects.source
        file, listing = trial.sources[name].file, tables[name][1]
        people = f"{len(both)} randomised {'subjects have' if len(both) > 1 else 'subject has'}"
        said_of = f"{file}: {people} a reason not to be ({declared.reason}), which counts nowhere"
        listing.notes.append(escaped(f"{said_of} ({enumerate_some(both)})"))
    core[NOT_RANDOMISED] = reason.where(~inside)
    return core


def add_disposition(core: pd.DataFrame, trial: Trial, tables: Mapping[str, Table]) -> pd.DataFrame:
    """Add EOSSTT (COMPLETED, DISCONTINUED), DCSREAS and EOSDT of those randomised.

    Without a declared completed reason the source lists only those who stopped, and the others completed. Who stands
    there stopped, with a reason or without; in a file with a row for every subject, who has a reason or a date.
    """
    declared = trial.disposition
    if declared is None:
        return core.assign(EOSSTT=pd.Series(pd.NA, index=core.index, dtype="str"))
    said = Column(column=declared.reason, source=declared.source)
    reason = look_up(core, "DCSREAS", said, trial, tables)["DCSREAS"]
    date = pd.Series(pd.NaT, index=core.index)
    if declared.date:
        ended = typed(declared.date).model_copy(update={"source": declared.source})
        core = core.assign(**look_up(core, "EOSDT", ended, trial, tables))
        date = core["EOSDT"]
    if declared.completed:
        unsure = note_other_case(tables[declared.source], declared)
        completed, known = reason.isin(list(declared.completed)), reason.notna() & ~core["USUBJID"].isin(unsure)
    else:
        every = declared.source == trial.subjects.source
        stands = core["USUBJID"].isin(tables[declared.source][0][SUBJECT])
        stopped = reason.notna() | date.notna() if every else stands
        completed, known = ~stopped, pd.Series(True, index=core.index)
        note_no_reason(tables[declared.source], declared, core.loc[stopped & reason.isna(), "USUBJID"])
    status = completed.map({True: "COMPLETED", False: "DISCONTINUED"}).astype("str")
    core["EOSSTT"] = status.where(known & core["TRT01P"].notna())
    core["DCSREAS"] = reason.where(core["EOSSTT"] == "DISCONTINUED")
    return core


def note_no_reason(table: Table, declared: Disposition, subjects: pd.Series) -> None:
    """List those who stopped and nobody says why."""
    frame, listing = table
    found = frame[frame[SUBJECT].isin(subjects)]
    listing.add(found, "blank", item=declared.reason, value="", allowed="discontinued, reason not given")


def note_other_case(table: Table, declared: Disposition) -> pd.Series:
    """List reasons that are a declared one but for their case: taken as written, they would say the opposite.

    Returns the subjects, of whom it is not known how they ended.
    """
    frame, listing = table
    texts, said = frame[declared.reason].str.strip(), declared.completed or ()
    found = frame[texts.str.casefold().isin([text.casefold() for text in said]) & ~texts.isin(said)]
    allowed = f"another case of `completed` ({', '.join(said)}): add it there if it means that"
    listing.add(found, "unknown_code", item=declared.reason, value=found[declared.reason], allowed=allowed)
    return found[SUBJECT]


STRANGER = "not a subject of the subjects file"
