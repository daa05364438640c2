"""Comparisons of shares (method proportions) of all replicates: each table of counts is compared once."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from trialstats.engines.proportions import risk_difference
from trialstats.errors import FitError, NoSuchNumber
from trialstats.methods.proportions.options import Proportions
from trialstats.results.kinds import Kind
from trialstats.simulate.analyse.answers import Answers
from trialstats.simulate.analyse.observed import acts_on_arrays, observed
from trialstats.simulate.analyse.people import members
from trialstats.simulate.population import Drawn
from trialstats.simulate.questions import Question
from trialstats.trialfile.parts.analysis import Method
from trialstats.trialfile.trial import Trial

__all__ = ["answer_shares", "is_of_shares"]

Floats = NDArray[np.float64]
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
        assert question.sought.kind == Kind.RISK_DIFFERENCE
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
        numbers = np.array([compared(*table, level, analysis.interval.difference) for table in tables.tolist()])[
            place.ravel()
        ]
        sizes = tables[place.ravel()][:, [1, 3]].astype(float)
        estimate, std_error, p_value, low, high = numbers.T
        found.append(Answers(estimate, std_error, np.full_like(estimate, np.nan), p_value, low, high, sizes))
    return found


@lru_cache(200_000)
def compared(x1: int, n1: int, x0: int, n0: int, alpha: float, interval: str) -> tuple[float, ...]:
    """Give NUMBERS of one table (with it and all, of arm and reference), NaN where there is none."""
    try:
        made = risk_difference(x1, n1, x0, n0, 1 - alpha, interval)
    except (FitError, NoSuchNumber):
        return (np.nan,) * len(NUMBERS)
    return tuple(float(made.get(name, np.nan)) for name in NUMBERS)
