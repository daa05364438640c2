"""What a design assumes, as arrays: arms, visits, outcomes, covariates, and the chances of losses and events.

Arms stand with the reference first. Visits are counted from baseline, which is visit 0 whether or not there is one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from math import log
from typing import Any

import numpy as np

from trialstats.simulate.followed import Followed, followed_of
from trialstats.simulate.number import assumed_of
from trialstats.simulate.outcome import Assumed, Floats, Integers, yes_or_no
from trialstats.simulate.periods import Periods, periods_of
from trialstats.simulate.recurring import Recurring, recurring_of
from trialstats.simulate.timing import Timing, timing_of
from trialstats.trialfile.design import by_visit, smallest_block, visits_simulated
from trialstats.trialfile.parts.design.losses import DependsOn
from trialstats.trialfile.parts.design.values import at, of_arm
from trialstats.trialfile.trial import Trial

__all__ = ["Chances", "Event", "World", "world_of"]


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
    periods: of a crossover trial, whose arms here are the sequences that subjects are randomised to.
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
    periods: Periods | None = None

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
        """The same world in which arms do not differ in anything: the complete null hypothesis.

        Of a crossover trial treatments have no effect in their own period; what is carried over stays, and is rejected
        falsely.
        """
        outcomes = {
            name: replace(one, effect=np.zeros_like(one.effect), prior=None) for name, one in self.outcomes.items()
        }
        events = tuple(replace(event, hazard=self._alike(event.hazard)) for event in self.events)
        dropout = replace(self.dropout, hazard=self._alike(self.dropout.hazard)) if self.dropout else None
        followed = replace(self.followed, lost=self._alike(self.followed.lost)) if self.followed else None
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

    def left_out(self, one: Assumed, in_model: Collection[str]) -> float:
        """The variance of what covariates add to an outcome that are not in a model; the same at every visit."""
        total = 0.0
        for name, adds in one.covariates.items():
            if name in in_model:
                continue
            if isinstance(adds, float):
                total += (adds * self.numbers[name][1]) ** 2
            else:
                total += float(self.levels[name][1] @ adds**2)
        return total

    def _alike(self, hazard: Floats) -> Floats:
        """Chances (A, ...) as those of the reference in all arms; sequences have none, and all have the mean."""
        shared = hazard[:1] if self.periods is None else np.tensordot(self.shares, hazard, axes=1)[None]
        return np.broadcast_to(shared, hazard.shape)

    def without_carry_over(self) -> World:
        """The same world in which the washout is long enough."""
        return replace(self, outcomes={name: replace(one, carried=None) for name, one in self.outcomes.items()})

    @property
    def carries_over(self) -> bool:
        """Whether anything is carried over from a period to the next."""
        return any(one.carried is not None and one.carried.any() for one in self.outcomes.values())


def world_of(trial: Trial) -> World:
    """Make arrays of the design of a trial; the trial file was checked."""
    design = trial.design
    assert design is not None
    visits = tuple(visits_simulated(trial))
    periods = periods_of(trial, visits)
    arms = tuple(trial.groups if periods else trial.arm_order)
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
        paramcd: assumed_of(trial, paramcd, expected, visits, levels) for paramcd, expected in design.outcomes.items()
    }
    outcomes |= {paramcd: yes_or_no(trial, paramcd, one, visits) for paramcd, one in design.shares.items()}
    leaving = design.dropout
    dropout = Chances(_hazard(trial, leaving.hazard, arms, visits), leaving.depends_on) if leaving else None
    events = tuple(
        Event(
            _hazard(trial, one.hazard, arms, visits),
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
        periods=periods,
    )


def _block(trial: Trial, arms: tuple[str, ...]) -> tuple[int, ...]:
    """The arms of one block, by their place: as often as the allocation says."""
    assert trial.design is not None
    smallest = smallest_block(trial)
    assert smallest is not None  # the trial file was checked
    times = (trial.design.block or 2 * sum(smallest.values())) // sum(smallest.values())
    return tuple(place for place, arm in enumerate(arms) for _ in range(smallest[arm] * times))


def _hazard(trial: Trial, hazard: Any, arms: tuple[str, ...], visits: tuple[str, ...]) -> Floats:
    """Chances by arm and visit, (A, V+1); of a crossover trial they may be by visit alone, and are by sequence."""
    by_visit_alone = isinstance(hazard, Mapping) and not set(hazard) <= set(arms)
    courses = [by_visit(trial, hazard if by_visit_alone else of_arm(hazard, arm)) for arm in arms]
    return np.array([[0.0, *(at(course, visit) for visit in visits)] for course in courses])
