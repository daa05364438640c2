"""The standard analysis of responders: of the outcomes that have a difference that matters."""

from __future__ import annotations

from collections.abc import Iterator

from trialstats.methods.responders.options import Responders
from trialstats.methods.shared.responses.options import Criterion
from trialstats.trialfile.parts.estimands import Composite
from trialstats.trialfile.standard import (
    Standard,
    asked_of,
    baseline_of,
    measured_estimands,
    outcome_population,
    role_of,
    visits_after_baseline,
)
from trialstats.trialfile.trial import Trial

__all__ = ["standard"]


def standard(trial: Trial) -> Iterator[Standard]:
    """Yield, of every dataset, who improved by at least the `mcid` of a parameter that has one and `better`.

    So too of an estimand in which an event is a failure; without an `mcid` only the author knows the criterion.
    """
    for name, measured, estimand, variable in measured_estimands(trial):
        outcome = trial.outcome(measured, variable.PARAMCD)
        if Composite.NON_RESPONDER in asked_of(trial, estimand) and outcome and outcome.mcid and outcome.better:
            yield Standard(
                name,
                Responders(
                    method="responders",
                    role=role_of(trial, name),
                    estimand=name,
                    criteria=(Criterion(points="mcid"),),
                    covariates=("BASE",) if baseline_of(trial, measured) else (),
                ),
            )
    for name, dataset in trial.datasets.items():
        outcomes = {**dataset.parameters, **dataset.derived}
        matter = tuple(paramcd for paramcd, each in outcomes.items() if each.mcid and each.better)
        if matter and baseline_of(trial, name) and visits_after_baseline(trial, name):
            yield Standard(
                f"{name}_responders",
                Responders(
                    method="responders",
                    role="supplementary",
                    dataset=name,
                    population=outcome_population(trial, name),
                    parameters=matter,
                    criteria=(Criterion(points="mcid"),),
                ),
            )
