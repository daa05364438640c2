"""The true value of each comparison: what its estimand is in the world that the design assumes."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import ndtr

from trialstats.methods.counts.options import Counts
from trialstats.methods.crossover.options import CrossoverBinary, CrossoverModel
from trialstats.methods.laboratory.options import Censored
from trialstats.methods.proportions.options import Proportions
from trialstats.methods.responders.options import Responders
from trialstats.methods.time_to_event.options import TimesToEvent
from trialstats.results.kinds import RATIOS, Kind
from trialstats.simulate.analyse.door import AsOnData, answer_all
from trialstats.simulate.analyse.observed import acts_on_arrays, set_aside
from trialstats.simulate.analytic_shares import shares_of_whoever_stays
from trialstats.simulate.outcome import Assumed, Floats
from trialstats.simulate.population import draw
from trialstats.simulate.questions import Question, Questions
from trialstats.simulate.testing import null_value
from trialstats.simulate.truth_crossed import share_difference_by_design, treatment_difference
from trialstats.simulate.world import World
from trialstats.trialfile.design import time_of
from trialstats.trialfile.parts.analysis import Findings
from trialstats.trialfile.trial import Trial

__all__ = ["Truth", "Truths", "from_the_design", "to_scale", "truths_of"]

# Of the large trials without losses by which a value is found that no formula gives: how many, and subjects of each.
LARGE, SUBJECTS = 10, 4000


@dataclass(frozen=True)
class Truth:
    """value: of the comparison. std_error: 0 where it follows from the design, else that of the large trials.

    effect: of the arm, as the world has it, where it was looked for to put the value at a margin; reason: why it is not
    there, if it is not.
    """

    value: float
    std_error: float = 0.0
    effect: float | None = None
    reason: str = ""


def truths_of(
    trial: Trial, questions: Questions, world: World, kind: str, seed: int, as_on_data: AsOnData
) -> list[Truth]:
    """Give the true value of every comparison.

    Where arms differ in nothing it is that of no difference; a difference in means follows from the design, unless
    events or the ends of a scale change means; all else is found in large trials of which nothing is lost.
    """
    if kind == "null":
        return [Truth(null_value(question)) for question in questions.asked]
    return Truths(trial, questions, seed, as_on_data).of(world)


@dataclass
class Truths:
    """The true values of comparisons in worlds that differ in nothing but the effects of arms."""

    trial: Trial
    questions: Questions
    seed: int
    as_on_data: AsOnData
    without_effect: Floats | None = None

    def of(self, world: World) -> list[Truth]:
        """Give the true values in a world: by its design, or in large trials."""
        known = [from_the_design(self.trial, question, world) for question in self.questions.asked]
        if all(value is not None for value in known):
            return [Truth(value) for value in known if value is not None]
        found = self.in_large_trials(world)
        return [large if value is None else Truth(value) for value, large in zip(known, found, strict=True)]

    def in_large_trials(self, world: World) -> list[Truth]:
        """Give how far the analyses' estimates lie from those without any effect, of the same subjects.

        Subjects stay, whatever happens to them, and nothing is carried over. What chance does to a trial it does to the
        same trial without effects too, where the true value is known: the difference (of a ratio on logarithms) has
        little of it left.
        """
        if self.without_effect is None:
            self.without_effect = self.estimates(world.without_effect())
        beyond = self.estimates(world) - self.without_effect
        counted = np.isfinite(beyond).sum(axis=0)
        error = np.nanstd(beyond, axis=0, ddof=1) / np.sqrt(counted)
        return [
            Truth(from_scale(question, to_scale(question, null_value(question)) + mean), float(own))
            for question, mean, own in zip(self.questions.asked, np.nanmean(beyond, axis=0), error, strict=True)
        ]

    def estimates(self, world: World) -> Floats:
        """Give the estimates in large trials, (LARGE, m), of ratios their logarithms."""
        whole, rows = _without_losses(world).without_carry_over(), []
        for batch in range(LARGE):
            drawn = draw(whole, SUBJECTS, 1, self.seed, "truth", batch)
            answers = answer_all(self.trial, self.questions, drawn, self.as_on_data)
            pairs = zip(self.questions.asked, answers, strict=True)
            rows.append([to_scale(question, float(own.estimate[0])) for question, own in pairs])
        return np.array(rows)


def to_scale(question: Question, value: float) -> float:
    """Give a value on the scale on which the standard error of its comparison is: of ratios that of logarithms."""
    return float(np.log(value)) if question.kind in RATIOS else value


def from_scale(question: Question, value: float) -> float:
    """Give it back."""
    return float(np.exp(value)) if question.kind in RATIOS else float(value)


def from_the_design(trial: Trial, question: Question, world: World) -> float | None:
    """Give a difference in means, or a ratio of geometric ones, of rates or hazards, by the design.

    None where that is not the estimand's.
    """
    analysis = trial.complete(question.analysis)
    if isinstance(analysis, CrossoverModel):
        return treatment_difference(trial, analysis, question, world)
    if isinstance(analysis, CrossoverBinary):
        return share_difference_by_design(trial, analysis, question, world)
    if isinstance(analysis, Counts | TimesToEvent):
        return ratio_by_design(trial, analysis, question, world)
    if isinstance(analysis, Responders) and question.sought.AVISIT is not None:
        shares = shares_of_whoever_stays(trial, analysis, question, world)
        if isinstance(shares, str):
            return None
        return float(
            shares[world.arms.index(question.sought.ARM)] - shares[world.arms.index(question.sought.REFERENCE)]
        )
    one = world.outcomes.get(str(question.sought.PARAMCD)) if world.periods is None else None
    if one is None or not isinstance(analysis, Findings) or not acts_on_arrays(trial, analysis):
        return None
    at = None if question.sought.AVISIT is None else world.visits.index(str(question.sought.AVISIT)) + 1
    if one.values is not None and isinstance(analysis, Proportions) and at is not None:
        return shares_compared(analysis, question, world, one, at)
    of_means = question.kind == Kind.DIFFERENCE and analysis.measure != "PCHG" and one.is_normal
    of_geometric_means = question.kind == Kind.RATIO and isinstance(analysis, Censored) and one.logged
    if not (of_means or of_geometric_means):
        return None
    aside = set_aside(trial, analysis)
    if any(
        event.name not in aside and (event.keeps != 1 or event.adds.get(one.paramcd)) and event.hazard.any()
        for event in world.events
    ):
        return None
    effect = one.effect[world.arms.index(question.sought.ARM), world.visits.index(str(question.sought.AVISIT)) + 1]
    return float(np.exp(effect) if one.logged else effect)


def shares_compared(analysis: Proportions, question: Question, world: World, one: Assumed, at: int) -> float | None:
    """Compare the shares at a visit by the design; None where events take a part of the effect."""
    if any(event.keeps != 1 for event in world.events):
        return None
    arms = [world.arms.index(question.sought.ARM), world.arms.index(question.sought.REFERENCE)]
    assert one.values is not None
    sign = 1 if analysis.event.is_met_by(one.values[1]) else -1
    of_arm, of_reference = (float(share) for share in ndtr(sign * (one.mean[at] + one.effect[arms, at])))
    if question.kind == Kind.RISK_DIFFERENCE:
        return of_arm - of_reference
    if question.kind == Kind.RISK_RATIO:
        return of_arm / of_reference
    if question.kind == Kind.ODDS_RATIO:
        return of_arm / (1 - of_arm) / (of_reference / (1 - of_reference))
    return None


def ratio_by_design(trial: Trial, analysis: Counts | TimesToEvent, question: Question, world: World) -> float | None:
    """Give a ratio of rates, which covariates that change them leave, or of hazards, which they leave in the model."""
    one = (
        world.recurring.get(str(analysis.dataset))
        if isinstance(analysis, Counts)
        else world.timing.get(time_of(trial, question.sought))
    )
    if one is None or question.kind not in (Kind.RATE_RATIO, Kind.HAZARD_RATIO):
        return None
    if isinstance(analysis, TimesToEvent) and one.covariates.keys() - {*analysis.covariates, *analysis.strata}:
        return None
    arm, reference = world.arms.index(question.sought.ARM), world.arms.index(question.sought.REFERENCE)
    return float(np.exp(one.effect[arm] - one.effect[reference]))


def _without_losses(world: World) -> World:
    events = tuple(replace(event, leaves=0.0) for event in world.events)
    followed = replace(world.followed, lost=np.zeros_like(world.followed.lost)) if world.followed else None
    outcomes = {
        name: replace(one, answered=replace(one.answered, missing=0.0)) if one.answered else one
        for name, one in world.outcomes.items()
    }
    return replace(world, dropout=None, missed=0.0, events=events, followed=followed, outcomes=outcomes)
