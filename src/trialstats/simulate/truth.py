"""The true value of each comparison: what its estimand is in the world that the design assumes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import ndtr

from trialstats.methods.counts.options import Counts
from trialstats.methods.crossover.options import CrossoverModel
from trialstats.methods.laboratory.options import Censored
from trialstats.methods.proportions.options import Proportions
from trialstats.methods.responders.options import Responders
from trialstats.methods.time_to_event.options import TimesToEvent
from trialstats.results.kinds import Kind
from trialstats.simulate.analyse.door import AsOnData, answer_all
from trialstats.simulate.analyse.observed import acts_on_arrays, set_aside
from trialstats.simulate.analytic_shares import shares_of_whoever_stays
from trialstats.simulate.outcome import Assumed
from trialstats.simulate.population import draw
from trialstats.simulate.questions import Question, Questions
from trialstats.simulate.testing import null_value
from trialstats.simulate.truth_crossed import treatment_difference
from trialstats.simulate.world import World
from trialstats.trialfile.design import time_of
from trialstats.trialfile.parts.analysis import Findings
from trialstats.trialfile.trial import Trial

__all__ = ["Truth", "from_the_design", "truths_of"]

# Of the large trials without losses by which a value is found that no formula gives: how many, and subjects of each.
LARGE, SUBJECTS = 20, 4000


@dataclass(frozen=True)
class Truth:
    """value: of the comparison. std_error: 0 where it follows from the design, else that of the large trials."""

    value: float
    std_error: float = 0.0


def truths_of(
    trial: Trial, questions: Questions, world: World, kind: str, seed: int, as_on_data: AsOnData
) -> list[Truth]:
    """Give the true value of every comparison.

    Where arms differ in nothing it is that of no difference; a difference in means follows from the design, unless
    events or the ends of a scale change means; all else is the mean of the estimates in large trials of which nothing
    is lost, by the analysis itself.
    """
    if kind == "null":
        return [Truth(null_value(question)) for question in questions.asked]
    known = [from_the_design(trial, question, world) for question in questions.asked]
    if all(value is not None for value in known):
        return [Truth(value) for value in known if value is not None]
    found = in_large_trials(trial, questions, world, seed, as_on_data)
    return [large if value is None else Truth(value) for value, large in zip(known, found, strict=True)]


def from_the_design(trial: Trial, question: Question, world: World) -> float | None:
    """Give a difference in means, or a ratio of geometric ones, of rates or hazards, by the design.

    None where that is not the estimand's.
    """
    analysis = trial.complete(question.analysis)
    if isinstance(analysis, CrossoverModel):
        return treatment_difference(trial, analysis, question, world)
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
        return share_difference(analysis, question, world, one, at)
    of_means = question.sought.kind == Kind.DIFFERENCE and analysis.measure != "PCHG" and one.is_normal
    of_geometric_means = question.sought.kind == Kind.RATIO and isinstance(analysis, Censored) and one.logged
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


def share_difference(analysis: Proportions, question: Question, world: World, one: Assumed, at: int) -> float | None:
    """Give a difference of shares at a visit by the design; None where events take a part of the effect."""
    if question.sought.kind != Kind.RISK_DIFFERENCE or any(event.keeps != 1 for event in world.events):
        return None
    arms = [world.arms.index(question.sought.ARM), world.arms.index(question.sought.REFERENCE)]
    share = ndtr(one.mean[at] + one.effect[arms, at])
    return float(share[0] - share[1]) * (1 if analysis.event.is_met_by(one.values[1]) else -1)  # type: ignore[index]


def ratio_by_design(trial: Trial, analysis: Counts | TimesToEvent, question: Question, world: World) -> float | None:
    """Give a ratio of rates, which covariates that change them leave, or of hazards, which they leave in the model."""
    one = (
        world.recurring.get(str(analysis.dataset))
        if isinstance(analysis, Counts)
        else world.timing.get(time_of(trial, question.sought))
    )
    if one is None or question.sought.kind not in (Kind.RATE_RATIO, Kind.HAZARD_RATIO):
        return None
    if isinstance(analysis, TimesToEvent) and one.covariates.keys() - {*analysis.covariates, *analysis.strata}:
        return None
    arm, reference = world.arms.index(question.sought.ARM), world.arms.index(question.sought.REFERENCE)
    return float(np.exp(one.effect[arm] - one.effect[reference]))


def in_large_trials(
    trial: Trial, questions: Questions, world: World, seed: int, as_on_data: AsOnData
) -> Sequence[Truth]:
    """Analyse large trials without losses: subjects stay, whatever happens to them, and nothing is carried over."""
    whole = _without_losses(world).without_carry_over()
    estimates = []
    for batch in range(LARGE):
        drawn = draw(whole, SUBJECTS, 1, seed, "truth", batch)
        estimates.append([answers.estimate[0] for answers in answer_all(trial, questions, drawn, as_on_data)])
    table = np.array(estimates)
    return [
        Truth(float(np.nanmean(column)), float(np.nanstd(column, ddof=1) / np.sqrt(np.isfinite(column).sum())))
        for column in table.T
    ]


def _without_losses(world: World) -> World:
    events = tuple(replace(event, leaves=0.0) for event in world.events)
    followed = replace(world.followed, lost=np.zeros_like(world.followed.lost)) if world.followed else None
    outcomes = {
        name: replace(one, answered=replace(one.answered, missing=0.0)) if one.answered else one
        for name, one in world.outcomes.items()
    }
    return replace(world, dropout=None, missed=0.0, events=events, followed=followed, outcomes=outcomes)
