"""Where each variable comes from: another dataset, a column of a source, or a rule, in words.

What nobody here knows the origin of is said to be not available, and nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from trialstats.standards.dataset import Dataset, Variable
from trialstats.standards.define.rules import RULES, rule_of_dataset
from trialstats.standards.define.settings import flow, settings
from trialstats.trialfile.parts.intercurrent import ADICE, flags_of
from trialstats.trialfile.parts.sources import DateColumn
from trialstats.trialfile.parts.subjects import Column, Disposition, Population
from trialstats.trialfile.parts.times import ADTTE
from trialstats.trialfile.trial import Trial

__all__ = ["ADSL", "Known", "Traced", "of_parameter", "of_variable"]

ADSL = "adsl"
DERIVED, ASSIGNED, PREDECESSOR, UNKNOWN = "Derived", "Assigned", "Predecessor", "Not Available"

# What a dataset that is received as ADaM brings along, and nothing here computes.
RECEIVED = ("BASE", "CHG", "PCHG", "ABLFL")

# What is said of a parameter and tells nothing of where its values come from.
SHOWN = ("label", "range", "better", "mcid", "decimals")


@dataclass(frozen=True)
class Traced:
    """The type of an origin, what it is in words, and of what is derived how."""

    type: str
    words: str = ""
    method: str = ""


Known = Mapping[tuple[str, str], tuple[str, str]]
"""The type of the origin, and how values come about, of variables by dataset and name in the run."""


def of_variable(
    trial: Trial, dataset: Dataset, variable: Variable, subjects: Mapping[str, str], known: Known | None = None
) -> Traced:
    """Trace a variable; `subjects` gives the variables of ADSL by their names in the run.

    known: what the builders of the datasets say of variables that nothing here has a rule for.
    """
    name = variable.called or variable.name
    own = own_column(trial, dataset.called, name)
    if own is not None:
        return own
    if dataset.called != ADSL and name in subjects:
        return Traced(PREDECESSOR, f"ADSL.{subjects[name]}")
    if dataset.called == ADSL and (found := of_subjects(trial, name)):
        return found
    if (of_set := rule_of_dataset(trial, dataset.called, name)) is not None:
        return Traced(DERIVED, method=of_set)
    if name in ("SRCFILE", "SRCLINE"):
        return Traced(ASSIGNED, "File and line of the source that the record was read from")
    if name in RULES:
        return Traced(DERIVED, method=RULES[name])
    events = {flag: event for event, flag in flags_of(trial.intercurrent_events).items()}
    if name in events:
        return Traced(DERIVED, method=f"Whether the record lies before, at or after the event {events[name]}")
    if name.endswith("DY") and f"{name.removesuffix('Y')}T" in dataset.frame.columns:
        return Traced(DERIVED, method=study_day(trial, f"{name.removesuffix('Y')}T"))
    kind, words = (known or {}).get((dataset.called, name), (UNKNOWN, ""))
    if not words:
        return Traced(UNKNOWN)
    return Traced(DERIVED, method=words) if kind == DERIVED else Traced(kind, words)


def own_column(trial: Trial, called: str, name: str) -> Traced | None:
    """Trace a variable that the dataset declares, with its column."""
    dataset = trial.datasets.get(called)
    if dataset and dataset.adam and name in RECEIVED:
        return Traced(PREDECESSOR, place(trial, dataset.source, name))
    declared = dataset or trial.occurrences.get(called)
    column = declared.columns.get(name) if declared else None
    return of_column(trial, column, column.source or declared.source) if declared and column else None


def of_column(trial: Trial, column: Column | DateColumn, source: str) -> Traced:
    """Trace a column: taken as it stands, or made levels of."""
    where = place(trial, source, flow(column.column))
    as_written = ("codes",) if isinstance(column, Column) and says_nothing(column) else ()
    rule = settings(
        column, without=("column", "label", "decimals", "source", "unit", "range", "type", "format", *as_written)
    )
    return Traced(DERIVED, method=f"Of {where}, by {rule}") if rule else Traced(PREDECESSOR, where)


def says_nothing(column: Column) -> bool:
    """Whether the codes of a column are the levels that they stand for: Y of Y, N of N."""
    return all(tuple(codes) == (level,) for level, codes in (column.codes or {}).items())


def place(trial: Trial, source: str, column: str) -> str:
    """Say where a column stands: `age of data/laser/subjects.csv`."""
    return f"column {column} of {flow(trial.sources[source].file)}"


def of_subjects(trial: Trial, name: str) -> Traced | None:
    """Trace a variable of ADSL."""
    subjects, source = trial.subjects, trial.subjects.source
    if name == "STUDYID":
        return Traced(ASSIGNED, "The trial file's STUDYID")
    if name in ("USUBJID", "SUBJID"):
        return Traced(PREDECESSOR, place(trial, source, flow(trial.sources[source].subject)))
    if name in subjects.dates:
        return of_column(trial, subjects.dates[name], source)
    if column := trial.covariates.get(name):
        return of_column(trial, column, column.source or source)
    if population := trial.populations.get(name):
        return Traced(DERIVED, method=condition(trial, population))
    if name == "TRT01P" and not trial.crossover:
        codes = "; ".join(f"{arm} where it is {flow(said.codes)}" for arm, said in trial.arms.items())
        return Traced(DERIVED, method=f"Of {place(trial, source, flow(subjects.arm))}: {codes}")
    if trial.crossover and (period := re.fullmatch(r"TRT(SEQ|\d\d)P", name)):
        sequences = flow(trial.crossover.model_dump(mode="json")["sequences"])
        what = "The sequence" if period[1] == "SEQ" else f"The treatment of period {int(period[1])} of the sequence"
        return Traced(DERIVED, method=f"{what}, of {place(trial, source, flow(subjects.arm))}: {sequences}")
    return of_disposition(trial, trial.disposition, name) if trial.disposition else None


def of_disposition(trial: Trial, ended: Disposition, name: str) -> Traced | None:
    """Trace what ADSL has of how a subject ended the trial: the day and the reason are copies."""
    if name == "EOSDT" and ended.date:
        return of_column(trial, ended.date, ended.source)
    where = place(trial, ended.source, ended.reason)
    if name == "DCSREAS":
        return Traced(PREDECESSOR, f"{where}, of subjects who did not complete")
    if name == "EOSSTT":
        completed = f", where {' or '.join(ended.completed)} is who completed" if ended.completed else ""
        return Traced(DERIVED, method=f"{RULES[name]} Read of {where}{completed}")
    return None


def condition(trial: Trial, population: Population) -> str:
    """Say who belongs to a population."""
    conditions = settings(population, without=("label",))
    return f"Y where every condition holds, N otherwise. Conditions (as the trial file says them): {conditions}"


def study_day(trial: Trial, date: str) -> str:
    first = trial.subjects.day_one
    return f"{date} - {first}, and 1 more from {first} on: {first} is day 1, the day before it day -1"


def of_parameter(trial: Trial, called: str, paramcd: str) -> Traced:
    """Trace the values of one parameter of a dataset."""
    if called == ADTTE:
        return Traced(
            DERIVED, method=f"By the trial file: {settings(trial.times_to_event[paramcd], without=('label',))}"
        )
    dataset = trial.datasets.get(called)
    if dataset is None or called == ADICE:
        return Traced(UNKNOWN)
    if derived := dataset.derived.get(paramcd):
        rule = settings(derived, without=(*SHOWN, "unit"))
        return Traced(DERIVED, method=f"By the rule of the trial file: {rule}")
    file = flow(trial.sources[dataset.source].file)
    if parameter := dataset.parameters.get(paramcd):
        if dataset.adam:
            return Traced(PREDECESSOR, f"AVAL of {file}")
        return Traced(PREDECESSOR, f"{file}, {settings(parameter, without=SHOWN)}")
    if dataset.instrument:
        said = settings(dataset.instrument, without=("mcid", "mcid_source"))
        return Traced(DERIVED, method=f"Scored from the items of {file} by the definition of the questionnaire: {said}")
    return Traced(UNKNOWN)
