"""The main analysis of an estimand, which sensitivity analyses stress and subgroups repeat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from trialstats.methods.answers import answer_by, answer_of
from trialstats.methods.entry import Answer
from trialstats.trialfile.parts.analysis import Estimating, Findings, Method
from trialstats.trialfile.parts.estimands import Estimand
from trialstats.trialfile.trial import Trial

__all__ = ["Primary", "compares_arms", "main_analyses", "primary_of"]

# Of an estimand that is not the trial's primary one the main analysis is a secondary one.
MAIN_ROLES = ("primary", "secondary")


@dataclass(frozen=True)
class Primary:
    """The main analysis of an estimand whose variable is measured, by its name; `question` is the estimand's.

    answer: the rows that answer it.
    """

    name: str
    analysis: Findings
    question: str
    estimand: Estimand
    answer: Answer

    @property
    def covariates(self) -> tuple[str, ...]:
        """The variables of subjects that it adjusts for."""
        return self.analysis.subject_variables.get("covariates", ())

    @property
    def same(self) -> dict[str, Any]:
        """What a sensitivity analysis says as the primary one does."""
        keys = ("population", "value", "records", "alpha", "absent")
        return {"estimand": self.question, **{key: getattr(self.analysis, key) for key in keys}}


def primary_of(trial: Trial, question: str) -> Primary | None:
    """Find the main analysis of an estimand, a primary one first; None where it has none, or one that counts events."""
    estimand = trial.estimands[question]
    found = [
        Primary(name, analysis, question, estimand, answer)
        for name, analysis in trial.analyses.items()
        if isinstance(analysis, Findings) and analysis.estimand == question and analysis.role in MAIN_ROLES
        if (answer := answer_of(analysis.entry, estimand))
    ]
    return min(found, key=lambda primary: MAIN_ROLES.index(primary.analysis.role), default=None)


def main_analyses(trial: Trial) -> list[str]:
    """Name the main analysis of each estimand that has one, in the order of estimands; a primary one first of each."""
    found = []
    for question, estimand in trial.estimands.items():
        able = [
            name
            for name, analysis in trial.analyses.items()
            if isinstance(analysis, Estimating) and analysis.estimand == question and analysis.role in MAIN_ROLES
            if answer_of(analysis.entry, estimand)
        ]
        found += sorted(able, key=lambda name: MAIN_ROLES.index(trial.analyses[name].role))[:1]
    return found


def compares_arms(analysis: Method) -> bool:
    """Tell whether an analysis has rows that compare the arms as the answer to an estimand does, in subgroups too."""
    answer = answer_by(analysis, None)
    return answer is not None and answer.in_subgroups
