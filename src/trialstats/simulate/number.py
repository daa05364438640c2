"""An outcome that is a number, made into arrays: what its design says of each visit, and how values are recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import log
from typing import NoReturn

import numpy as np

from trialstats.errors import SpecError
from trialstats.simulate.items import Answered, answered_of
from trialstats.simulate.outcome import Assumed, Floats, Integers
from trialstats.simulate.periods import periods_of
from trialstats.simulate.scale import scale_of
from trialstats.trialfile.design import dataset_of, expected_by_visit, is_logged, later_baselines, visits_of
from trialstats.trialfile.parts.design.outcome import Expected
from trialstats.trialfile.parts.design.values import at
from trialstats.trialfile.text.declared import About, Problem
from trialstats.trialfile.trial import Trial

__all__ = ["assumed_of"]

# Of the width of a scale: logarithms and back move a mean at its end by less.
ROUNDING = 1e-9


@dataclass(frozen=True)
class Recorded:
    """How values are recorded: on which scale they are drawn, in which steps, from where to where, by which items."""

    logged: bool
    step: float | None
    range: tuple[float, float] | None
    answered: Answered | None

    @property
    def none(self) -> float:
        """What the design says where nothing is added, or multiplied by."""
        return 1.0 if self.logged else 0.0

    def on_scale(self, value: float) -> float:
        """Bring what the design says to the scale on which values are drawn."""
        return log(value) if self.logged else value


@dataclass(frozen=True)
class Places:
    """The visits at which the outcome is measured: baselines (`start`, 0 the first of them), and those after."""

    start: list[int]
    after: list[int]

    @property
    def measured(self) -> Integers:
        return np.array(sorted([*self.start, *self.after]))


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
    expected, periods = expected_by_visit(trial, declared), periods_of(trial, visits)
    dataset = dataset_of(trial, paramcd, expected)
    recorded, places = recorded_of(trial, dataset, paramcd, expected), places_of(trial, expected, visits)
    measured = places.measured
    mean, sd = mean_and_sd(expected, visits, places, recorded)
    effect = effects_of(trial, expected, visits, places, recorded)
    prior = multiple_of(expected, effect, visits, recorded) if expected.prior else None
    carried = None
    if periods is not None:
        mean[measured] += added_by_periods(expected, [int(periods.of_visit[place]) + 1 for place in measured], recorded)
        effect = periods.by_sequence(effect)
        if expected.carry_over:
            carried = periods.carried(carried_over(trial, expected, visits, places, recorded))
    in_period = [trial.visits[(str(trial.baseline_visit), *visits)[place]].period for place in measured]
    assumed = Assumed(
        paramcd=paramcd,
        dataset=dataset,
        measured=measured,
        mean=mean,
        effect=effect,
        sd=sd,
        root=np.linalg.cholesky(np.array(expected.rows(in_period))),
        covariates=added_by_covariates(expected, levels, recorded),
        step=recorded.step,
        range=recorded.range,
        prior=prior,
        logged=recorded.logged,
        answered=recorded.answered,
        carried=carried,
    )
    refuse_off_scale(trial, assumed)
    return assumed


def recorded_of(trial: Trial, dataset: str, paramcd: str, expected: Expected) -> Recorded:
    """Say how values are recorded: as the design says, else as the questionnaire that the outcome is a score of."""
    logged = is_logged(trial, dataset, paramcd)
    if expected.items:
        answered = answered_of(trial, dataset, paramcd, expected.items)
        if isinstance(answered, str):
            refuse_items(paramcd, answered)
        return Recorded(logged, expected.step, expected.range, answered)
    if expected.step is None and expected.range is None:
        return Recorded(logged, *scale_of(trial, dataset, paramcd), None)
    return Recorded(logged, expected.step, expected.range, None)


def places_of(trial: Trial, expected: Expected, visits: tuple[str, ...]) -> Places:
    """Find the visits at which the outcome is measured."""
    named = visits_of(trial, expected)
    again = later_baselines(trial) if expected.baseline else []
    return Places(
        start=[*([0] if expected.baseline else []), *(visits.index(visit) + 1 for visit in again)],
        after=[place for place, visit in enumerate(visits, 1) if visit in named],
    )


def mean_and_sd(
    expected: Expected, visits: tuple[str, ...], places: Places, recorded: Recorded
) -> tuple[Floats, Floats]:
    """Lay out the means and standard deviations without an effect, (V+1,) each."""
    mean, sd = np.zeros(len(visits) + 1), np.zeros(len(visits) + 1)
    if expected.baseline:
        mean[places.start], sd[places.start] = recorded.on_scale(expected.baseline.mean), expected.spread_at_baseline
    for place in places.after:
        visit = visits[place - 1]
        mean[place], sd[place] = recorded.on_scale(at(expected.mean, visit)), at(expected.spread, visit)
    return mean, sd


def effects_of(trial: Trial, expected: Expected, visits: tuple[str, ...], places: Places, recorded: Recorded) -> Floats:
    """Lay out what each arm adds to the means, (A, V+1)."""
    effect = np.zeros((len(trial.arm_order), len(visits) + 1))
    courses = [expected.effect.get(arm, recorded.none) for arm in trial.arm_order]
    for place in places.after:
        effect[:, place] = [recorded.on_scale(at(course, visits[place - 1])) for course in courses]
    return effect


def multiple_of(expected: Expected, effect: Floats, visits: tuple[str, ...], recorded: Recorded) -> tuple[float, float]:
    """Turn a prior of the effect at one visit into one of a multiple of all effects: its mean and SD."""
    prior = expected.prior
    assert prior is not None
    at_visit = effect[:, visits.index(prior.visit) + 1 if prior.visit else -1]
    own = float(at_visit[np.flatnonzero(at_visit)[0]])
    return (own if prior.mean is None else recorded.on_scale(prior.mean)) / own, prior.sd / abs(own)


def added_by_periods(expected: Expected, periods: list[int], recorded: Recorded) -> list[float]:
    """Give what each of the periods, counted from 1, adds."""
    return [recorded.on_scale(expected.period_effect.get(period, recorded.none)) for period in periods]


def carried_over(
    trial: Trial, expected: Expected, visits: tuple[str, ...], places: Places, recorded: Recorded
) -> Floats:
    """Gather what arms still add in the next period, (A, V+1).

    One number is of the visits after baseline; a baseline has what is said of it by name.
    """
    carried = np.zeros((len(trial.arm_order), len(visits) + 1))
    for row, arm in zip(carried, trial.arm_order, strict=True):
        course = expected.carry_over.get(arm, recorded.none)
        for place in (place for place in (*places.after, *places.start) if place):
            plain = course if place in places.after else recorded.none
            value = plain if not isinstance(course, Mapping) else course.get(visits[place - 1], recorded.none)
            row[place] = recorded.on_scale(value)  # type: ignore[arg-type]
    return carried


def added_by_covariates(
    expected: Expected, levels: Mapping[str, tuple[tuple[str, ...], Floats]], recorded: Recorded
) -> dict[str, float | Floats]:
    """Give what a unit of a covariate adds, or each of its levels (L,), centred so that the mean stays."""
    added: dict[str, float | Floats] = {}
    for name, course in expected.covariates.items():
        if isinstance(course, Mapping):
            own, shares = levels[name]
            by_level = np.array([recorded.on_scale(at(course, level)) for level in own])
            added[name] = by_level - float(shares @ by_level)
        else:
            added[name] = recorded.on_scale(course)
    return added


def refuse_off_scale(trial: Trial, assumed: Assumed) -> None:
    """Raise SpecError where a mean cannot be on the scale, or its items leave values no room to vary."""
    means, sd = assumed.by_arm[:, assumed.measured], assumed.sd[assumed.measured]
    parameter, answered = trial.outcome(assumed.dataset, assumed.paramcd), assumed.answered
    for limits in (answered.ends if answered else assumed.range, parameter.range if parameter else None):
        if limits is not None:
            refuse_beyond(assumed.paramcd, np.exp(means) if assumed.logged else means, limits)
    if answered is not None and (answered.left_for_items(sd) <= 0).any():
        refuse_items(assumed.paramcd, answered.too_coarse(sd))


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
