"""The standard look at subgroups: the primary outcome by the categories of subjects, unplanned as far as is known."""

from __future__ import annotations

from collections.abc import Iterator

from trialstats.methods.subgroups.options import Subgroups
from trialstats.trialfile.standard import (
    Standard,
    baseline_of,
    is_censored,
    is_of_numbers,
    measured_estimands,
    role_of,
    strata_of,
)
from trialstats.trialfile.trial import Trial

__all__ = ["standard"]

MOST_LEVELS = 6


def standard(trial: Trial) -> Iterator[Standard]:
    """Yield the difference at the timepoint of each primary estimand by categories whose few levels are declared.

    Nobody has said whether these subgroups were planned, and the displays say that.
    """
    factors = tuple(name for name, column in trial.covariates.items() if 2 <= len(column.levels) <= MOST_LEVELS)
    for name, dataset, estimand, variable in measured_estimands(trial):
        is_mean = is_of_numbers(trial, estimand) and not is_censored(trial, dataset, variable.PARAMCD)
        if factors and is_mean and role_of(trial, name) == "primary":
            baseline = ("BASE",) if baseline_of(trial, dataset) else ()
            yield Standard(
                f"{name}_subgroups",
                Subgroups(
                    method="subgroups",
                    role="exploratory",
                    estimand=name,
                    planned=None,
                    factors=factors,
                    covariates=(*baseline, *strata_of(trial)),
                    visits=(str(estimand.timepoint),),
                ),
            )
