"""By which rows an analysis answers the question that it is asked: of an estimand, or of a margin."""

from __future__ import annotations

from dataclasses import replace

from trialstats.methods.entry import Answer
from trialstats.methods.registry import entry_of
from trialstats.results.kinds import Kind
from trialstats.trialfile.parts.analysis import Method
from trialstats.trialfile.parts.estimands import Estimand, Events
from trialstats.trialfile.parts.margin import Margin

__all__ = ["answer_by", "answer_of", "answer_of_margin"]


def answer_of(method: str, estimand: Estimand) -> Answer | None:
    """Say which rows of a method answer the question of an estimand, if it has any that do.

    Of several those of the summary measure that the estimand names, else the first.
    """
    asked = estimand.variable.value if isinstance(estimand.variable, Events) else None
    able = [answer for answer in entry_of(method).answers if answer.of == asked]
    return next((answer for answer in able if answer.is_of(estimand.summary)), next(iter(able), None))


def answer_of_margin(margin: Margin) -> Answer:
    """Say which rows test a margin."""
    return Answer(Kind.MARGIN, margin.kind)


def answer_by(analysis: Method, estimand: Estimand | None) -> Answer | None:
    """Say which rows of an analysis answer the question of its estimand, or which are the first that compare arms."""
    answers = entry_of(analysis.entry).answers
    answer = answer_of(analysis.entry, estimand) if estimand else next(iter(answers), None)
    if answer and answer.adjusted and analysis.subject_variables.get("covariates"):
        return replace(answer, variable=answer.adjusted)
    return answer
