"""The standard look at subgroups: the primary analysis in the categories of subjects, unplanned as far as is known."""

from __future__ import annotations

from collections.abc import Iterator

from trialstats.methods.subgroups.options import TOGETHER, Subgroups
from trialstats.trialfile.standard import (
    Standard,
    is_censored,
    is_of_numbers,
    is_yes_or_no,
    measured_estimands,
    role_of,
)
from trialstats.trialfile.stressed import compares_arms, primary_of
from trialstats.trialfile.trial import Trial

__all__ = ["standard"]

MOST_LEVELS = 6


def standard(trial: Trial) -> Iterator[Standard]:
    """Yield the analysis of each primary estimand repeated in categories whose few levels are declared.

    That is the one declared, or the one of the standard set, which has the estimand's name: in one model of all levels
    where its method has one, else in each level by itself. Nobody has said whether these subgroups were planned, and
    the displays say that.
    """
    factors = tuple(name for name, column in trial.covariates.items() if 2 <= len(column.levels) <= MOST_LEVELS)
    for name, dataset, estimand, variable in measured_estimands(trial):
        if not factors or role_of(trial, name) != "primary":
            continue
        declared = primary_of(trial, name)
        if declared is None:
            of_numbers = is_of_numbers(trial, estimand) and not is_censored(trial, dataset, variable.PARAMCD)
            together = of_numbers or is_yes_or_no(trial, estimand)
        elif not compares_arms(declared.analysis) or len(getattr(declared.analysis, "criteria", ())) > 1:
            continue  # which of its comparisons is meant nobody has said
        elif declared.answer.is_of_slopes:
            continue  # of no visit, and so in no display of subgroups
        else:
            together = declared.analysis.method in TOGETHER and not getattr(declared.analysis, "modifiers", ())
        yield Standard(
            f"{name}_subgroups",
            Subgroups(
                method="subgroups",
                role="exploratory",
                of=declared.name if declared else name,
                estimand=name,
                planned=None,
                factors=factors,
                fits="together" if together else "separate",
            ),
        )
