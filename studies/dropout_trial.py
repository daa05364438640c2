"""A trial with dropout at random, whose truth is known both if nobody had left and if who left had jumped to reference.

The patients of `null_trial` (two arms, a baseline and four visits, about a quarter gone by the last), with an effect
that grows over the visits. What is observed does not depend on what is assumed of those who left; the truth does:

    at random          the effect at the last visit
    jump to reference  that times the share of the active arm who stay, for the covariance is one for both arms: given
                       what was observed, who jumps is worse by the effect at the last visit than who goes on
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from null_trial import MEANS, ROOT
from numpy.typing import NDArray

from trialstats.engines.imputation import Incomplete, Strategy

__all__ = ["SCENARIOS", "Scenario", "complete_outcomes", "dropout_trial", "truths"]

# Of the effect at the last visit, what there is of it at each.
GROWTH = np.array([0.2, 0.5, 0.8, 1.0])
# Subjects from whom the share of those who stay is known to 0.0002.
MANY = 4_000_000
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Scenario:
    """per_arm: subjects. effect: of the active arm at the last visit; the SD there is 21."""

    per_arm: int
    effect: float
    words: str


SCENARIOS = {
    "effect": Scenario(100, -10.0, "an effect of half a standard deviation"),
    "null": Scenario(100, 0.0, "no effect"),
    "small": Scenario(40, -10.0, "the effect, in a small trial"),
}


def dropout_trial(seed: np.random.SeedSequence, scenario: Scenario) -> Incomplete:
    """Draw a trial; predictors 1, arm (1 active) and baseline."""
    n = 2 * scenario.per_arm
    arm = (np.arange(n) >= scenario.per_arm).astype(float)
    values, seen = _observed(np.random.default_rng(seed), arm, scenario.effect)
    predictors = np.column_stack([np.ones(n), arm, values[:, 0]])
    reference = predictors.copy()
    reference[:, 1] = 0
    return Incomplete(
        outcomes=np.where(seen, values[:, 1:], np.nan),
        predictors=predictors,
        reference=reference,
        cell=np.zeros(n, dtype=np.intp),
        onset=seen.sum(axis=1).astype(np.intp),
        strategy=(Strategy.MAR,) * n,
        labels=tuple(f"{place:04d}" for place in range(n)),
    )


def complete_outcomes(seed: np.random.SeedSequence, scenario: Scenario) -> Floats:
    """The outcomes (n, 4) of the same trial if nobody had left."""
    arm = (np.arange(2 * scenario.per_arm) >= scenario.per_arm).astype(float)
    return _observed(np.random.default_rng(seed), arm, scenario.effect)[0][:, 1:]


def truths(seed: np.random.SeedSequence, scenario: Scenario) -> dict[str, float]:
    """The difference at the last visit under each assumption."""
    rng, stay, block = np.random.default_rng(seed), 0, 500_000
    for _ in range(MANY // block):
        stay += int(_observed(rng, np.ones(block), scenario.effect)[1][:, -1].sum())
    return {"MAR": scenario.effect, "J2R": scenario.effect * stay / MANY}


def _observed(rng: np.random.Generator, arm: Floats, effect: float) -> tuple[Floats, NDArray[np.bool_]]:
    """Baseline and the four visits (n, 5), and which of the visits were seen (n, 4)."""
    n = len(arm)
    values = MEANS + rng.normal(size=(n, 5)) @ ROOT.T
    values[:, 1:] += effect * arm[:, None] * GROWTH
    stays = rng.random((n, 3)) >= 1.0 / (1.0 + np.exp(2.6 - (values[:, 1:4] - 50.0) / 20.0))
    return values, np.column_stack([np.ones(n, dtype=bool), np.cumprod(stays, axis=1).astype(bool)])
