"""The standard descriptions of a trial: who took part, what they were at baseline, and each outcome by visit."""

from __future__ import annotations

from collections.abc import Iterator

from trialstats.methods.descriptive.options import (
    Baseline,
    Descriptive,
    DispositionMethod,
    Missingness,
    MissingnessFigure,
    Profiles,
    ProfilesFigure,
)
from trialstats.trialfile.standard import (
    Standard,
    baseline_of,
    everybody,
    measured_estimands,
    outcome_population,
    parameters_asked,
    visits_of_dataset,
    without_days,
)
from trialstats.trialfile.trial import Trial

__all__ = ["standard"]

# A figure has room for the courses of so many parameters; of more the table tells.
MOST_DRAWN = 4
# What is said of a parameter that has numbers.
OF_NUMBERS = {"unit", "range", "mcid", "decimals", "whole", "numbers", "limits", "scale", "convert", "replicates"}
# A course has so many visits; of one the table tells.
LEAST_VISITS = 2


def standard(trial: Trial) -> Iterator[Standard]:
    """Yield the disposition, the baseline, and of every dataset its summary, individual courses and missing values."""
    yield Standard("disposition", DispositionMethod(method="disposition"))
    yield from baseline(trial)
    for dataset in trial.datasets:
        yield from by_visit(trial, dataset)


def baseline(trial: Trial) -> Iterator[Standard]:
    """Yield the baseline of all randomised: covariates, and the outcomes that estimands ask for."""
    asked = {dataset for _, dataset, _, _ in measured_estimands(trial)} or {*trial.datasets}
    outcomes = {
        dataset: parameters_asked(trial, dataset)
        for dataset in trial.datasets
        if dataset in asked and baseline_of(trial, dataset)
    }
    if outcomes or trial.covariates:
        analysis = Baseline(method="baseline", population=everybody(trial), parameters=outcomes)
        yield Standard("baseline", analysis)


def by_visit(trial: Trial, dataset: str) -> Iterator[Standard]:
    """Yield what is told of a dataset whatever its outcome: summaries, courses, and the values that are missing."""
    summary, courses, missing = f"{dataset}_summary", f"{dataset}_courses", f"{dataset}_missing"
    where = {"dataset": dataset, "population": outcome_population(trial, dataset)}
    described = {"parameters": described_of(trial, dataset)}
    value = None if baseline_of(trial, dataset) else "AVAL"  # of what is not measured at baseline there is no change
    yield Standard(summary, Descriptive(method="descriptive", value=value, **described, **where), figures={})
    drawn = parameters_drawn(trial, dataset)
    if not 0 < len(drawn) <= MOST_DRAWN or len(visits_of_dataset(trial, dataset)) < LEAST_VISITS:
        return
    if of_numbers := tuple(paramcd for paramcd in drawn if not is_text(trial, dataset, paramcd)):
        figure = ProfilesFigure(kind="profiles", analyses=(courses, summary), parameters=of_numbers)
        yield Standard(courses, Profiles(method="profiles", parameters=of_numbers, **where), {}, {courses: figure})
    absences = MissingnessFigure(kind="missingness", analyses=(missing,))
    yield Standard(missing, Missingness(method="missingness", parameters=drawn, **where), {}, {missing: absences})


def is_text(trial: Trial, dataset: str, paramcd: str) -> bool:
    """Tell a parameter of texts: it declares some, and nothing that a number has. Texts have no course to draw."""
    declared = trial.datasets[dataset].parameters.get(paramcd)
    return declared is not None and bool(declared.text_results) and not declared.model_fields_set & OF_NUMBERS


def described_of(trial: Trial, dataset: str) -> tuple[str, ...]:
    """List the parameters to be described, where the days of a diary are not among them; none is all."""
    if not trial.datasets[dataset].diaries:
        return ()
    return tuple(dict.fromkeys((*without_days(trial, dataset), *parameters_asked(trial, dataset))))


def parameters_drawn(trial: Trial, dataset: str) -> tuple[str, ...]:
    """List the parameters asked for; nerves and concentrations have figures of their own, and classes no course."""
    own, classes = trial.datasets[dataset].parameters, trial.datasets[dataset].classes
    return tuple(
        paramcd
        for paramcd in parameters_asked(trial, dataset)
        if paramcd not in classes and (paramcd not in own or not (own[paramcd].nerve or own[paramcd].limits))
    )
