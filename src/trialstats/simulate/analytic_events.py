"""The power of a comparison of rates or hazards without simulation: by what is seen of the events."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from trialstats.engines.power import Sides, information_of_rate, power_of_hazards, power_of_rates, share_with_event
from trialstats.methods.counts.options import Counts
from trialstats.methods.time_to_event.options import TimesToEvent
from trialstats.simulate.outcome import Floats
from trialstats.simulate.questions import Question
from trialstats.simulate.world import World
from trialstats.trialfile.design import time_of
from trialstats.trialfile.trial import Trial

__all__ = ["arms_of", "power_of_counts", "power_of_times"]

GRID = 4000
Power = Callable[[int], float]


def power_of_counts(
    analysis: Counts, question: Question, world: World, retained: Floats, alpha: float, sides: Sides
) -> Power | str:
    """Give power as a function of the number of subjects, or say why there is no formula. retained (A, V+1)."""
    one = world.recurring[str(analysis.dataset)]
    if one.covariates and any(np.any(adds) for adds in one.covariates.values()):
        return "no formula for counts whose rate covariates change"
    if analysis.std_error not in ("model", "expected") or analysis.by_arm:
        return "no formula for counts with robust or scaled standard errors, or slopes by arm"
    if analysis.model == "poisson" and one.dispersion:
        return "no formula for a Poisson model of counts that are negative binomial"
    arms = arms_of(question, world)
    shares = followed_shares(world, arms, retained)
    information = [
        information_of_rate(one.rate * float(np.exp(one.effect[arm])), one.dispersion, times, share)
        for arm, (times, share) in zip(arms, shares, strict=True)
    ]
    ratio = towards(float(np.exp(one.effect[arms[0]] - one.effect[arms[1]])), question)

    def power(n: int) -> float:
        sizes = world.sizes(n)[arms]
        if sizes.min() < 1:
            return 0.0
        first, second = sizes * information
        return power_of_rates(ratio, first, second, alpha=alpha, sides=sides)

    return power


def power_of_times(
    trial: Trial, analysis: TimesToEvent, question: Question, world: World, retained: Floats, alpha: float, sides: Sides
) -> Power | str:
    """Give power as a function of the number of subjects, or say why there is no formula."""
    one = world.timing[time_of(trial, question.sought)]
    if one.covariates and any(np.any(adds) for adds in one.covariates.values()):
        return "no formula for times to an event whose hazard covariates change"
    if analysis.std_error != "model":
        return "no formula for times to an event with robust standard errors"
    arms = arms_of(question, world)
    seen = np.array(
        [
            share_with_event(one.scale, one.shape, float(np.exp(one.effect[arm])), times, share)
            for arm, (times, share) in zip(arms, followed_shares(world, arms, retained), strict=True)
        ]
    )
    ratio = towards(float(np.exp(one.effect[arms[0]] - one.effect[arms[1]])), question)

    def power(n: int) -> float:
        sizes = world.sizes(n)[arms].astype(float)
        if sizes.min() < 1:
            return 0.0
        return power_of_hazards(ratio, float(sizes @ seen), sizes[0] / sizes.sum(), alpha=alpha, sides=sides)

    return power


def arms_of(question: Question, world: World) -> list[int]:
    """The places of arm and reference."""
    return [world.arms.index(question.sought.ARM), world.arms.index(question.sought.REFERENCE)]


def towards(ratio: float, question: Question) -> float:
    """Turn a ratio so that one above 1 is on the better side."""
    return 1 / ratio if question.better == "lower" else ratio


def followed_shares(world: World, arms: Iterable[int], retained: Floats) -> list[tuple[Floats, Floats]]:
    """Give, of each arm, days (D,) and the share that is followed beyond them."""
    assert world.followed is not None
    days = np.linspace(0.0, world.followed.most, GRID + 1)
    # Of the longest time itself nobody is followed beyond; the grid ends just before.
    days[-1] = np.nextafter(days[-1], 0.0)
    return [(days, world.followed.share(arm, days, retained[arm])) for arm in arms]
