"""The standard comparison of a crossover trial: one model for each estimand of an outcome on its own scale."""

from __future__ import annotations

from collections.abc import Iterator

from trialstats.methods.crossover.options import CrossoverModel
from trialstats.trialfile.standard import Standard, is_censored, measured_estimands, role_of
from trialstats.trialfile.trial import Trial

__all__ = ["standard"]


def standard(trial: Trial) -> Iterator[Standard]:
    """Yield a model with random subjects, with a ratio where the outcome is on a log scale.

    Where there is a baseline in each period, it enters as the subject's mean and what differs from it.
    """
    if trial.crossover is None:
        return
    for name, dataset, _, variable in measured_estimands(trial):
        log = is_censored(trial, dataset, variable.PARAMCD)
        by_period = len(trial.baseline_visits) > 1 and variable.value == "AVAL"
        yield Standard(
            name,
            CrossoverModel(
                method="crossover",
                estimand=name,
                role=role_of(trial, name),
                scale="log" if log else "identity",
                baseline="split" if by_period else "none",
            ),
        )
