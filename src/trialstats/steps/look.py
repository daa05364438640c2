"""The look of a trial's displays, from its trial file, and what stands under one of them."""

from __future__ import annotations

from trialstats.adam.bds import parameter_words
from trialstats.display.look import Look
from trialstats.trialfile.parts.display import Display
from trialstats.trialfile.strategies import told_strategies
from trialstats.trialfile.trial import Trial

__all__ = ["look_of"]


def look_of(trial: Trial, display: Display | None = None) -> Look:
    """Give the order and the names that every display keeps, and the strategies that one of them tells."""
    return Look(
        STUDYID=trial.STUDYID,
        arms=tuple(dict.fromkeys([*trial.arms, *trial.groups])),
        reference=trial.reference_arm,
        visits=tuple(trial.visit_order),
        baseline=trial.baseline_visit,
        notice=trial.notice,
        strategies=told_strategies(trial, display) if display else (),
        crossover=trial.crossover is not None,
        page=trial.style.figure_height,
        ranges=ranges_of(trial),
    )


def ranges_of(trial: Trial) -> dict[str, tuple[float, float]]:
    """Give the range of each parameter that has one."""
    words = [parameter_words(trial, name) for name in trial.datasets]
    return {code: tuple(said["range"]) for each in words for code, said in each.items() if said.get("range")}
