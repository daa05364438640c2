"""Hypotheses about a margin, told: what is tested, and that the type I error is that with the effect at the margin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from trialstats.results.kinds import PERCENTAGE_POINTS, Kind
from trialstats.simulate.at_margins import margin_in
from trialstats.simulate.names import Names
from trialstats.simulate.questions import Question, Questions
from trialstats.simulate.result import Simulated
from trialstats.simulate.scenario import UPPER_MARGIN
from trialstats.simulate.truth import Truth
from trialstats.trialfile.parts.analysis import Estimating
from trialstats.trialfile.parts.margin import Margin
from trialstats.trialfile.trial import Trial

__all__ = ["AT_EQUALITY", "AtMargin", "any_margin", "at_margins_of", "margin_as_json", "margin_tested", "tested_as"]

AT_EQUALITY = (
    "without effect the arms are equal, where a margin is rightly rejected: that is power at equality; the type I "
    "error is the share rejected with the true value at the margin"
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


def tested_as(names: Names, questions: Questions, question: Question, alpha: float) -> str:
    """Say what a hypothesis is to show, on which sides, and at which level."""
    margin = margin_tested(names.trial, question)
    if margin is None:
        aim = "superiority, one-sided" if questions.sides == "one" else "two-sided"
        return f"{aim}, alpha {alpha:g}"
    unit = PERCENTAGE_POINTS if question.kind == Kind.RISK_DIFFERENCE else names.unit_of_difference(question)
    unit = unit if margin.scale == "difference" else f"({margin.scale})"
    value = " to ".join(f"{bound:g}" for bound in margin.both) if margin.kind == "equivalence" else f"{margin.value:g}"
    name = "margins" if margin.kind == "equivalence" else "margin"
    tests = "two one-sided tests, each at" if margin.kind == "equivalence" else "one-sided"
    return f"{margin.kind}, {name} {f'{value} {unit}'.strip()}, {tests} alpha {one_sided(questions, alpha):g}"


@dataclass(frozen=True)
class AtMargin:
    """A hypothesis with its true value at a margin. margin: as the comparison is told; row: what was simulated there.

    reason: why nothing was, where row is None.
    """

    margin: float
    truth: Truth
    row: Mapping[Any, Any] | None
    reason: str


def at_margins_of(found: Simulated, question: Question) -> list[AtMargin]:
    """Give what was simulated with the true value of a hypothesis at each of its margins: the type I error."""
    place, told = found.questions.asked.index(question), []
    for kind, truths in found.at_margins.items():
        margin = margin_in(question, kind)
        if margin is None or (kind == UPPER_MARGIN and None in question.margins):
            continue
        row = found.row(kind, found.design.n, question.name)
        told.append(AtMargin(margin, truths[place], None if truths[place].reason else row, truths[place].reason))
    return told


def margin_as_json(found: Simulated, question: Question, alpha: float) -> dict[str, Any]:
    """Give the margin in numbers, and the type I error at it; nothing of a hypothesis without a margin."""
    margin = margin_tested(found.trial, question)
    if margin is None:
        return {}
    level = one_sided(found.questions, alpha)
    errors: list[dict[str, Any]] = []
    for one in at_margins_of(found, question):
        if one.row is None:
            errors.append({"at": one.margin, "not_simulated": one.reason})
            continue
        names = ("power", "power_low", "power_high", "alone", "alone_low", "alone_high")
        rejected = {name.replace("power", "rejected"): one.row[name] for name in names if name in one.row}
        at = {"at": one.margin, "truth": one.truth.value, "truth_std_error": one.truth.std_error}
        errors.append({**at, **rejected, "replicates": one.row["replicates"], "failed": one.row["failed"]})
    told = {"kind": margin.kind, "value": margin.value, "scale": margin.scale, "level": level}
    return {"margin": told, "without_effect": AT_EQUALITY, "type_i_error": errors}
