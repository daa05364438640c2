"""What the standard set of analyses is made of, and what families choose of a trial to make theirs.

A family says its part of the set in `standard(trial)` of a module `standard` beside its options: for each estimand,
dataset or occurrence that is of its kind, an analysis and the displays that show it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from trialstats.trialfile.names import parameters_of
from trialstats.trialfile.parts.analysis import Method
from trialstats.trialfile.parts.display import Display
from trialstats.trialfile.parts.estimands import Composite, Estimand, Measure
from trialstats.trialfile.trial import Trial

__all__ = [
    "Standard",
    "asked_of",
    "baseline_of",
    "everybody",
    "is_censored",
    "is_of_numbers",
    "is_yes_or_no",
    "level_of_yes",
    "measured_estimands",
    "outcome_population",
    "parameters_asked",
    "role_of",
    "safety_population",
    "strata_of",
    "visits_after_baseline",
    "visits_of_dataset",
    "without_days",
]

# ADaM's names of sites, regions, and the strata of randomisation.
STRATUM = re.compile(r"^(SITEID|SITEGR\d|REGION\d|STRAT\w*)$")
YES = ("Y", "Yes", "YES", "yes")


@dataclass(frozen=True)
class Standard:
    """An analysis of the standard set by its name, and what shows it.

    tables, figures: by name; None: those that are usual for its method, under its own name.
    """

    name: str
    analysis: Method
    tables: Mapping[str, Display] | None = None
    figures: Mapping[str, Display] | None = None


def measured_estimands(trial: Trial) -> Iterator[tuple[str, str, Estimand, Measure]]:
    """Give the estimands whose variable is measured: name, dataset, the estimand, and its variable."""
    for name, estimand in trial.estimands.items():
        if isinstance(estimand.variable, Measure):
            yield name, str(estimand.dataset), estimand, estimand.variable


def asked_of(trial: Trial, estimand: Estimand) -> set[str]:
    """Tell what the strategies of an estimand ask of a method (`Handling.asks`), of the events that are declared."""
    handled = estimand.intercurrent_events.items()
    return {handling.asks for event, handling in handled if event in trial.intercurrent_events}


def is_of_numbers(trial: Trial, estimand: Estimand) -> bool:
    """Tell whether what an estimand compares are numbers: no yes or no, no event a failure or below all."""
    ranked = {Composite.NON_RESPONDER, Composite.BELOW_ALL} & asked_of(trial, estimand)
    return not ranked and not is_yes_or_no(trial, estimand)


def is_yes_or_no(trial: Trial, estimand: Estimand) -> bool:
    """Tell whether the variable of an estimand is 1 or 0: a composite response, words for the two, or a range of whole.

    Only where it is said which of them is better, and shares can carry what the estimand makes of events.
    """
    variable = estimand.variable
    if not isinstance(variable, Measure) or variable.value != "AVAL" or estimand.dataset not in trial.datasets:
        return False
    dataset = trial.datasets[estimand.dataset]
    parameter, derived = dataset.parameters.get(variable.PARAMCD), dataset.derived.get(variable.PARAMCD)
    outcome = parameter or derived
    if outcome is None or outcome.better is None or Composite.BELOW_ALL in asked_of(trial, estimand):
        return False
    in_words = parameter is not None and {*parameter.numbers.values()} == {0.0, 1.0}
    whole = parameter is not None and parameter.whole and parameter.range == (0, 1)
    return in_words or whole or (derived is not None and derived.responder is not None)


def role_of(trial: Trial, estimand: str) -> Literal["primary", "secondary"]:
    """Say the role of an estimand: those named primary are, or where none is, the first."""
    named = [name for name in trial.estimands if name.lower().startswith("primary")]
    return "primary" if estimand in (named or list(trial.estimands)[:1]) else "secondary"


def main_estimand(trial: Trial) -> Estimand | None:
    """Give the first primary estimand."""
    primary = (estimand for name, estimand in trial.estimands.items() if role_of(trial, name) == "primary")
    return next(primary, None)


def outcome_population(trial: Trial, dataset: str) -> str:
    """Choose in whom a dataset is described: the population of its first estimand, else of the main one."""
    own = [estimand for _, named, estimand, _ in measured_estimands(trial) if named == dataset]
    main = main_estimand(trial)
    asked = own[0] if own else main
    return asked.population if asked else everybody(trial)


def everybody(trial: Trial) -> str:
    """Choose the population of all randomised subjects, or where none is declared, the first."""
    conditions = {"label", "randomised"}
    randomised = (
        flag for flag, each in trial.populations.items() if each.randomised and each.model_fields_set <= conditions
    )
    return next(randomised, next(iter(trial.populations)))


def safety_population(trial: Trial) -> str:
    """Choose the population of safety by its ADaM name, or where it is not declared, all randomised subjects."""
    return "SAFFL" if "SAFFL" in trial.populations else everybody(trial)


def strata_of(trial: Trial) -> tuple[str, ...]:
    """Name the covariates that models adjust for beside the baseline: the strata declared (`[]`: none), or by name."""
    if "strata" in trial.subjects.model_fields_set:
        return trial.subjects.strata
    categories = [name for name, column in trial.covariates.items() if column.type == "category"]
    return tuple(name for name in categories if STRATUM.match(name))


def visits_of_dataset(trial: Trial, dataset: str) -> tuple[str, ...]:
    """List the visits at which a dataset is measured: those declared, else those for which it has columns, or all."""
    declared = trial.datasets[dataset]
    parameters = declared.parameters.values()
    if not declared.visits and parameters and all(parameter.columns for parameter in parameters):
        columns = {visit for parameter in parameters for visit in parameter.columns or ()}
        return tuple(visit for visit in trial.visits if visit in columns)
    return declared.visits or tuple(trial.visits)


def baseline_of(trial: Trial, dataset: str) -> str | None:
    """Give the baseline visit, if the dataset is measured at it."""
    return trial.baseline_visit if trial.baseline_visit in visits_of_dataset(trial, dataset) else None


def visits_after_baseline(trial: Trial, dataset: str) -> list[str]:
    """List the visits after baseline at which a dataset is measured."""
    return [visit for visit in trial.after_baseline if visit in visits_of_dataset(trial, dataset)]


def is_censored(trial: Trial, dataset: str, paramcd: str) -> bool:
    """Tell whether a parameter is compared by ratios: it has limits of quantification, or a log scale."""
    parameter = trial.datasets[dataset].parameters.get(paramcd)
    return parameter is not None and (parameter.limits is not None or parameter.scale == "log")


def parameters_asked(trial: Trial, dataset: str) -> tuple[str, ...]:
    """List the parameters of a dataset that estimands ask for; where none does, all but the days of a diary."""
    asked = [variable.PARAMCD for _, named, _, variable in measured_estimands(trial) if named == dataset]
    return tuple(dict.fromkeys(asked)) or without_days(trial, dataset)


def without_days(trial: Trial, dataset: str) -> tuple[str, ...]:
    """List the parameters but for the days of a diary that a mean sums up.

    A visit would show the one day of its window that is nearest to it, as if that were the window's value.
    """
    days = trial.datasets[dataset].diaries
    return tuple(paramcd for paramcd in parameters_of(trial, dataset) if paramcd not in days)


def level_of_yes(trial: Trial, occurrence: str, variable: str) -> dict[str, tuple[str, ...]] | None:
    """Write the condition that a variable of an occurrence says yes, if it is there and has such a level."""
    column = trial.occurrences[occurrence].columns.get(variable)
    if column is None or column.type not in ("category", "text"):
        return None
    level = next((level for level in column.levels or ["Y"] if level in YES), None)
    return {variable: (level,)} if level else None
