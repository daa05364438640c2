"""Simulated trials: covariates, outcomes with and without the losses, and events, of many replicates at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from trialstats.engines.random_streams import stream
from trialstats.simulate.blocks import in_blocks
from trialstats.simulate.course import Course, happens
from trialstats.simulate.outcome import Assumed, Floats, Integers
from trialstats.simulate.recurring import Recurring
from trialstats.simulate.timing import Timing
from trialstats.simulate.world import World

__all__ = ["Drawn", "draw"]

Switches = NDArray[np.bool_]


@dataclass(frozen=True)
class Drawn:
    """R replicates of a trial of n subjects with V visits after baseline.

    arm (n,), or (R, n) of randomisation within strata: as the world counts them. covariates: (R, n), of a category the
    place of the level. complete, recorded: (R, n, V+1) by PARAMCD, NaN where it is not measured; recorded also where it
    was lost. begins: by event (R, n), the first visit that it affects, V+1 where it did not happen. left (R, n): the
    first visit of who left, else V+1. multiple (R,): where effects are drawn, how far each replicate's lie from the
    mean believed, in standard deviations. days (R, n): of follow-up, if the design tells of it; counts (R, n): the
    events in them, by occurrence; times: by PARAMCD the days to the event or the end, and whether it was the event.
    """

    world: World
    arm: Integers
    covariates: Mapping[str, NDArray[np.generic]]
    complete: Mapping[str, Floats]
    recorded: Mapping[str, Floats]
    begins: Mapping[str, Integers]
    left: Integers
    multiple: Floats | None = None
    days: Floats | None = None
    counts: Mapping[str, Floats] = field(default_factory=dict)
    times: Mapping[str, tuple[Floats, Switches]] = field(default_factory=dict)

    @property
    def replicates(self) -> int:
        return int(self.left.shape[0])

    @property
    def n(self) -> int:
        """The subjects of a replicate."""
        return int(self.left.shape[1])

    def of_arm(self, place: int) -> Switches:
        """Tell which subjects are of an arm, (R, n)."""
        return np.broadcast_to(self.arm == place, self.left.shape)


def draw(world: World, n: int, replicates: int, seed: int, scenario: str, batch: int, *, prior: bool = False) -> Drawn:
    """Draw one batch of trials. prior: whether the effects themselves are drawn, from what is believed of them."""

    def of(purpose: str) -> np.random.Generator:
        return stream(seed, scenario, str(batch), purpose)

    covariates = _covariates(world, n, replicates, of("covariates"))
    arm = in_blocks(world, covariates, (replicates, n), of("arms")) if world.strata else world.arm_of(n)
    multiple = of("prior").standard_normal(replicates) if prior else None
    noise = _noise(world, n, replicates, of("outcomes"))
    plain, effects = {}, {}
    for name, one in world.outcomes.items():
        shared = 1.0 if one.answered is None else np.sqrt(one.answered.alpha)
        plain[name] = one.mean + shared * noise[name] + _added(one, world, covariates)[..., None]
        if one.carried is not None:
            plain[name] = plain[name] + one.carried[arm]
        effect = np.broadcast_to(one.effect[arm], (replicates, n, one.mean.size))
        if multiple is not None and one.prior is not None:
            effect = effect * (one.prior[0] + one.prior[1] * multiple)[:, None, None]
        effects[name] = effect
    course = Course.of(world, arm, plain, effects, (replicates, n))
    begins, left = _follow(course, of("events"), of("dropout"))
    for name, one in world.outcomes.items():
        if one.answered is not None:
            tendency = course.values[name]
            course.values[name] = one.answered.score(tendency, one.sd, one.root, one.measured, of(f"items {name}"))
    missed = of("missed").random((replicates, n, len(world.visits) + 1)) < world.missed
    missed[..., 0] = False
    gone = np.arange(len(world.visits) + 1) >= left[..., None]
    recorded = {name: np.where(gone | missed, np.nan, values) for name, values in course.values.items()}
    days = None if world.followed is None else world.followed.draw(arm, left, of("follow-up"))
    counts, times = {}, {}
    if days is not None:

        def on_logarithms(one: Recurring | Timing) -> tuple[Floats, Floats]:
            effect = np.broadcast_to(one.effect[arm], (replicates, n))
            if multiple is not None and one.prior is not None:
                effect = effect * (one.prior[0] + one.prior[1] * multiple)[:, None]
            return effect, _added(one, world, covariates)

        for name, recurring in world.recurring.items():
            counts[name] = recurring.draw(*on_logarithms(recurring), days, of(f"counts {name}"))
        for name, timing in world.timing.items():
            times[name] = timing.draw(*on_logarithms(timing), days, of(f"times {name}"))
    return Drawn(world, arm, covariates, course.values, recorded, begins, left, multiple, days, counts, times)


def _covariates(world: World, n: int, replicates: int, rng: np.random.Generator) -> dict[str, NDArray[np.generic]]:
    drawn: dict[str, NDArray[np.generic]] = {}
    for name, (mean, sd) in world.numbers.items():
        drawn[name] = mean + sd * rng.standard_normal((replicates, n))
    for name, (_, shares) in world.levels.items():
        drawn[name] = np.searchsorted(np.cumsum(shares)[:-1], rng.random((replicates, n)), side="right")
    return drawn


def _noise(world: World, n: int, replicates: int, rng: np.random.Generator) -> dict[str, Floats]:
    """Draw the deviations from the mean, (R, n, V+1) by outcome: correlated over visits, and between outcomes.

    Between two outcomes the correlation is that of what each visit brings anew.
    """
    names, width = list(world.outcomes), len(world.visits) + 1
    fresh = {name: rng.standard_normal((replicates, n, width)) for name in names}
    if world.between:
        together = np.full((len(names), len(names)), world.between)
        np.fill_diagonal(together, 1.0)
        root = np.linalg.cholesky(together)
        fresh = {name: sum(root[i, j] * fresh[other] for j, other in enumerate(names)) for i, name in enumerate(names)}
    noise = {}
    for name, one in world.outcomes.items():
        values = np.full((replicates, n, width), np.nan)
        values[..., one.measured] = (fresh[name][..., one.measured] @ one.root.T) * one.sd[one.measured]
        noise[name] = values
    return noise


def _added(one: Assumed | Recurring | Timing, world: World, covariates: Mapping[str, NDArray[np.generic]]) -> Floats:
    """What the covariates add, (R, n) or a plain zero; its mean is 0."""
    total = np.zeros((1, 1))
    for name, adds in one.covariates.items():
        values = covariates[name].astype(float)
        if isinstance(adds, float):
            total = total + adds * (values - world.numbers[name][0])
        else:
            total = total + adds[values.astype(np.int64)]
    return total


def _follow(
    course: Course, of_events: np.random.Generator, of_dropout: np.random.Generator
) -> tuple[dict[str, Integers], Integers]:
    """Go from visit to visit: events happen, change the outcomes from then on, and subjects leave."""
    world, shape = course.world, course.kept.shape
    width = len(world.visits) + 1
    begins = {event.name: np.full(shape, width, dtype=np.int64) for event in world.events}
    left = np.full(shape, width, dtype=np.int64)
    course.record(0)
    for visit in range(1, width):
        for event in world.events:
            now = happens(course, event, visit, of_events) & (begins[event.name] > visit)
            begins[event.name][now] = visit
            course.change(now, event)
            leaves = now & (of_events.random(shape) < event.leaves)
            left[leaves & (left > visit)] = visit
        course.record(visit)
        if world.dropout is not None:
            left[happens(course, world.dropout, visit, of_dropout) & (left > visit)] = visit
    return begins, left
