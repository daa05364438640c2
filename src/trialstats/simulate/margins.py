"""Hypotheses about a margin, in words: what is tested, and that rejecting without effect is no type I error there."""

from __future__ import annotations

from typing import Any

from trialstats.methods.proportions.options import YesOrNo
from trialstats.simulate.questions import Question, Questions
from trialstats.trialfile.parts.analysis import Estimating
from trialstats.trialfile.parts.margin import Margin
from trialstats.trialfile.trial import Trial

__all__ = ["AT_EQUALITY", "any_margin", "margin_as_json", "margin_tested", "tested_as"]

AT_EQUALITY = (
    "without effect the arms are equal, where a margin is rightly rejected: that is power at equality; the type I "
    "error is the share rejected with the effect at the margin, which is not simulated"
)


def margin_tested(trial: Trial, question: Question) -> Margin | None:
    """Give the margin that a hypothesis is about, if it is about one."""
    analysis = trial.complete(question.analysis)
    return analysis.margin_of if question.node.margin and isinstance(analysis, Estimating) else None


def any_margin(trial: Trial, questions: Questions) -> bool:
    """Tell whether any of the hypotheses is about a margin."""
    return any(margin_tested(trial, question) is not None for question in questions.asked)


def one_sided(questions: Questions, alpha: float) -> float:
    """Give the level of a one-sided test: of two-sided alpha the half, with which a p value is compared doubled."""
    return alpha if questions.sides == "one" else alpha / 2


def tested_as(trial: Trial, questions: Questions, question: Question, alpha: float) -> str:
    """Say what a hypothesis is to show, on which sides, and at which level."""
    margin = margin_tested(trial, question)
    if margin is None:
        aim = "superiority, one-sided" if questions.sides == "one" else "two-sided"
        return f"{aim}, alpha {alpha:g}"
    of_shares = margin.scale == "difference" and isinstance(trial.complete(question.analysis), YesOrNo)
    unit = " percentage points" if of_shares else "" if margin.scale == "difference" else f" ({margin.scale})"
    value = " to ".join(f"{bound:g}" for bound in margin.both) if margin.kind == "equivalence" else f"{margin.value:g}"
    name = "margins" if margin.kind == "equivalence" else "margin"
    tests = "two one-sided tests, each at" if margin.kind == "equivalence" else "one-sided"
    return f"{margin.kind}, {name} {value}{unit}, {tests} alpha {one_sided(questions, alpha):g}"


def margin_as_json(trial: Trial, questions: Questions, question: Question, alpha: float) -> dict[str, Any]:
    """Give the margin in numbers, and why there is no type I error; nothing of a hypothesis without a margin."""
    margin = margin_tested(trial, question)
    if margin is None:
        return {}
    told = {"kind": margin.kind, "value": margin.value, "scale": margin.scale, "level": one_sided(questions, alpha)}
    return {"margin": told, "no_type_i_error": AT_EQUALITY}
