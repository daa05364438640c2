"""The standard comparison of means: one model for each estimand of an outcome on its own scale."""

from __future__ import annotations

from collections.abc import Iterator

from trialstats.methods.continuous.options import Ancova, Mmrm
from trialstats.trialfile.parts.analysis import Findings
from trialstats.trialfile.parts.estimands import Strategy
from trialstats.trialfile.standard import (
    Standard,
    asked_of,
    baseline_of,
    is_censored,
    is_of_numbers,
    measured_estimands,
    role_of,
    strata_of,
    visits_after_baseline,
)
from trialstats.trialfile.trial import Trial

__all__ = ["standard"]

# Tried in this order: unstructured, and simpler ones where it does not converge.
LADDER = ("us", "ar1h", "cs")


def standard(trial: Trial) -> Iterator[Standard]:
    """Yield a mixed model for repeated measures, or where there is one visit after baseline, analysis of covariance.

    Of estimands in which an event is a failure, or ranks below all, responders and ranks are the standard.
    """
    for name, dataset, estimand, variable in measured_estimands(trial):
        if is_of_numbers(trial, estimand) and not is_censored(trial, dataset, variable.PARAMCD):
            yield Standard(name, model(trial, name, dataset))


def model(trial: Trial, estimand: str, dataset: str) -> Findings:
    """Choose the model by the number of visits; it adjusts for the baseline and the strata of randomisation.

    While on treatment there is one value, at the timepoint, and so no course.
    """
    baseline = ("BASE",) if baseline_of(trial, dataset) else ()
    covariates, role = (*baseline, *strata_of(trial)), role_of(trial, estimand)
    one_value = Strategy.WHILE_ON_TREATMENT in asked_of(trial, trial.estimands[estimand])
    if one_value or len(visits_after_baseline(trial, dataset)) == 1:
        return Ancova(method="ancova", estimand=estimand, role=role, covariates=covariates)
    return Mmrm(
        method="mmrm", estimand=estimand, role=role, covariates=covariates, by_visit=baseline, covariance=LADDER
    )
