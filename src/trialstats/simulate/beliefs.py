"""What is believed of effects before a trial, in words: the mean and the standard deviation of each prior."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from trialstats.simulate.names import Names
from trialstats.simulate.outcome import Floats

__all__ = ["beliefs", "spreads"]

Belief = tuple[float | None, float]
"""Mean and standard deviation as a prior says them; a mean left out is the effect of the first arm with one."""


def beliefs(names: Names) -> Iterator[str]:
    """Say of every outcome, occurrence and time with a prior what is believed of its effect."""
    design, world = names.trial.design, names.world
    assert design is not None
    for paramcd, expected in design.outcomes.items():
        one, prior = world.outcomes[paramcd], expected.prior
        if prior is None or one.prior is None:
            continue
        visit = prior.visit or world.visits[-1]
        mean = mean_of((prior.mean, prior.sd), one.prior, one.effect[:, world.visits.index(visit) + 1], one.logged)
        what = f"the effect on {names.outcome(paramcd)} at {visit}"
        if one.logged:
            yield of_ratio(what, mean, prior.sd)
        else:
            sd = names.amount(one, prior.sd)
            yield f"{what} is normal with a mean of {names.amount(one, mean)} and an SD of {sd}"
    for name, counted in design.counts.items():
        recurring = world.recurring[name]
        if counted.prior is not None and recurring.prior is not None:
            mean = mean_of((counted.prior.mean, counted.prior.sd), recurring.prior, recurring.effect, logged=True)
            yield of_ratio(f"the ratio of rates of {names.counted(name)}", mean, counted.prior.sd)
    for paramcd, timed in design.times.items():
        timing = world.timing[paramcd]
        if timed.prior is not None and timing.prior is not None:
            mean = mean_of((timed.prior.mean, timed.prior.sd), timing.prior, timing.effect, logged=True)
            yield of_ratio(f"the ratio of hazards of {names.time(paramcd)}", mean, timed.prior.sd)


def of_ratio(what: str, median: float, sd: float) -> str:
    return f"the logarithm of {what} is normal about that of {median:g} with an SD of {sd:g}"


def mean_of(prior: Belief, multiple: tuple[float, float], effects: Floats, logged: bool) -> float:
    """Give the mean believed; multiple: the prior as one of a multiple of the effects, which tells of which it is."""
    mean, sd = prior
    if mean is not None:
        return mean
    own = float(effects[np.argmin(np.abs(np.abs(effects) - sd / multiple[1]))])
    return float(np.exp(own)) if logged else own


def spreads(names: Names) -> str:
    """List the standard deviations of what is believed, by outcome."""
    design, world = names.trial.design, names.world
    assert design is not None
    told = []
    for name, sd in design.priors.items():
        if (one := world.outcomes.get(name)) is not None:
            told.append(f"{names.outcome(name)} {f'{sd:g}' if one.logged else names.amount(one, sd)}")
        else:
            told.append(f"{names.counted(name) if name in world.recurring else names.time(name)} {sd:g}")
    return ", ".join(told)
