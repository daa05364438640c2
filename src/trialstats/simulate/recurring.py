"""Events that recur, as a design assumes them: how many each subject has in the time in which it is followed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from trialstats.simulate.ratios import Believed, believed_of, logs_of_ratios
from trialstats.trialfile.parts.design.follow_up import DAYS
from trialstats.trialfile.parts.design.recurrent import Recurrent

__all__ = ["Recurring", "recurring_of"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Recurring:
    """rate: events a day of the reference arm. effect (A,): logarithms of the ratios to it. dispersion: of NB2.

    covariates: of a number what a unit adds to the logarithm, of a category (L,) what a level adds; shift: what keeps
    the mean rate where numbers add. prior: of a multiple of the effect, with its mean and standard deviation.
    """

    name: str
    rate: float
    effect: Floats
    dispersion: float
    covariates: Mapping[str, float | Floats]
    shift: float
    prior: Believed | None

    def without_effect(self) -> Recurring:
        """The same, with the same rate in every arm."""
        return replace(self, effect=np.zeros_like(self.effect), prior=None)

    def draw(self, effect: Floats, added: Floats, days: Floats, rng: np.random.Generator) -> Floats:
        """Draw counts (R, n): effect and what covariates add, on logarithms, and days of follow-up, each (R, n)."""
        mean = self.rate * days * np.exp(effect + added + self.shift)
        if self.dispersion:
            mean = mean * rng.gamma(1 / self.dispersion, self.dispersion, mean.shape)
        return rng.poisson(mean).astype(float)


def recurring_of(
    name: str,
    given: Recurrent,
    arms: tuple[str, ...],
    numbers: Mapping[str, tuple[float, float]],
    levels: Mapping[str, tuple[tuple[str, ...], Floats]],
) -> Recurring:
    """Make arrays of what a design says of one occurrence."""
    effect, added = np.log([given.ratio.get(arm, 1.0) for arm in arms]), logs_of_ratios(given.covariates, levels)
    shift = 0.0
    for covariate, adds in added.items():
        if isinstance(adds, float):
            shift -= (adds * numbers[covariate][1]) ** 2 / 2
        else:
            shift -= float(np.log(levels[covariate][1] @ np.exp(adds)))
    prior = believed_of(given.prior, effect)
    return Recurring(name, given.rate / DAYS[given.per], effect, given.dispersion, added, shift, prior)
