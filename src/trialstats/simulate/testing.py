"""The hypotheses tested in every replicate: each by itself, and all together by the procedure of the file."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from trialstats.engines.multiplicity import bits, is_rejected, weights_of_intersections
from trialstats.methods.multiplicity.hypotheses_sought import Claim
from trialstats.methods.multiplicity.hypotheses_tested import decide, graph_of
from trialstats.results.kinds import no_difference
from trialstats.simulate.analyse.answers import Answers
from trialstats.simulate.outcome import Floats
from trialstats.simulate.questions import Question, Questions

__all__ = ["null_value", "p_compared", "reject_together"]

Switches = NDArray[np.bool_]


def null_value(question: Question) -> float:
    """The value of a comparison where the arms do not differ."""
    return float(no_difference(question.kind))


def is_better(question: Question, answers: Answers) -> Switches:
    """Tell in which replicates the estimate lies on the better side; where no side is known, the higher one."""
    beyond = answers.estimate - null_value(question)
    return np.asarray(beyond < 0 if question.better == "lower" else beyond > 0)


def p_compared(questions: Questions, question: Question, answers: Answers) -> Floats:
    """The p value that is compared with alpha, (R,); 1 where a replicate could not be analysed."""
    p = np.where(np.isfinite(answers.p_value), answers.p_value, 1.0)
    if question.is_of_margin:  # one-sided by itself
        return p if questions.sides == "one" else np.minimum(1.0, 2 * p)
    if questions.sides == "two":
        return p
    one_sided = np.where(is_better(question, answers), p / 2, 1 - p / 2)
    return np.where(np.isfinite(answers.p_value), one_sided, 1.0)


def reject_together(questions: Questions, p: Floats, answers: Sequence[Answers]) -> Switches:
    """Test all hypotheses under one error rate in every replicate: p (R, m) and what is rejected, (R, m)."""
    plan = questions.plan
    if plan is None:
        return np.asarray(p <= np.array(questions.alpha))
    if plan.tests == "bonferroni" and plan.procedure not in ("hochberg", "hommel"):
        weights = np.array([plan.weights[question.name] for question in questions.asked])
        if plan.procedure == "bonferroni":
            return _rejected(p / np.where(weights > 0, weights, np.nan), plan.alpha)
        return _closed(weights_of_intersections(graph_of(plan, weights)), p, plan.alpha)
    rejected = np.zeros(p.shape, dtype=bool)
    for place in range(len(p)):
        claims = [_claim(question, answers[j], p[place, j], place) for j, question in enumerate(questions.asked)]
        rejected[place] = decide(plan, claims).rejected
    return rejected


def _closed(weights: Floats, p: Floats, alpha: float) -> Switches:
    """Reject what every intersection of hypotheses that holds it lets reject: the closed test, weighted by Bonferroni.

    weights (2^m, m): of all intersections, by their bits.
    """
    m = p.shape[1]
    rejected = np.ones(p.shape, dtype=bool)
    for intersection in range(1, 2**m):
        members = bits(intersection)
        own = np.array([weights[intersection][j] for j in members])
        with np.errstate(divide="ignore", invalid="ignore"):
            adjusted = np.where(own > 0, p[:, members] / own, np.inf).min(axis=1)
        rejected[:, members] &= _rejected(adjusted, alpha)[:, None]
    return rejected


def _rejected(adjusted: Floats, alpha: float) -> Switches:
    """As `is_rejected` has it of one adjusted p value."""
    return np.asarray(np.vectorize(lambda one: is_rejected(float(one), alpha), otypes=[bool])(adjusted))


def _claim(question: Question, answers: Answers, p: float, place: int) -> Claim:
    numbers = {"estimate": float(answers.estimate[place]), "df": float(answers.df[place])}
    known = {name: value for name, value in numbers.items() if np.isfinite(value)}
    sizes = tuple(answers.sizes[place]) if np.isfinite(answers.sizes[place]).all() else None
    return Claim(question.name, question.label, question.sought, {}, {}, known, float(p), question.better, sizes)
