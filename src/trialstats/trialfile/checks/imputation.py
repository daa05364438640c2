"""Dates known in part: what stands beside them has a name, and the dates that rules for their days name exist."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from trialstats.trialfile.checks.collisions import ADSL, BDS
from trialstats.trialfile.names import At, Broken, unknown
from trialstats.trialfile.parts.partial_dates import flag_of, known_part_of, rule_of
from trialstats.trialfile.parts.sources import DateColumn
from trialstats.trialfile.parts.subjects import Column
from trialstats.trialfile.trial import Trial

__all__ = ["imputation"]

# Where a date stands, its variable, what is said of it, the dates that may limit it, and the names beside it.
Dated = tuple[At, str, DateColumn | Column, Collection[str], Collection[str]]


def imputation(trial: Trial) -> Broken:
    for at, variable, date, known, names in dates_of(trial):
        known_part, of_event = known_part_of(variable), at[0] == "occurrences"
        if of_event and isinstance(date, Column) and date.type == "date" and known_part in names:
            yield at, f"is a date, what is known of which stands in {known_part}: no other variable can have that name"
        if (rule := rule_of(date.impute)) is None:
            continue
        if not variable.endswith("DT"):
            yield (
                (*at, "impute"),
                f"needs a variable whose name ends in DT, beside which its flag stands: not {variable}",
            )
        elif flag_of(variable) in names:
            yield (*at, "impute"), f"gives the flag {flag_of(variable)}, which is the name of another variable"
        for key in ("not_before", "not_after"):
            for name in getattr(rule, key) or ():
                if name not in known:
                    yield (*at, "impute", key), unknown("date of ADSL", name, known)
    for name, dataset in trial.datasets.items():
        source = trial.sources.get(dataset.source)
        if dataset.adam and source and source.date and source.date.impute:
            yield (
                ("sources", dataset.source, "date", "impute"),
                f"is not for {name}, whose dates are taken over as ADaM",
            )


def dates_of(trial: Trial) -> Iterator[Dated]:
    """Go through the dates of the trial file."""
    own, covariates = trial.subjects.dates, trial.covariates
    further = [name for name, column in covariates.items() if column.type == "date"]
    ended = trial.disposition.date if trial.disposition else None
    names = {*ADSL, *own, *covariates, *trial.populations}
    for name, date in own.items():
        yield ("subjects", "dates", name), name, date, [other for other in own if other != name], names
    for name in further:
        yield ("covariates", name), name, covariates[name], [*own], names
    if ended:
        yield ("disposition", "date"), "EOSDT", ended, [*own, *further], names
    known = [*own, *further, *(["EOSDT"] if ended else [])]
    for source, declared in trial.sources.items():
        if declared.date:
            yield ("sources", source, "date"), "ADT", declared.date, known, names
    for name, dataset in trial.datasets.items():
        for visit in dataset.dates:
            if of_visit := dataset.date_of(visit):
                yield ("datasets", name, "dates", visit), "ADT", of_visit, known, names
    for section, parts in (("datasets", trial.datasets), ("occurrences", trial.occurrences)):
        for name, part in parts.items():
            taken = {*names, *part.columns, *(BDS if section == "datasets" else ())}
            for variable, column in part.columns.items():
                yield (section, name, "columns", variable), variable, column, known, taken
