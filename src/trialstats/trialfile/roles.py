"""What ADaM's names and the analyses of a trial tell of variables: which dates belong together, which are amounts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from trialstats.trialfile.parts.roles import Pair, Roles
from trialstats.trialfile.study_days import day_one_of
from trialstats.trialfile.trial import Trial

__all__ = ["roles_in_adsl", "roles_of"]

T = TypeVar("T")
# How ADaM names the first and the last day of something: ASTDT and AENDT, TRTSDT and TRTEDT.
ENDINGS = (("STDT", "ENDT"), ("SDT", "EDT"))
# Domains of SDTM whose records may be older than the trial: concomitant medication, medical history.
HISTORY = ("CM", "MH")


def roles_of(trial: Trial, name: str) -> Roles:
    """Say what ADaM's names, and the analyses of an occurrence, tell of its variables."""
    columns = trial.occurrences[name].columns
    dates = [variable for variable, column in columns.items() if column.type == "date"]
    numbers = [variable for variable, column in columns.items() if column.type == "number"]
    said = [roles for analysis in trial.analyses for roles in trial.complete(analysis).roles_of(name)]
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
    spans = [*named_spans(dates), *(span for analysis in trial.analyses.values() for span in analysis.spans)]
    day_one = day_one_of(trial)
    spans += [(day_one, "EOSDT")] if day_one else []
    return Roles(spans=unique(pair for pair in spans if set(pair) <= {*dates} and len({*pair}) == 2))


def named_spans(dates: Iterable[str]) -> Iterator[Pair]:
    known = set(dates)
    for variable in sorted(known):
        for first, last in ENDINGS:
            if variable.endswith(first) and variable.removesuffix(first) + last in known:
                yield variable, variable.removesuffix(first) + last


def unique(values: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(values))
