"""The course of simulated subjects from visit to visit, and whom an event or the end of participation meets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trialstats.simulate.outcome import Floats, Integers
from trialstats.simulate.world import Chances, Event, World

__all__ = ["Course", "happens"]

Switches = NDArray[np.bool_]


@dataclass
class Course:
    """R replicates of n subjects over V visits after baseline.

    plain, effects, values: (R, n, V+1) by outcome: values without effects of arms, these effects, and what would be
    recorded of whoever is still there, up to the visit reached. kept (R, n): the part of the effect that events have
    left; extra (R, n) by outcome: what they add.
    """

    world: World
    arm: Integers
    plain: Mapping[str, Floats]
    effects: Mapping[str, Floats]
    values: dict[str, Floats]
    kept: Floats
    extra: dict[str, Floats]

    @classmethod
    def of(
        cls,
        world: World,
        arm: Integers,
        plain: Mapping[str, Floats],
        effects: Mapping[str, Floats],
        shape: tuple[int, int],
    ) -> Course:
        """Begin it, of R replicates of n subjects (shape): nothing has happened yet."""
        values = {name: np.full_like(one, np.nan) for name, one in plain.items()}
        return cls(world, arm, plain, effects, values, np.ones(shape), {name: np.zeros(shape) for name in plain})

    def value(self, name: str, visit: int) -> Floats:
        """The value of an outcome at a visit, (R, n), after all that has happened so far."""
        added = self.extra[name] if visit else 0.0
        whole = self.plain[name][..., visit] + self.kept * self.effects[name][..., visit] + added
        return self.world.outcomes[name].as_recorded(whole)

    def record(self, visit: int) -> None:
        """Settle the values of a visit."""
        for name, values in self.values.items():
            values[..., visit] = self.value(name, visit)

    def change(self, now: Switches, event: Event) -> None:
        """Let an event take its part of the effect, and add what it adds, from the next value on."""
        self.kept = np.where(now, self.kept * event.keeps, self.kept)
        for name, adds in event.adds.items():
            self.extra[name] = np.where(now, self.extra[name] + adds, self.extra[name])


def happens(course: Course, chances: Chances, visit: int, rng: np.random.Generator) -> Switches:
    """Draw whom it meets between the visit before and this one, (R, n); also of those who have left already.

    Where the chance depends on an outcome, it is that of the logit, moved by so much a unit above the mean of the
    reference arm at that visit.
    """
    shape = course.kept.shape
    hazard = np.broadcast_to(chances.hazard[course.arm, visit], shape)
    if chances.depends is not None:
        depends = chances.depends
        one = course.world.outcomes[depends.parameter]
        before = one.measured[one.measured < visit]
        if depends.value == "current":
            beyond = one.as_assumed(course.value(one.paramcd, visit)) - one.mean[visit]
        elif before.size:
            beyond = one.as_assumed(course.values[one.paramcd][..., before[-1]]) - one.mean[before[-1]]
        else:
            beyond = np.zeros(shape)
        odds = hazard / (1.0 - hazard) * np.exp(depends.log_odds * np.nan_to_num(beyond))
        hazard = odds / (1.0 + odds)
    met: Switches = rng.random(shape) < hazard
    return met
