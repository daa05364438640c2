"""What is estimated of costs: of an arm, and of one arm against another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trialstats.engines.fieller import ratio_limits
from trialstats.engines.proportions import risk_difference
from trialstats.engines.random_streams import stream
from trialstats.engines.resample import bootstrap_indices, percentile_limits
from trialstats.errors import FitError, NoSuchNumber
from trialstats.methods.cost.options import Cost
from trialstats.methods.cost.rows import Described, Per
from trialstats.methods.shared.rows import NO_SUBJECT
from trialstats.methods.shared.scope import conf_level
from trialstats.results.shape import Row

__all__ = [
    "Arm",
    "additional_responders",
    "arm_of",
    "difference",
    "incremental",
    "per_responder",
    "per_session",
    "per_subject",
    "total",
]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Arm:
    """An arm's subjects: cost, response (1 or 0), sessions; and the bootstrap means of each (draws,)."""

    cost: Floats
    response: Floats
    sessions: Floats
    mean_costs: Floats
    mean_responses: Floats
    mean_sessions: Floats


def arm_of(analysis: Cost, own: pd.DataFrame, arm: str) -> Arm:
    values = [own[name].to_numpy(dtype=float) for name in (Described.COST, "RESPONSE", Described.SESSIONS)]
    random = stream(analysis.seed, "cost", arm)
    chunks = bootstrap_indices(len(own), analysis.draws, random) if len(own) else iter(())
    # What belongs to a subject is drawn together.
    means = [[value[index].mean(axis=1) for value in values] for index in chunks]
    drawn = [np.concatenate([of_chunk[k] for of_chunk in means]) if means else np.empty(0) for k in range(3)]
    return Arm(*values, *drawn)


def total(analysis: Cost, own: Arm) -> Row:
    return {"n": len(own.cost), "events": float(own.sessions.sum()), "estimate": float(own.cost.sum())}


def per_subject(analysis: Cost, own: Arm) -> Row:
    if not len(own.cost):
        raise FitError(NO_SUBJECT)
    return {"n": len(own.cost), "estimate": float(own.cost.mean()), **_limits(analysis, own.mean_costs)}


def per_session(analysis: Cost, own: Arm) -> Row:
    """Divide the cost of all subjects by their sessions: a mean of the prices of the sessions that they had."""
    if not own.sessions.sum():
        raise NoSuchNumber("no session to divide the cost by")
    row = {"n": len(own.cost), "events": float(own.sessions.sum()), "estimate": own.cost.sum() / own.sessions.sum()}
    if not own.mean_sessions.all():
        return {**row, "reason": "some bootstrap draws have no session to divide by"}
    return {**row, **_limits(analysis, own.mean_costs / own.mean_sessions)}


def per_responder(analysis: Cost, own: Arm) -> Row:
    if not own.response.sum():
        raise NoSuchNumber("no responder to divide the cost by")
    cost, response = float(own.cost.mean()), float(own.response.mean())
    row = {"n": len(own.cost), "count": int(own.response.sum()), "estimate": cost / response}
    return {**row, **_ratio_limits(analysis, own.mean_costs, own.mean_responses, cost, response)}


def difference(analysis: Cost, own: Arm, reference: Arm) -> Row:
    _refuse_nobody(own, reference)
    estimate = float(own.cost.mean() - reference.cost.mean())
    draws = own.mean_costs - reference.mean_costs
    return {"n": len(own.cost) + len(reference.cost), "estimate": estimate, **_limits(analysis, draws)}


def additional_responders(analysis: Cost, own: Arm, reference: Arm) -> Row:
    counts = (int(own.response.sum()), len(own.cost), int(reference.response.sum()), len(reference.cost))
    return risk_difference(*counts, conf_level(analysis))


def incremental(analysis: Cost, own: Arm, reference: Arm) -> Row:
    """Divide the difference of costs by that of responders, where neither arm is better in both."""
    _refuse_nobody(own, reference)
    cost = float(own.cost.mean() - reference.cost.mean())
    effect = float(own.response.mean() - reference.response.mean())
    if abs(effect) < 1e-12:
        raise NoSuchNumber("the arms have the same share of responders: there is no additional responder to divide by")
    if effect < 0 <= cost:
        raise NoSuchNumber("the arm costs no less and has fewer responders than the reference: it is dominated")
    if cost < 0 < effect:
        raise NoSuchNumber("the arm costs less and has more responders than the reference: it dominates")
    per = Per.ADDITIONAL if effect > 0 else Per.FORGONE
    costs, effects = own.mean_costs - reference.mean_costs, own.mean_responses - reference.mean_responses
    row = {"n": len(own.cost) + len(reference.cost), "level": per, "estimate": cost / effect}
    return {**row, **_ratio_limits(analysis, costs, effects, cost, effect)}


def _refuse_nobody(*arms: Arm) -> None:
    if any(not len(arm.cost) for arm in arms):
        raise FitError("an arm has no subject")


def _limits(analysis: Cost, draws: Floats) -> Row:
    level = conf_level(analysis)
    low, high = percentile_limits(draws, level)
    return {"std_error": float(draws.std(ddof=1)), "conf_low": low, "conf_high": high, "conf_level": level}


def _ratio_limits(analysis: Cost, costs: Floats, effects: Floats, cost: float, effect: float) -> Row:
    """Give the limits of a ratio; the reason where there are none, beside an estimate that stands."""
    level = conf_level(analysis)
    try:
        low, high = ratio_limits(costs, effects, cost, effect, level)
    except FitError as error:
        return {"reason": str(error)}
    return {"conf_low": low, "conf_high": high, "conf_level": level}
