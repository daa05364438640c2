"""Comparisons of shares (method proportions) of all replicates: each table of counts is compared once."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from trialstats.errors import FitError, NoSuchNumber
from trialstats.methods.proportions.comparisons import KINDS, of_counts, tested_margin
from trialstats.methods.proportions.options import Intervals, Proportions
from trialstats.results.kinds import Kind
from trialstats.results.shape import Row
from trialstats.simulate.analyse.answers import Answers
from trialstats.simulate.analyse.observed import acts_on_arrays, observed
from trialstats.simulate.analyse.people import members
from trialstats.simulate.population import Drawn
from trialstats.simulate.questions import Question
from trialstats.trialfile.parts.analysis import Method
from trialstats.trialfile.parts.margin import Direction, Margin
from trialstats.trialfile.trial import Trial

__all__ = ["answer_shares", "is_of_shares"]

Floats = NDArray[np.float64]
Counts = tuple[int, int, int, int]
NUMBERS = ("estimate", "std_error", "p_value", "conf_low", "conf_high")


def is_of_shares(trial: Trial, analysis: Method) -> bool:
    """Tell whether an analysis is one that counts are enough for: of a yes or no, as the shares are, at each visit."""
    if not isinstance(analysis, Proportions) or trial.design is None:
        return False
    plain = not (analysis.records or analysis.strata or analysis.in_model) and analysis.over == "visits"
    plain &= analysis.missing in ("exclude", "event", "non-event")
    return plain and {*analysis.parameters} <= {*trial.design.shares} and acts_on_arrays(trial, analysis)


def answer_shares(
    trial: Trial, analysis: Method, drawn: Drawn, questions: list[Question], alpha: list[float]
) -> list[Answers]:
    """Answer the questions of one analysis."""
    assert isinstance(analysis, Proportions)
    there = members(trial, str(analysis.population), drawn)
    found = []
    for question, level in zip(questions, alpha, strict=True):
        paramcd = str(question.sought.PARAMCD)
        one = drawn.world.outcomes[paramcd]
        assert one.values is not None
        values = observed(trial, analysis, paramcd, drawn)[
            ..., drawn.world.visits.index(str(question.sought.AVISIT)) + 1
        ]
        yes = one.values[1] if analysis.event.is_met_by(one.values[1]) else one.values[0]
        seen = np.isfinite(values)
        has = (values == yes) | (~seen & (analysis.missing == "event"))
        counted = there & (seen | (analysis.missing != "exclude"))
        columns = []
        for arm in (question.sought.ARM, question.sought.REFERENCE):
            own = counted & drawn.of_arm(drawn.world.arms.index(arm))
            columns += [(own & has).sum(axis=1), own.sum(axis=1)]
        tables, place = np.unique(np.stack(columns, axis=1), axis=0, return_inverse=True)
        numbers = np.array([numbers_at(analysis, question, level, tuple(table)) for table in tables.tolist()])
        numbers = numbers[place.ravel()]
        sizes = tables[place.ravel()][:, [1, 3]].astype(float)
        estimate, std_error, p_value, low, high = numbers.T
        found.append(Answers(estimate, std_error, np.full_like(estimate, np.nan), p_value, low, high, sizes))
    return found


def numbers_at(analysis: Proportions, question: Question, level: float, counts: Counts) -> tuple[float, ...]:
    """Give NUMBERS of one table: how many of the arm have it and how many there are, and the same of the reference."""
    if question.is_of_margin:
        assert analysis.margin is not None
        return tested(analysis.margin, question.better, analysis.alpha, analysis.interval, counts)
    return compared(question.kind, level, analysis.interval, counts)


@lru_cache(200_000)
def compared(kind: Kind, level: float, intervals: Intervals, counts: Counts) -> tuple[float, ...]:
    """Give NUMBERS of the comparison of one table, NaN where there is none."""
    scale = next(scale for scale, own in KINDS.items() if own == kind)
    return numbers_of(lambda: of_counts(counts, intervals).estimate(scale, 1 - level))


@lru_cache(200_000)
def tested(
    margin: Margin, better: Direction | None, alpha: float, intervals: Intervals, counts: Counts
) -> tuple[float, ...]:
    """Give NUMBERS of the margin of one table, NaN where there is none."""
    return numbers_of(lambda: tested_margin(margin, of_counts(counts, intervals), better, alpha, {}))


def numbers_of(made: Callable[[], Row]) -> tuple[float, ...]:
    try:
        row = made()
    except (FitError, NoSuchNumber):
        return (np.nan,) * len(NUMBERS)
    return tuple(float(row.get(name, np.nan)) for name in NUMBERS)
