"""What a design is asked: the comparison of each hypothesis, by the analysis that will test it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from trialstats.methods.counts.options import CountsRegression
from trialstats.methods.proportions.comparisons import KINDS, POINT
from trialstats.methods.proportions.options import YesOrNo
from trialstats.methods.time_to_event.options import TimesToEvent
from trialstats.results.kinds import Kind
from trialstats.results.rows import Scale
from trialstats.trialfile.design import nodes_of, time_of
from trialstats.trialfile.hypotheses import sought_by
from trialstats.trialfile.parts.analysis import Estimating
from trialstats.trialfile.parts.hypotheses import Hypotheses, Hypothesis, Sought
from trialstats.trialfile.parts.margin import Bounds, Direction
from trialstats.trialfile.trial import Trial

__all__ = ["Question", "Questions", "questions_of"]


@dataclass(frozen=True)
class Question:
    """One comparison of an arm with the reference. better: which way it must go, where that is known.

    kind: of the comparison that is estimated, also where the hypothesis is about a margin of it. margins: the lower and
    the upper one that the hypothesis is about, as the comparison is told; None where there is none.
    """

    name: str
    label: str
    node: Hypothesis
    sought: Sought
    better: Literal["lower", "higher"] | None
    kind: Kind
    margins: Bounds = (None, None)

    @property
    def analysis(self) -> str:
        """The analysis that answers it."""
        return self.sought.analysis

    @property
    def is_of_margin(self) -> bool:
        """Whether the hypothesis is about a margin."""
        return self.margins != (None, None)


@dataclass(frozen=True)
class Questions:
    """All of them, and how they are tested. plan: the procedure, if the file declares hypotheses; else each by itself.

    alpha: of each question by itself; sides: of its test.
    """

    asked: tuple[Question, ...]
    alpha: tuple[float, ...]
    sides: Literal["two", "one"]
    plan: Hypotheses | None

    @property
    def together(self) -> bool:
        """Whether several hypotheses are tested by one procedure, so that the power of each is not that of its test."""
        return self.plan is not None and len(self.asked) > 1

    @property
    def analyses(self) -> list[str]:
        """The analyses that answer them, each once."""
        return list(dict.fromkeys(question.analysis for question in self.asked))

    def of(self, analysis: str) -> list[int]:
        """The places of the questions that one analysis answers."""
        return [place for place, question in enumerate(self.asked) if question.analysis == analysis]


def questions_of(trial: Trial) -> Questions:
    """Gather the questions of a trial whose file was checked."""
    asked, alpha = [], []
    plan = trial.hypotheses
    for name, node in nodes_of(trial).items():
        sought = sought_by(trial, node)
        assert sought is not None  # the trial file was checked
        analysis = trial.analyses[sought.analysis]
        assert isinstance(analysis, Estimating)
        better = better_of(trial, sought)
        if node.margin:
            asked.append(Question(name, node.label or name, node, sought, better, *margins_of(trial, node, better)))
        else:
            better = sought.better or better
            asked.append(Question(name, node.label or name, node, sought, better, Kind(sought.kind)))
        alpha.append(plan.alpha if plan else analysis.alpha)
    return Questions(tuple(asked), tuple(alpha), plan.sides if plan else "two", plan)


def margins_of(trial: Trial, node: Hypothesis, better: Direction | None) -> tuple[Kind, Bounds]:
    """Give the comparison that a hypothesis about a margin is of, and the margins: of shares in shares."""
    sought = sought_by(trial, node.model_copy(update={"margin": False}))
    assert sought is not None  # the trial file was checked
    analysis = trial.complete(sought.analysis)
    margin = analysis.margin_of if isinstance(analysis, Estimating) else None
    assert margin is not None
    bounds = margin.bounds(better)
    if not isinstance(analysis, YesOrNo):
        return Kind(sought.kind), bounds
    unit = POINT if Scale(margin.scale) == Scale.DIFFERENCE else 1.0
    lower, upper = (None if bound is None else unit * bound for bound in bounds)
    return KINDS[Scale(margin.scale)], (lower, upper)


def better_of(trial: Trial, sought: Sought) -> Literal["lower", "higher"] | None:
    """Say which way the parameter of a comparison is better."""
    analysis = trial.complete(sought.analysis)
    if isinstance(analysis, CountsRegression) and analysis.better is not None:
        return analysis.better
    if isinstance(analysis, TimesToEvent):
        return trial.times_to_event[time_of(trial, sought)].better
    dataset = getattr(analysis, "dataset", None)
    if sought.PARAMCD is None or dataset not in trial.datasets:
        return None
    outcome = trial.outcome(str(dataset), sought.PARAMCD)
    better = outcome.better if outcome else None
    if isinstance(analysis, YesOrNo):
        desirable = analysis.desirable
        if desirable is None and better is not None and analysis.event.favours is not None:
            desirable = analysis.event.favours == better
        return None if desirable is None else "higher" if desirable else "lower"
    return better
