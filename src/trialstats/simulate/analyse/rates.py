"""Comparisons of rates (method counts) of all replicates, on arrays.

The model is that of `engines/negative_binomial`: NB2 by maximum likelihood, with the observed information of
coefficients and dispersion (or the expected one), Poisson's where the maximum lies there; or Poisson's by choice.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from trialstats.methods.counts.options import Counts
from trialstats.simulate.analyse.answers import Answers, of_ratio
from trialstats.simulate.analyse.columns import arm_columns, covariate_columns
from trialstats.simulate.analyse.nb2 import fit_nb2, fit_poisson
from trialstats.simulate.analyse.people import members
from trialstats.simulate.population import Drawn
from trialstats.simulate.questions import Question
from trialstats.trialfile.parts.analysis import Method
from trialstats.trialfile.trial import Trial

__all__ = ["answer_rates", "is_of_rates"]

Floats = NDArray[np.float64]


def is_of_rates(trial: Trial, analysis: Method) -> bool:
    """Tell whether an analysis is one that arrays are enough for."""
    if not isinstance(analysis, Counts) or trial.design is None or analysis.dataset not in trial.design.counts:
        return False
    return analysis.std_error in ("model", "expected") and not analysis.by_arm


def answer_rates(
    trial: Trial, analysis: Method, drawn: Drawn, questions: list[Question], alpha: list[float]
) -> list[Answers]:
    """Answer the questions of one analysis.

    As with the method itself, an arm without an event takes no part, and there is no answer where the reference, or a
    category of a covariate, has none.
    """
    assert isinstance(analysis, Counts)
    assert drawn.days is not None
    counts = drawn.counts[str(analysis.dataset)]
    world, there = drawn.world, members(trial, str(analysis.population), drawn)
    arms = np.arange(len(world.arms))
    of_arm = (drawn.arm[..., None] == arms) & there[..., None]
    events, sizes = (of_arm * counts[..., None]).sum(axis=1), of_arm.sum(axis=1)
    takes_part = (of_arm & ((events > 0) & (events[:, :1] > 0))[:, None, :]).any(axis=2)
    shape = (drawn.replicates, drawn.n, len(arms) - 1)
    columns = [np.ones((*shape[:2], 1)), np.broadcast_to(arm_columns(drawn), shape)]
    columns.append(covariate_columns(drawn, analysis.covariates, None))
    x = np.concatenate(columns, axis=2)
    lacking = np.zeros(drawn.replicates, dtype=bool)
    for name in (name for name in analysis.covariates if name in world.levels):
        for place in range(len(world.levels[name][0])):
            own = (drawn.covariates[name] == place) & takes_part
            lacking |= own.any(axis=1) & ((own * counts).sum(axis=1) == 0)
    fit = fit_nb2 if analysis.model == "negative binomial" else fit_poisson
    time = drawn.days / drawn.days.mean()
    coefficients, covariance = fit(counts, time, x, takes_part, expected=analysis.std_error == "expected")
    found = []
    for question, level in zip(questions, alpha, strict=True):
        arm, reference = world.arms.index(question.sought.ARM), world.arms.index(question.sought.REFERENCE)
        known = (events[:, arm] > 0) & (events[:, reference] > 0) & ~lacking
        estimate = np.where(known, coefficients[:, arm], np.nan)
        std_error = np.where(known, np.sqrt(covariance[:, arm, arm]), np.nan)
        found.append(of_ratio(estimate, std_error, sizes[:, [arm, reference]].astype(float), level))
    return found
