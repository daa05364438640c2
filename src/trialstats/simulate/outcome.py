"""Outcomes as a design assumes them, as arrays: means, effects and spread by visit, and how values are recorded.

Arms stand with the reference first. Visits are counted from baseline, which is visit 0 whether or not there is one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from trialstats.simulate.items import Answered, Reached
from trialstats.simulate.periods import periods_of
from trialstats.trialfile.design import dataset_of, shares_by_visit, visits_of
from trialstats.trialfile.parts.design.dichotomous import Dichotomous
from trialstats.trialfile.parts.design.values import at
from trialstats.trialfile.trial import Trial

__all__ = ["Assumed", "Floats", "Integers", "yes_or_no"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Assumed:
    """An outcome. measured: the visits at which it is, baseline (0) first if it is one of them.

    values: of a yes or no, whose mean, effect and sd are of the normal tendency that is above 0 in whoever has it: what
    is recorded of who has it not, and of who has it.

    answered: of a score that is made of items, these.

    mean (V+1,), effect (A, V+1), sd (V+1,): zero where it is not measured; of logarithms where it is logged. Of a
    crossover trial what stands in the place of an arm is a sequence; carried (A, V+1): what is carried over to it.
    root (m, m): of the correlation of the m visits measured, lower triangular. covariates: of a number what a unit
    adds, of a category (L,) what a level adds, centred so that the mean stays. prior: of a multiple of the effect, with
    its mean and standard deviation.
    """

    paramcd: str
    dataset: str
    measured: Integers
    mean: Floats
    effect: Floats
    sd: Floats
    root: Floats
    covariates: Mapping[str, float | Floats]
    step: float | None
    range: tuple[float, float] | None
    prior: tuple[float, float] | None
    logged: bool = False
    values: tuple[float, float] | None = None
    answered: Answered | None = None
    carried: Floats | None = None

    @property
    def by_arm(self) -> Floats:
        """The means of every arm, (A, V+1)."""
        means = self.mean + self.effect
        return means if self.carried is None else means + self.carried

    def as_recorded(self, values: Floats) -> Floats:
        """Give values as they are measured: rounded and clipped as the scale has them, and no logarithms."""
        if self.values is not None:
            return np.where(np.isnan(values), np.nan, np.where(values > 0, self.values[1], self.values[0]))
        if self.logged:
            return np.asarray(np.exp(values))
        if self.step is not None:
            origin = self.range[0] if self.range else 0.0
            values = origin + np.round((values - origin) / self.step) * self.step
        return values if self.range is None else np.clip(values, *self.range)

    def as_assumed(self, recorded: Floats) -> Floats:
        """Give recorded values on the scale of `mean`."""
        return np.asarray(np.log(recorded)) if self.logged else recorded

    @property
    def reached(self) -> Reached | None:
        """What the items of a score make of its means and SDs, where it has items."""
        if self.answered is None:
            return None
        return self.answered.reached(self.by_arm[:, self.measured], self.sd[self.measured])

    @property
    def is_normal(self) -> bool:
        """Whether values are as they were drawn, not logged, rounded, clipped, scored or a yes or no."""
        return (
            not self.logged
            and self.values is None
            and self.answered is None
            and self.step is None
            and self.range is None
        )


def yes_or_no(trial: Trial, paramcd: str, declared: Dichotomous, visits: tuple[str, ...]) -> Assumed:
    """Make arrays of an outcome that is a yes or no: a normal tendency of SD 1 that is above 0 as often as declared."""
    arms, periods, one = trial.arm_order, periods_of(trial, visits), shares_by_visit(trial, declared)
    named = visits_of(trial, one)
    places = np.array([place for place, visit in enumerate(visits, 1) if visit in named])
    tendency = np.zeros((len(arms), len(visits) + 1))
    tendency[:, places] = ndtri([[at(one.share[arm], visits[place - 1]) for place in places] for arm in arms])
    sd = np.zeros(len(visits) + 1)
    sd[places] = 1.0
    rows = one.correlation.rows(len(places)) if one.correlation else [[1.0]]
    return Assumed(
        paramcd=paramcd,
        dataset=dataset_of(trial, paramcd, one),
        measured=places,
        mean=tendency[0],
        effect=periods.by_sequence(tendency - tendency[0]) if periods else tendency - tendency[0],
        sd=sd,
        root=np.linalg.cholesky(np.array(rows)),
        covariates={},
        step=None,
        range=None,
        prior=None,
        values=one.values,
    )
