"""Outcomes as a design assumes them, as arrays: means, effects and spread by visit, and how values are recorded.

Arms stand with the reference first. Visits are counted from baseline, which is visit 0 whether or not there is one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from trialstats.errors import SpecError
from trialstats.simulate.items import Answered, Reached, answered_of
from trialstats.simulate.periods import periods_of
from trialstats.simulate.scale import scale_of
from trialstats.trialfile.design import (
    dataset_of,
    expected_by_visit,
    is_logged,
    later_baselines,
    shares_by_visit,
    visits_of,
)
from trialstats.trialfile.parts.design.dichotomous import Dichotomous
from trialstats.trialfile.parts.design.outcome import Expected, Prior
from trialstats.trialfile.parts.design.values import at
from trialstats.trialfile.text.declared import About, Problem
from trialstats.trialfile.trial import Trial

__all__ = ["Assumed", "Floats", "Integers", "assumed_of", "yes_or_no"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

# Of the width of a scale: logarithms and back move a mean at its end by less.
ROUNDING = 1e-9


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


def assumed_of(
    trial: Trial,
    paramcd: str,
    declared: Expected,
    visits: tuple[str, ...],
    levels: Mapping[str, tuple[tuple[str, ...], Floats]],
) -> Assumed:
    """Make arrays of an outcome that is a number; SpecError where there is no such outcome.

    levels: of the covariates of the design that are categories, their levels and shares.
    """
    arms, periods, expected = trial.arm_order, periods_of(trial, visits), expected_by_visit(trial, declared)
    dataset = dataset_of(trial, paramcd, expected)
    logged = is_logged(trial, dataset, paramcd)
    step, ends = expected.step, expected.range
    answered = answered_of(trial, dataset, paramcd, expected.items) if expected.items else None
    if isinstance(answered, str):
        refuse_items(paramcd, answered)
    if answered is None and step is None and ends is None:
        step, ends = scale_of(trial, dataset, paramcd)
    none = 1.0 if logged else 0.0

    def on_scale(value: float) -> float:
        return log(value) if logged else value

    named = visits_of(trial, expected)
    places = [place for place, visit in enumerate(visits, 1) if visit in named]
    again = later_baselines(trial) if expected.baseline else []
    start = [*([0] if expected.baseline else []), *(visits.index(visit) + 1 for visit in again)]
    measured = np.array(sorted([*start, *places]))
    width = len(visits) + 1
    mean, sd, effect, carried = np.zeros(width), np.zeros(width), np.zeros((len(arms), width)), None
    if expected.baseline:
        mean[start], sd[start] = on_scale(expected.baseline.mean), expected.spread_at_baseline
    for place in places:
        visit = visits[place - 1]
        mean[place], sd[place] = on_scale(at(expected.mean, visit)), at(expected.spread, visit)
        effect[:, place] = [on_scale(at(expected.effect.get(arm, none), visit)) for arm in arms]
    prior = _multiple(expected.prior, effect, visits, on_scale) if expected.prior else None
    if periods is not None:
        later = [(place, expected.period_effect.get(int(periods.of_visit[place]) + 1, none)) for place in measured]
        mean[measured] += [on_scale(adds) for _, adds in later]
        effect = periods.by_sequence(effect)
        if expected.carry_over:
            carried = periods.carried(_carried(expected, arms, visits, (places, start), on_scale, none))
    means = (mean + effect + (0.0 if carried is None else carried))[:, measured]
    parameter = trial.outcome(dataset, paramcd)
    for limits in (answered.ends if answered else ends, parameter.range if parameter else None):
        if limits is not None:
            refuse_beyond(paramcd, np.exp(means) if logged else means, limits)
    if answered is not None and (answered.left_for_items(sd[measured]) <= 0).any():
        refuse_items(paramcd, answered.too_coarse(sd[measured]))
    rows = expected.rows([trial.visits[(str(trial.baseline_visit), *visits)[place]].period for place in measured])
    added: dict[str, float | Floats] = {}
    for name, course in expected.covariates.items():
        if isinstance(course, Mapping):
            own, shares = levels[name]
            by_level = np.array([on_scale(at(course, level)) for level in own])
            added[name] = by_level - float(shares @ by_level)
        else:
            added[name] = on_scale(course)
    return Assumed(
        paramcd,
        dataset,
        measured,
        mean,
        effect,
        sd,
        np.linalg.cholesky(np.array(rows)),
        added,
        step,
        ends,
        prior,
        logged,
        answered=answered,
        carried=carried,
    )


def _carried(
    expected: Expected,
    arms: Sequence[str],
    visits: tuple[str, ...],
    measured: tuple[Sequence[int], Sequence[int]],
    on_scale: Callable[[float], float],
    none: float,
) -> Floats:
    """Gather what arms still add in the next period, (A, V+1). measured: the visits after baseline, and the baselines.

    One number is of the visits after baseline; a baseline has what is said of it by name.
    """
    after, baselines = measured
    found = np.zeros((len(arms), len(visits) + 1))
    for row, arm in zip(found, arms, strict=True):
        course = expected.carry_over.get(arm, none)
        for place in (place for place in (*after, *baselines) if place):
            plain = course if place in after else none
            value = plain if not isinstance(course, Mapping) else course.get(visits[place - 1], none)
            row[place] = on_scale(value)  # type: ignore[arg-type]
    return found


def refuse_items(paramcd: str, why: str) -> NoReturn:
    """Raise SpecError: a score cannot be simulated by its items."""
    here = ("design", "outcomes", paramcd, "items")
    raise SpecError([Problem(f"{'.'.join(here)} {why}", About(at=here))])


def refuse_beyond(paramcd: str, means: Floats, ends: tuple[float, float]) -> None:
    """Raise SpecError where a mean of an arm at a visit (A, m) cannot be on the scale."""
    low, high = ends
    near = ROUNDING * (high - low)
    beyond = sorted({float(mean) for mean in means.ravel() if not low - near <= mean <= high + near})
    if beyond:
        here = ("design", "outcomes", paramcd)
        said = ", ".join(f"{mean:g}" for mean in beyond)
        text = f"{'.'.join(here)}: with its effects it has means of {said}, beyond its scale from {low:g} to {high:g}"
        raise SpecError([Problem(text, About(at=(*here, "mean")))])


def _multiple(
    prior: Prior, effect: Floats, visits: tuple[str, ...], on_scale: Callable[[float], float]
) -> tuple[float, float]:
    """Turn a prior of the effect at one visit into one of a multiple of all effects."""
    at_visit = effect[:, visits.index(prior.visit) + 1 if prior.visit else -1]
    own = float(at_visit[np.flatnonzero(at_visit)[0]])
    return (own if prior.mean is None else on_scale(prior.mean)) / own, prior.sd / abs(own)
