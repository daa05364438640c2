"""The standard description and comparison of concentrations: what has limits of quantification, or a log scale."""

from __future__ import annotations

from collections.abc import Iterator

from trialstats.methods.laboratory.options import Censored, Concentrations
from trialstats.trialfile.standard import (
    Standard,
    baseline_of,
    is_censored,
    is_of_numbers,
    measured_estimands,
    outcome_population,
    role_of,
    strata_of,
)
from trialstats.trialfile.trial import Trial

__all__ = ["standard"]


def standard(trial: Trial) -> Iterator[Standard]:
    """Yield ratios for estimands of such parameters, and of every dataset that declares limits its concentrations."""
    for name, dataset, estimand, variable in measured_estimands(trial):
        if is_of_numbers(trial, estimand) and is_censored(trial, dataset, variable.PARAMCD):
            yield Standard(name, ratios(trial, name, dataset))
    for name, declared in trial.datasets.items():
        limited = tuple(paramcd for paramcd, each in declared.parameters.items() if each.limits)
        if limited:
            where = {"dataset": name, "population": outcome_population(trial, name), "parameters": limited}
            yield Standard(f"{name}_concentrations", Concentrations(method="concentrations", **where))


def ratios(trial: Trial, estimand: str, dataset: str) -> Censored:
    """Compare geometric means over all visits; the baseline, if there is one, is an outcome with one mean."""
    constrained = "constrained" if baseline_of(trial, dataset) else "none"
    return Censored.model_validate(
        {
            "method": "censored",
            "estimand": estimand,
            "role": role_of(trial, estimand),
            "baseline": constrained,
            "covariates": strata_of(trial),
        }
    )
