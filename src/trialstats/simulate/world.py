"""What a design assumes, as arrays: arms, visits, outcomes, covariates, and the chances of losses and events.

Arms stand with the reference first. Visits are counted from baseline, which is visit 0 whether or not there is one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from math import log
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from trialstats.errors import SpecError
from trialstats.simulate.followed import Followed, followed_of
from trialstats.simulate.items import Answered, Reached, answered_of
from trialstats.simulate.recurring import Recurring, recurring_of
from trialstats.simulate.scale import scale_of
from trialstats.simulate.timing import Timing, timing_of
from trialstats.trialfile.design import dataset_of, is_logged, smallest_block
from trialstats.trialfile.parts.design.dichotomous import Dichotomous
from trialstats.trialfile.parts.design.losses import DependsOn
from trialstats.trialfile.parts.design.outcome import Expected, Prior
from trialstats.trialfile.parts.design.values import at, of_arm
from trialstats.trialfile.text.declared import About, Problem
from trialstats.trialfile.trial import Trial

__all__ = ["Assumed", "Chances", "Event", "Floats", "World", "world_of"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Assumed:
    """An outcome. measured: the visits at which it is, baseline (0) first if it is one of them.

    values: of a yes or no, whose mean, effect and sd are of the normal tendency that is above 0 in whoever has it: what
    is recorded of who has it not, and of who has it.

    answered: of a score that is made of items, these.

    mean (V+1,), effect (A, V+1), sd (V+1,): zero where it is not measured; of logarithms where it is logged.
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
        return self.answered.reached((self.mean + self.effect)[:, self.measured], self.sd[self.measured])

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


@dataclass(frozen=True)
class Chances:
    """hazard (A, V+1), 0 at baseline; depends: on which outcome, by how much, and on which of its values."""

    hazard: Floats
    depends: DependsOn | None


@dataclass(frozen=True)
class Event(Chances):
    """An intercurrent event, and what becomes of outcomes after it."""

    name: str
    keeps: float
    adds: Mapping[str, float]
    leaves: float


@dataclass(frozen=True)
class World:
    """shares (A,): of the arms, adding up to 1. levels: of a covariate that is a category, its levels and shares.

    followed: how long subjects are; needed by recurring, by occurrence, and timing, by PARAMCD.
    """

    arms: tuple[str, ...]
    shares: Floats
    visits: tuple[str, ...]
    outcomes: Mapping[str, Assumed]
    between: float
    numbers: Mapping[str, tuple[float, float]]
    levels: Mapping[str, tuple[tuple[str, ...], Floats]]
    dropout: Chances | None
    missed: float
    events: tuple[Event, ...]
    strata: tuple[str, ...] = ()
    block: tuple[int, ...] = ()
    followed: Followed | None = None
    recurring: Mapping[str, Recurring] = field(default_factory=dict)
    timing: Mapping[str, Timing] = field(default_factory=dict)

    def sizes(self, n: int) -> Integers:
        """Share n subjects among the arms, the remainders to those that are owed most; shape (A,)."""
        owed = self.shares * n
        sizes = np.floor(owed + 1e-9).astype(np.int64)
        first = np.argsort(-(owed - sizes), kind="stable")[: n - sizes.sum()]
        sizes[first] += 1
        return sizes

    def arm_of(self, n: int) -> Integers:
        """The arm of each of n subjects, shape (n,): they stand by arm, which no analysis looks at."""
        return np.repeat(np.arange(len(self.arms)), self.sizes(n))

    def without_effect(self) -> World:
        """The same world in which arms do not differ in anything: the complete null hypothesis."""
        outcomes = {
            name: replace(one, effect=np.zeros_like(one.effect), prior=None) for name, one in self.outcomes.items()
        }
        events = tuple(replace(event, hazard=_of_reference(event.hazard)) for event in self.events)
        dropout = replace(self.dropout, hazard=_of_reference(self.dropout.hazard)) if self.dropout else None
        followed = replace(self.followed, lost=_of_reference(self.followed.lost)) if self.followed else None
        recurring = {name: one.without_effect() for name, one in self.recurring.items()}
        timing = {name: one.without_effect() for name, one in self.timing.items()}
        return replace(
            self,
            outcomes=outcomes,
            events=events,
            dropout=dropout,
            followed=followed,
            recurring=recurring,
            timing=timing,
        )


def _of_reference(hazard: Floats) -> Floats:
    return np.broadcast_to(hazard[:1], hazard.shape)


def world_of(trial: Trial) -> World:
    """Make arrays of the design of a trial; the trial file was checked."""
    design = trial.design
    assert design is not None
    arms, visits = tuple(trial.arm_order), tuple(trial.after_baseline)
    given = np.array([design.allocation.get(arm, 0.0) if design.allocation else 1.0 for arm in arms])
    numbers = {
        name: (one.mean, one.sd)
        for name, one in design.covariates.items()
        if one.mean is not None and one.sd is not None
    }
    levels = {
        name: (tuple(one.shares), np.array(list(one.shares.values())) / sum(one.shares.values()))
        for name, one in design.covariates.items()
        if one.shares
    }
    outcomes = {
        paramcd: _assumed(trial, paramcd, expected, arms, visits, levels)
        for paramcd, expected in design.outcomes.items()
    }
    outcomes |= {
        paramcd: yes_or_no(paramcd, dataset_of(trial, paramcd, one), one, arms, visits)
        for paramcd, one in design.shares.items()
    }
    leaving = design.dropout
    dropout = Chances(_hazard(leaving.hazard, arms, visits), leaving.depends_on) if leaving else None
    events = tuple(
        Event(
            _hazard(one.hazard, arms, visits),
            one.depends_on,
            name,
            one.keeps,
            {paramcd: log(adds) if outcomes[paramcd].logged else adds for paramcd, adds in one.adds.items()},
            one.leaves,
        )
        for name, one in design.events.items()
    )
    strata = trial.subjects.strata
    return World(
        arms=arms,
        shares=given / given.sum(),
        visits=visits,
        outcomes=outcomes,
        between=design.between,
        numbers=numbers,
        levels=levels,
        dropout=dropout,
        missed=design.missed,
        events=events,
        strata=strata,
        block=_block(trial, arms) if strata else (),
        followed=followed_of(trial, arms, visits),
        recurring={name: recurring_of(name, one, arms, numbers, levels) for name, one in design.counts.items()},
        timing={
            paramcd: timing_of(paramcd, one, trial.times_to_event[paramcd].unit, arms, levels)
            for paramcd, one in design.times.items()
        },
    )


def yes_or_no(paramcd: str, dataset: str, one: Dichotomous, arms: tuple[str, ...], visits: tuple[str, ...]) -> Assumed:
    """Make arrays of an outcome that is a yes or no: a normal tendency of SD 1 that is above 0 as often as declared."""
    reference = one.share[arms[0]]
    named = reference if isinstance(reference, Mapping) else visits
    places = np.array([place for place, visit in enumerate(visits, 1) if visit in named])
    tendency = np.zeros((len(arms), len(visits) + 1))
    tendency[:, places] = ndtri([[at(one.share[arm], visits[place - 1]) for place in places] for arm in arms])
    sd = np.zeros(len(visits) + 1)
    sd[places] = 1.0
    rows = one.correlation.rows(len(places)) if one.correlation else [[1.0]]
    return Assumed(
        paramcd=paramcd,
        dataset=dataset,
        measured=places,
        mean=tendency[0],
        effect=tendency - tendency[0],
        sd=sd,
        root=np.linalg.cholesky(np.array(rows)),
        covariates={},
        step=None,
        range=None,
        prior=None,
        values=one.values,
    )


def _block(trial: Trial, arms: tuple[str, ...]) -> tuple[int, ...]:
    """The arms of one block, by their place: as often as the allocation says."""
    assert trial.design is not None
    smallest = smallest_block(trial)
    assert smallest is not None  # the trial file was checked
    times = (trial.design.block or 2 * sum(smallest.values())) // sum(smallest.values())
    return tuple(place for place, arm in enumerate(arms) for _ in range(smallest[arm] * times))


def _assumed(
    trial: Trial,
    paramcd: str,
    expected: Expected,
    arms: tuple[str, ...],
    visits: tuple[str, ...],
    levels: Mapping[str, tuple[tuple[str, ...], Floats]],
) -> Assumed:
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

    named = expected.mean if isinstance(expected.mean, Mapping) else visits
    places = [place for place, visit in enumerate(visits, 1) if visit in named]
    start = [0] if expected.baseline else []
    measured = np.array([*start, *places])
    mean, sd, effect = np.zeros(len(visits) + 1), np.zeros(len(visits) + 1), np.zeros((len(arms), len(visits) + 1))
    if expected.baseline:
        mean[0], sd[0] = on_scale(expected.baseline.mean), expected.baseline.spread
    for place in places:
        visit = visits[place - 1]
        mean[place], sd[place] = on_scale(at(expected.mean, visit)), at(expected.spread, visit)
        effect[:, place] = [on_scale(at(expected.effect.get(arm, none), visit)) for arm in arms]
    if answered is not None and (answered.left_for_items(sd[measured]) <= 0).any():
        refuse_items(paramcd, answered.too_coarse(sd[measured]))
    rows = expected.correlation.rows(len(measured)) if expected.correlation else [[1.0]]
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
        _multiple(expected.prior, effect, visits, on_scale) if expected.prior else None,
        logged,
        answered=answered,
    )


def refuse_items(paramcd: str, why: str) -> NoReturn:
    """Raise SpecError: a score cannot be simulated by its items."""
    at = ("design", "outcomes", paramcd, "items")
    raise SpecError([Problem(f"{'.'.join(at)} {why}", About(at=at))])


def _multiple(
    prior: Prior, effect: Floats, visits: tuple[str, ...], on_scale: Callable[[float], float]
) -> tuple[float, float]:
    """Turn a prior of the effect at one visit into one of a multiple of all effects."""
    at_visit = effect[:, visits.index(prior.visit) + 1 if prior.visit else -1]
    own = float(at_visit[np.flatnonzero(at_visit)[0]])
    return (own if prior.mean is None else on_scale(prior.mean)) / own, prior.sd / abs(own)


def _hazard(hazard: Any, arms: tuple[str, ...], visits: tuple[str, ...]) -> Floats:
    return np.array([[0.0, *(at(of_arm(hazard, arm), visit) for visit in visits)] for arm in arms])
