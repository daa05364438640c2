"""Worlds in which the true value of each hypothesis about a margin is that margin: where its type I error is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

import numpy as np
from scipy.special import ndtr, ndtri

from trialstats.methods.counts.options import Counts
from trialstats.methods.proportions.options import YesOrNo
from trialstats.methods.time_to_event.options import TimesToEvent
from trialstats.results.kinds import RATIOS, Kind
from trialstats.simulate.outcome import Assumed, Floats
from trialstats.simulate.questions import Question, Questions
from trialstats.simulate.recurring import Recurring
from trialstats.simulate.scenario import UPPER_MARGIN
from trialstats.simulate.testing import null_value
from trialstats.simulate.timing import Timing
from trialstats.simulate.truth import Truth, Truths, to_scale
from trialstats.simulate.world import World
from trialstats.trialfile.design import time_of
from trialstats.trialfile.trial import Trial

__all__ = ["margin_in", "truths_at_margins", "world_at_margins"]

# How often an effect is tried, and how near the margin its value must come, as a part of the margin's own distance from
# no difference: where equality is shown with a power of 90%, 0.2% move an error rate of 2.5% by 0.04%.
TRIES, NEAR = 8, 0.002
NO_EFFECT = "no effect of the arm was found of which the true value is the margin"


def margin_in(question: Question, kind: str) -> float | None:
    """Give the margin at which the value of a comparison is in a kind of world; None of a question about none."""
    lower, upper = question.margins
    first, second = (upper, lower) if kind == UPPER_MARGIN else (lower, upper)
    return second if first is None else first


def truths_at_margins(truths: Truths, equal: World, kind: str) -> list[Truth]:
    """Give the true values where all hypotheses about margins are at these and arms differ in nothing else.

    equal: the world in which arms do not differ. The effect of an arm is the same at all visits. Where its value is not
    that of the comparison, because events take a part of it or a scale ends, it is looked for by the rule of three.
    """
    asked = truths.questions.asked
    reasons = refused(truths.trial, asked, equal, kind)
    targets = {
        place: target
        for place, question in enumerate(asked)
        if place not in reasons and (target := margin_in(question, kind)) is not None
    }
    effects = {place: first_effect(truths.trial, asked[place], equal, target) for place, target in targets.items()}
    found: list[Truth] = []
    for _ in range(TRIES):
        found = truths.of(placed(truths.trial, asked, equal, effects))
        wanted = {place: beyond(asked[place], target) for place, target in targets.items()}
        given = {place: beyond(asked[place], found[place].value) for place in targets}
        if all(abs(given[place] - wanted[place]) <= NEAR * abs(wanted[place]) for place in targets):
            break
        lost = [place for place in targets if not np.isfinite(given[place]) or given[place] == 0]
        reasons |= dict.fromkeys(lost, NO_EFFECT)
        targets = {place: target for place, target in targets.items() if place not in lost}
        effects = {place: effects[place] * wanted[place] / given[place] for place in targets}
    else:
        reasons |= dict.fromkeys(targets, NO_EFFECT)
    return [
        replace(truth, effect=effects.get(place) if place not in reasons else None, reason=reasons.get(place, ""))
        for place, truth in enumerate(found)
    ]


def beyond(question: Question, value: float) -> float:
    """Tell how far a value lies from no difference, on the scale of its standard error."""
    return to_scale(question, value) - to_scale(question, null_value(question))


def refused(trial: Trial, asked: Sequence[Question], equal: World, kind: str) -> dict[int, str]:
    """Say why hypotheses cannot be at a margin: another has the same effect at its own, or there is no such share."""
    reasons: dict[int, str] = {}
    taken: dict[tuple[str, str, str], tuple[float, str]] = {}
    for place, question in enumerate(asked):
        target = margin_in(question, kind)
        if target is None:
            continue
        where = (*changed_by(trial, question), question.sought.ARM)
        margin, label = taken.setdefault(where, (target, question.label))
        if margin != target:
            reasons[place] = f"the effect of {question.sought.ARM} is at the margin of “{label}”, of the same outcome"
        elif not np.isfinite(first_effect(trial, question, equal, target)):
            reasons[place] = "no share lies so far from that of the reference"
    return reasons


def changed_by(trial: Trial, question: Question) -> tuple[Literal["outcomes", "recurring", "timing"], str]:
    """Name what of a world the effect of a question is of: a part, and a name in it."""
    analysis = trial.complete(question.analysis)
    if isinstance(analysis, Counts):
        return "recurring", str(analysis.dataset)
    if isinstance(analysis, TimesToEvent):
        return "timing", time_of(trial, question.sought)
    return "outcomes", str(question.sought.PARAMCD)


def first_effect(trial: Trial, question: Question, equal: World, target: float) -> float:
    """Give the effect of which the value is the margin where nothing takes a part of it; NaN where there is none."""
    if question.kind not in (Kind.RISK_DIFFERENCE, Kind.RISK_RATIO, Kind.ODDS_RATIO):
        return float(np.log(target)) if question.kind in RATIOS else target
    analysis, one = trial.complete(question.analysis), equal.outcomes[str(question.sought.PARAMCD)]
    if not isinstance(analysis, YesOrNo) or one.values is None or question.sought.AVISIT is None:
        return target
    sign = 1 if analysis.event.is_met_by(one.values[1]) else -1
    mean = float(one.mean[equal.visits.index(question.sought.AVISIT) + 1])
    share = float(ndtr(sign * mean))
    if question.kind == Kind.RISK_DIFFERENCE:
        wanted = share + target
    elif question.kind == Kind.RISK_RATIO:
        wanted = share * target
    else:
        odds = target * share / (1 - share)
        wanted = odds / (1 + odds)
    return sign * float(ndtri(wanted)) - mean if 0 < wanted < 1 else np.nan


def world_at_margins(trial: Trial, questions: Questions, equal: World, truths: Sequence[Truth]) -> World:
    """Give the world in which the effects are those that were found."""
    effects = {place: truth.effect for place, truth in enumerate(truths) if truth.effect is not None}
    return placed(trial, questions.asked, equal, effects)


def placed(trial: Trial, asked: Sequence[Question], equal: World, effects: Mapping[int, float]) -> World:
    """Give a world in which arms have other effects: by the place of the question that each is of."""
    outcomes, recurring, timing = dict(equal.outcomes), dict(equal.recurring), dict(equal.timing)
    parts: dict[str, dict[str, Any]] = {"outcomes": outcomes, "recurring": recurring, "timing": timing}
    for place, effect in effects.items():
        question = asked[place]
        part, name = changed_by(trial, question)
        own = parts[part][name]
        parts[part][name] = replace(
            own, effect=own.effect + effect * who_has_it(trial, own, equal, question.sought.ARM)
        )
    return replace(equal, outcomes=outcomes, recurring=recurring, timing=timing)


def who_has_it(trial: Trial, one: Assumed | Recurring | Timing, world: World, arm: str) -> Floats:
    """Tell which arms, or sequences, have the effect of an arm: 1 or 0, as the effects of an outcome, events or a time.

    Of an outcome it is at every visit at which that is measured, but for baselines.
    """
    if not isinstance(one, Assumed):
        return np.array([float(name == arm) for name in world.arms])
    at = np.array([0.0, *(float(not trial.visits[visit].baseline) for visit in world.visits)])
    at *= np.isin(np.arange(len(at)), one.measured)
    arms = world.arms if world.periods is None else world.periods.treatments
    has = np.array([at * (name == arm) for name in arms])
    return has if world.periods is None else world.periods.by_sequence(has)
