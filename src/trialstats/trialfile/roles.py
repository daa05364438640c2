"""What the variables of an occurrence are to each other: a start and its end, amounts, the number of a session."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from trialstats.methods.adverse_events.options import AdverseEvents
from trialstats.methods.cost.options import Cost
from trialstats.methods.exposure.options import Sessions
from trialstats.methods.medication.options import Medication
from trialstats.methods.responders.options import ResponderCurve, Responders
from trialstats.methods.shared.occurrences.options import Occurrences
from trialstats.trialfile.parts.analysis import Method
from trialstats.trialfile.study_days import day_one_of
from trialstats.trialfile.trial import Trial

__all__ = ["Roles", "roles_in_adsl", "roles_of"]

Pair = tuple[str, str]
T = TypeVar("T")
# How ADaM names the first and the last day of something: ASTDT and AENDT, TRTSDT and TRTEDT.
ENDINGS = (("STDT", "ENDT"), ("SDT", "EDT"))
# Domains of SDTM whose records may be older than the trial: concomitant medication, medical history.
HISTORY = ("CM", "MH")


@dataclass(frozen=True)
class Roles:
    """Variables by what they are.

    spans: dates of the first and the last day. durations: the date of the first day and the number of days. amounts:
    numbers that cannot be below 0. alike: numbers of one unit, also where the trial file does not name it. sequences:
    numbers that no subject has twice. long_before: dates that may lie long before the trial, since what began before it
    is looked for.
    """

    spans: tuple[Pair, ...] = ()
    durations: tuple[Pair, ...] = ()
    amounts: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()
    sequences: tuple[str, ...] = ()
    long_before: tuple[str, ...] = ()


def roles_of(trial: Trial, name: str) -> Roles:
    """Say what ADaM's names, and the analyses of an occurrence, tell of its variables."""
    columns = trial.occurrences[name].columns
    dates = [variable for variable, column in columns.items() if column.type == "date"]
    numbers = [variable for variable, column in columns.items() if column.type == "number"]
    said = [roles for analysis in trial.analyses.values() for roles in said_by(analysis, name)]
    spans = [*named_spans(dates), *(span for roles in said for span in roles.spans)]
    if not said and any(variable.startswith(HISTORY) for variable in columns):
        said = [Roles(long_before=tuple(dates))]
    return Roles(
        spans=unique(pair for pair in spans if set(pair) <= {*dates}),
        durations=unique(
            (day, number) for roles in said for day, number in roles.durations if day in dates and number in numbers
        ),
        amounts=unique(variable for roles in said for variable in roles.amounts if variable in numbers),
        alike=unique(variable for roles in said for variable in roles.alike if variable in numbers),
        sequences=unique(variable for roles in said for variable in roles.sequences if variable in numbers),
        long_before=unique(variable for roles in said for variable in roles.long_before if variable in dates),
    )


def roles_in_adsl(trial: Trial) -> Roles:
    """Say which dates of ADSL are first and last days: by their names, of the periods of analyses, and the last of all.

    The first day of ADY comes before the end of the trial (EOSDT).
    """
    dates = [*trial.subjects.dates, *(name for name, column in trial.covariates.items() if column.type == "date")]
    dates += ["EOSDT"] if trial.disposition and trial.disposition.date else []
    periods = [
        period
        for analysis in trial.analyses.values()
        if isinstance(analysis, Occurrences)
        for period in analysis.periods.values()
    ]
    spans = [*named_spans(dates), *((period.start, end) for period in periods for end in period.end)]
    day_one = day_one_of(trial)
    spans += [(day_one, "EOSDT")] if day_one else []
    return Roles(spans=unique(pair for pair in spans if set(pair) <= {*dates} and len({*pair}) == 2))


def named_spans(dates: Iterable[str]) -> Iterator[Pair]:
    known = set(dates)
    for variable in sorted(known):
        for first, last in ENDINGS:
            if variable.endswith(first) and variable.removesuffix(first) + last in known:
                yield variable, variable.removesuffix(first) + last


def said_by(analysis: Method, name: str) -> Iterator[Roles]:
    """Yield what an analysis says of an occurrence that it reads."""
    if isinstance(analysis, AdverseEvents) and analysis.dataset == name:
        yield Roles(spans=pairs(analysis.start, analysis.end))
    if isinstance(analysis, Medication) and analysis.dataset == name:
        yield Roles(
            spans=pairs(analysis.start, analysis.end),
            durations=pairs(analysis.start, analysis.days),
            amounts=named(analysis.days, analysis.dose, analysis.intakes),
            alike=named(analysis.intakes),
            long_before=named(analysis.start, analysis.end) if analysis.counts == "taken" else (),
        )
    if isinstance(analysis, Sessions) and analysis.sessions == name:
        yield Roles(
            amounts=named(analysis.energy),
            alike=named(analysis.energy, analysis.area),
            sequences=named(analysis.sequence),
        )
    if isinstance(analysis, Cost) and analysis.occurrence == name and analysis.sequence and not analysis.records:
        yield Roles(sequences=named(analysis.sequence))
    if isinstance(analysis, Responders | ResponderCurve):
        for rule in (rule for rule in analysis.unless if rule.occurrence == name):
            yield Roles(
                spans=pairs(rule.date, rule.end),
                durations=pairs(rule.date, rule.duration),
                amounts=named(rule.duration),
            )


def pairs(first: str, other: str | None) -> tuple[Pair, ...]:
    return ((first, other),) if other else ()


def named(*variables: str | None) -> tuple[str, ...]:
    return tuple(variable for variable in variables if variable)


def unique(values: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(values))
