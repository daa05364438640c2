"""Comparisons of hazards (method time_to_event) of all replicates, on arrays.

The model is that of `engines/cox`: where it is of arms alone, and of strata, risk sets are counts of subjects by arm,
and all replicates are fitted in lock step; with covariates the engine fits them one after another.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trialstats.engines.cox import fit_cox
from trialstats.errors import FitError
from trialstats.methods.time_to_event.options import TimesToEvent
from trialstats.simulate.analyse.answers import Answers, of_ratio
from trialstats.simulate.analyse.people import members
from trialstats.simulate.population import Drawn
from trialstats.simulate.questions import Question
from trialstats.trialfile.design import time_of
from trialstats.trialfile.parts.analysis import Method
from trialstats.trialfile.trial import Trial

__all__ = ["answer_hazards", "is_of_hazards"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Switches = NDArray[np.bool_]

# What a step may still change at the maximum, as a part of the standard errors, and how many steps are taken; the
# information of a hazard ratio that runs off falls to such a part of that where arms do not differ.
STILL, STEPS, NOTHING = 1e-10, 60, 1e-6
ARM = "TRT01P"


def is_of_hazards(trial: Trial, analysis: Method) -> bool:
    """Tell whether an analysis is one that arrays are enough for."""
    return isinstance(analysis, TimesToEvent) and trial.design is not None and bool(trial.design.times)


def answer_hazards(
    trial: Trial, analysis: Method, drawn: Drawn, questions: list[Question], alpha: list[float]
) -> list[Answers]:
    """Answer the questions of one analysis. As with the method itself, an arm without an event takes no part."""
    assert isinstance(analysis, TimesToEvent)
    there = members(trial, str(analysis.population), drawn)
    sizes = np.stack([(there & drawn.of_arm(arm)).sum(axis=1) for arm in range(len(drawn.world.arms))], axis=1)
    fitted: dict[str, tuple[Floats, Floats]] = {}
    found = []
    for question, level in zip(questions, alpha, strict=True):
        paramcd = time_of(trial, question.sought)
        if paramcd not in fitted:
            fit = one_by_one if analysis.covariates or analysis.std_error == "robust" else of_arms_alone
            fitted[paramcd] = fit(analysis, drawn, paramcd, there)
        arms = [drawn.world.arms.index(arm) for arm in (question.sought.ARM, question.sought.REFERENCE)]
        estimate, std_error = (numbers[:, arms[0]] for numbers in fitted[paramcd])
        # Of a comparison that names no parameter the report looks for no sizes either.
        counted = sizes[:, arms].astype(float) if question.sought.PARAMCD else np.full((drawn.replicates, 2), np.nan)
        found.append(of_ratio(estimate, std_error, counted, level))
    return found


def one_by_one(analysis: TimesToEvent, drawn: Drawn, paramcd: str, there: Switches) -> tuple[Floats, Floats]:
    """Give logarithms of hazard ratios to the reference and their standard errors, (R, A), by the engine."""
    world = drawn.world
    table = np.full((2, drawn.replicates, len(world.arms)), np.nan)
    times, happened = drawn.times[paramcd]
    strata = stratum_of(analysis, drawn)
    for r in range(drawn.replicates):
        arm = drawn.arm if drawn.arm.ndim == 1 else drawn.arm[r]
        with_events = [a for a in range(len(world.arms)) if (happened[r] & there[r] & (arm == a)).any()]
        own = there[r] & np.isin(arm, with_events)
        names = [world.arms[a] for a in with_events]
        if 0 not in with_events or len(with_events) < 2:
            continue
        columns: dict[str, object] = {ARM: pd.Categorical(np.array(world.arms)[arm[own]], names, ordered=True)}
        for name in analysis.covariates:
            values = drawn.covariates[name][r][own]
            if name in world.levels:
                known = np.array(world.levels[name][0])
                whole = pd.Categorical(known[values.astype(np.int64)], list(known), ordered=True)
                columns[name] = whole.remove_unused_categories()
            else:
                columns[name] = values
        frame = pd.DataFrame(columns)
        of = np.unique(strata[r][own], return_inverse=True)[1].astype(np.intp) if analysis.strata else None
        robust = analysis.std_error == "robust"
        try:
            fit = fit_cox(frame, times[r][own], happened[r][own], analysis.covariates, of, analysis.ties, robust=robust)
        except FitError:
            continue
        for a in with_events[1:]:
            vector = fit.contrast(world.arms[a], world.arms[0])
            table[:, r, a] = vector @ fit.coefficients, np.sqrt(vector @ fit.covariance @ vector)
    return table[0], table[1]


@dataclass(frozen=True)
class Events:
    """An entry for each event (E), of all replicates: replicate, arm, and at_risk (E, A), the subjects of each arm.

    By Efron's way a share of those with an event of the same day is taken out of them already.
    """

    replicate: Integers
    arm: Integers
    at_risk: Floats


def of_arms_alone(analysis: TimesToEvent, drawn: Drawn, paramcd: str, there: Switches) -> tuple[Floats, Floats]:
    """Give the same of a model without covariates, all replicates at once."""
    count, replicates = len(drawn.world.arms), drawn.replicates
    events = events_of(drawn, paramcd, there, stratum_of(analysis, drawn), efron=analysis.ties == "efron")
    number = np.zeros((replicates, count))
    np.add.at(number, (events.replicate, events.arm), 1.0)
    takes_part = number > 0
    b = np.zeros((replicates, count))

    def derivatives() -> tuple[Floats, Floats]:
        risk = np.where(takes_part, np.exp(b), 0.0)[events.replicate] * events.at_risk
        share = risk / risk.sum(axis=1, keepdims=True)
        expected, spread = np.zeros((replicates, count)), np.zeros((replicates, count, count))
        np.add.at(expected, events.replicate, share)
        np.add.at(spread, events.replicate, -share[:, :, None] * share[:, None, :])
        spread[:, range(count), range(count)] += expected
        return number - expected, spread

    others = np.arange(1, count)
    free = np.asarray(takes_part[:, 1:] & takes_part[:, :1])
    std_error = np.full((replicates, count), np.nan)
    found = np.zeros(replicates, dtype=bool)
    at_zero = None
    for _ in range(STEPS):
        score, information = derivatives()
        own = information[:, 1:, 1:]
        both = np.asarray(free[:, :, None] & free[:, None, :])
        own = np.where(both, own, 0.0)
        own[:, others - 1, others - 1] += ~free
        diagonal = np.diagonal(own, axis1=1, axis2=2)
        at_zero = diagonal if at_zero is None else at_zero
        runs_off = (free & (diagonal <= NOTHING * at_zero)).any(axis=1)
        inverse = np.linalg.inv(np.where(np.expand_dims(runs_off, (1, 2)), np.eye(count - 1), own))
        step = np.where(free, np.einsum("rab,rb->ra", inverse, np.where(free, score[:, 1:], 0.0)), 0.0)
        errors = np.sqrt(np.diagonal(inverse, axis1=1, axis2=2))
        near = (np.abs(step) <= STILL * errors).all(axis=1) & ~runs_off
        std_error[:, 1:] = np.where((near & ~found)[:, None], errors, std_error[:, 1:])
        found |= near
        if (found | runs_off).all():
            break
        step = step / np.maximum(1.0, np.abs(step).max(axis=1) / 2)[:, None]
        b[:, 1:] += np.where((found | runs_off)[:, None], 0.0, step)
    known = np.column_stack([np.ones(replicates, dtype=bool), free]) & found[:, None]
    return np.where(known, b, np.nan), np.where(known, std_error, np.nan)


def events_of(drawn: Drawn, paramcd: str, there: Switches, strata: Integers, *, efron: bool) -> Events:
    """List the events with whom they are compared with: those at risk on the same day in the same stratum."""
    times, happened = drawn.times[paramcd]
    replicate = np.broadcast_to(np.arange(drawn.replicates)[:, None], times.shape)
    arm = np.broadcast_to(drawn.arm, times.shape)
    chosen = there.ravel()
    group = (replicate * (int(strata.max()) + 1) + strata).ravel()[chosen]
    time, had, who = times.ravel()[chosen], happened.ravel()[chosen], arm.ravel()[chosen]
    order = np.lexsort((-time, group))
    group, time, had, who = group[order], time[order], had[order], who[order]
    one_hot = (who[:, None] == np.arange(len(drawn.world.arms))).astype(float)
    total = np.cumsum(one_hot, axis=0)
    starts = np.flatnonzero(np.r_[True, group[1:] != group[:-1]])
    before = np.repeat((total - one_hot)[starts], np.diff(np.r_[starts, len(group)]), axis=0)
    days = np.flatnonzero(np.r_[True, (group[1:] != group[:-1]) | (time[1:] != time[:-1])])
    of_day = np.repeat(np.arange(len(days)), np.diff(np.r_[days, len(group)]))
    last = np.r_[days[1:], len(group)] - 1
    at = np.flatnonzero(had)
    at_risk = (total[last[of_day]] - before)[at]
    with_event = np.zeros((len(days), one_hot.shape[1]))
    np.add.at(with_event, of_day[at], one_hot[at])
    if efron:
        first = np.flatnonzero(np.r_[True, of_day[at][1:] != of_day[at][:-1]]) if len(at) else at
        sizes = np.diff(np.r_[first, len(at)])
        place = np.arange(len(at)) - np.repeat(first, sizes)
        at_risk = at_risk - (place / np.repeat(sizes, sizes))[:, None] * with_event[of_day[at]]
    return Events(replicate.ravel()[chosen][order][at], who[at], at_risk)


def stratum_of(analysis: TimesToEvent, drawn: Drawn) -> Integers:
    """Number the stratum of every subject, (R, n)."""
    stratum = np.zeros(drawn.left.shape, dtype=np.int64)
    for name in analysis.strata:
        stratum = stratum * len(drawn.world.levels[name][0]) + drawn.covariates[name].astype(np.int64)
    return stratum
