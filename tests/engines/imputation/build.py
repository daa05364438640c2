"""Small trials with missing outcomes."""

from __future__ import annotations

import numpy as np

from trialstats.engines.imputation import Incomplete, Strategy
from trialstats.engines.imputation.data import Floats, Integers

__all__ = ["monotone", "trial"]

COVARIANCE = np.array([[4.0, 2.4, 1.8], [2.4, 5.0, 3.0], [1.8, 3.0, 6.0]])


def trial(
    outcomes: Floats,
    arm: Integers,
    covariate: Floats,
    onset: Integers,
    strategy: Strategy = Strategy.MAR,
    *,
    by_arm: bool = False,
) -> Incomplete:
    """Put a trial of two arms together, 0 the reference; its predictors are 1, arm and a covariate."""
    predictors = np.column_stack([np.ones(len(arm)), arm, covariate])
    reference = predictors.copy()
    reference[:, 1] = 0
    cell = arm if by_arm else np.zeros(len(arm), dtype=np.intp)
    labels = tuple(f"S{place:03d}" for place in range(len(arm)))
    return Incomplete(outcomes, predictors, reference, cell, onset, (strategy,) * len(arm), labels)


def monotone(
    strategy: Strategy = Strategy.MAR, n: int = 60, seed: int = 1, *, by_arm: bool = False, gaps: int = 0
) -> Incomplete:
    """Make a trial of n subjects and three visits, a third of whom leave; `gaps` of the others lack the first visit."""
    rng = np.random.default_rng(seed)
    arm = (np.arange(n) % 2).astype(np.intp)
    covariate = rng.normal(50, 8, n)
    means = np.array([-2.0, -4.0, -5.0]) - arm[:, None] * np.array([0.5, 1.5, 3.0]) - 0.1 * (covariate[:, None] - 50)
    outcomes = means + rng.multivariate_normal(np.zeros(3), COVARIANCE, n)
    onset = np.where(np.arange(n) % 3 == 0, 1 + rng.integers(0, 2, n), 3).astype(np.intp)
    outcomes[np.arange(3) >= onset[:, None]] = np.nan
    outcomes[np.flatnonzero(onset == 3)[:gaps], 0] = np.nan
    return trial(outcomes, arm, covariate, onset, strategy, by_arm=by_arm)
