"""The power of a design without simulation, where there is a formula for the analysis."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from trialstats.engines.power import (
    conditional_on,
    patterns,
    power_of_ancova,
    power_with,
    subjects_needed,
    variance_factor,
)
from trialstats.methods.continuous.options import Ancova, Mmrm
from trialstats.methods.counts.options import Counts
from trialstats.methods.crossover.options import CrossoverBinary, CrossoverModel
from trialstats.methods.proportions.options import Proportions
from trialstats.methods.responders.options import Responders
from trialstats.methods.time_to_event.options import TimesToEvent
from trialstats.results.kinds import Kind
from trialstats.simulate.analyse.means import is_of_means, visits_fitted
from trialstats.simulate.analyse.observed import set_aside
from trialstats.simulate.analytic_crossed import beside_crossed, formula_of_crossed, power_of_crossed
from trialstats.simulate.analytic_crossed_shares import CROSSED_SHARES, power_of_crossed_shares
from trialstats.simulate.analytic_events import arms_of, power_of_counts, power_of_times
from trialstats.simulate.analytic_shares import power_of_proportions, power_of_responders
from trialstats.simulate.outcome import Floats
from trialstats.simulate.questions import Question, Questions
from trialstats.simulate.truth import from_the_design
from trialstats.simulate.world import World
from trialstats.trialfile.design import shared_out, time_of
from trialstats.trialfile.parts.analysis import Estimating
from trialstats.trialfile.trial import Trial

__all__ = ["Analytic", "analytic_of", "power_at"]

ANCOVA = "noncentral t, covariates of which the arms differ by chance (Shieh 2020)"
T_TEST = "noncentral t"
SHARES = "two shares, pooled variance under the null (Fleiss, Levin and Paik 2003, 4.14)"
COUNTS = "variance of the logarithm of a rate (Zhu and Lakkis 2014), over the follow-up (Tang 2015)"
TIMES = "number of events (Schoenfeld 1981)"
# From which logarithm of a hazard ratio on, and which share of an arm off a half, Schoenfeld's formula is rough.
LARGE, UNEQUAL = 0.4, 0.1
MMRM = "information over the patterns of missing visits (Lu, Luo and Chen 2008), noncentral t"


@dataclass(frozen=True)
class Analytic:
    """The power of one hypothesis by its own test, by a formula; or the reason why there is none.

    needed: subjects, all arms together, for the power that the design wants. beside: what the formula does not know.
    """

    power: float | None
    needed: int | None = None
    formula: str = ""
    beside: tuple[str, ...] = ()
    reason: str = ""


def analytic_of(trial: Trial, questions: Questions, world: World) -> list[Analytic]:
    """Give each hypothesis its power by a formula."""
    design = trial.design
    assert design is not None
    found = []
    for question, alpha in zip(questions.asked, questions.alpha, strict=True):
        power = power_at(trial, question, world, alpha, questions)
        if isinstance(power, str):
            found.append(Analytic(None, reason=power))
            continue
        wanted = None
        if design.power is not None:
            step = shared_out(trial)
            wanted = subjects_needed(power, design.power, least=2 * len(world.arms), step=step)
        analysis = trial.complete(question.analysis)
        formula = MMRM if isinstance(analysis, Mmrm) else ANCOVA if getattr(analysis, "in_model", ()) else T_TEST
        formula = SHARES if isinstance(analysis, Responders | Proportions) else formula
        formula = COUNTS if isinstance(analysis, Counts) else formula
        formula = TIMES if isinstance(analysis, TimesToEvent) else formula
        formula = formula_of_crossed(question) if isinstance(analysis, CrossoverModel) else formula
        formula = CROSSED_SHARES if isinstance(analysis, CrossoverBinary) else formula
        found.append(Analytic(power(design.n), wanted, formula, tuple(beside(trial, question, world))))
    return found


def power_at(
    trial: Trial, question: Question, world: World, alpha: float, questions: Questions
) -> Callable[[int], float] | str:
    """Give power as a function of the number of subjects, or say why there is no formula."""
    analysis = trial.complete(question.analysis)
    if isinstance(analysis, CrossoverModel):
        retained = retained_by_arm(trial, analysis, world)
        return power_of_crossed(trial, analysis, question, world, retained, alpha, questions.sides)
    if question.sought.kind == Kind.MARGIN:
        return "no formula for a hypothesis about a margin"
    if isinstance(analysis, CrossoverBinary) and question.sought.kind == Kind.RISK_DIFFERENCE:
        retained = retained_by_arm(trial, analysis, world)
        return power_of_crossed_shares(trial, analysis, question, world, retained, alpha, questions.sides)
    if isinstance(analysis, Responders):
        return power_of_responders(trial, analysis, question, world, alpha, questions.sides)
    if isinstance(analysis, Proportions) and question.sought.kind == Kind.RISK_DIFFERENCE:
        retained = retained_by_arm(trial, analysis, world)
        return power_of_proportions(analysis, question, world, retained, alpha, questions.sides)
    if isinstance(analysis, Counts | TimesToEvent) and question.sought.kind in (Kind.RATE_RATIO, Kind.HAZARD_RATIO):
        retained = retained_by_arm(trial, analysis, world)
        if isinstance(analysis, Counts):
            return power_of_counts(analysis, question, world, retained, alpha, questions.sides)
        return power_of_times(trial, analysis, question, world, retained, alpha, questions.sides)
    if question.sought.kind != Kind.DIFFERENCE or not is_of_means(trial, analysis):
        return f"no formula for method {analysis.method} as it is declared"
    assert isinstance(analysis, Mmrm | Ancova)
    difference = from_the_design(trial, question, world)
    if difference is None:
        return "no formula where events, logarithms or the ends of a scale change the means"
    towards = -difference if question.better == "lower" else difference
    shift = towards if questions.sides == "one" else abs(difference)
    covariance, of, visit, adjusted = precision(trial, analysis, world, question)
    arms = [world.arms.index(question.sought.ARM), world.arms.index(question.sought.REFERENCE)]
    factors = [variance_factor(covariance, of[arm], visit) for arm in arms]
    seen = [sum(chance for pattern, chance in own if pattern[visit]) for own in of]

    def power(n: int) -> float:
        sizes = world.sizes(n).astype(float)
        if min(sizes[arm] for arm in arms) < 1:
            return 0.0
        within = float(np.dot(sizes, seen)) - len(sizes)
        if within - adjusted < 1:
            return 0.0
        if isinstance(analysis, Ancova):
            sd = float(np.sqrt(covariance[visit, visit]))
            n_1, n_2 = (sizes[arm] * seen[arm] for arm in arms)
            return power_of_ancova(shift, sd, n_1, n_2, adjusted, alpha=alpha, sides=questions.sides, within=within)
        variance = sum(factor / sizes[arm] for factor, arm in zip(factors, arms, strict=True))
        variance *= 1 + adjusted / (within - adjusted - 1) if within - adjusted > 1 else np.inf
        return power_with(shift / float(np.sqrt(variance)), within - adjusted, alpha=alpha, sides=questions.sides)

    return power


def precision(
    trial: Trial, analysis: Mmrm | Ancova, world: World, question: Question
) -> tuple[Floats, list[list[tuple[tuple[bool, ...], float]]], int, int]:
    """Give the covariance over the visits of the model given its covariates, the patterns of each arm, the visit of the
    question among them, and how many columns of covariates there are."""
    one = world.outcomes[str(question.sought.PARAMCD)]
    at = world.visits.index(str(question.sought.AVISIT)) + 1
    visits = [at] if isinstance(analysis, Ancova) else visits_fitted(trial, analysis, world, one.paramcd)
    places = [one.measured.tolist().index(visit) for visit in visits]
    whole = one.sd[one.measured][:, None] * (one.root @ one.root.T) * one.sd[one.measured]
    whole = whole + world.left_out(one, analysis.in_model)
    constrained = isinstance(analysis, Mmrm) and analysis.baseline == "constrained"
    if one.measured[0] == 0:
        chosen = whole[np.ix_([0, *places], [0, *places])]
        if analysis.measure == "CHG":
            turn = np.eye(len(chosen))
            turn[1:, 0] = -1.0
            chosen = turn @ chosen @ turn.T
        if constrained or "BASE" in analysis.in_model:
            by_visit = constrained or (isinstance(analysis, Mmrm) and "BASE" in analysis.by_visit)
            covariance = conditional_on(chosen, by_visit=by_visit)
        else:
            covariance = chosen[1:, 1:]
    else:
        covariance = whole[np.ix_(places, places)]
    retained = retained_by_arm(trial, analysis, world)[:, visits]
    of = [patterns(own, world.missed) for own in retained]
    columns = sum(len(world.levels[name][0]) - 1 if name in world.levels else 1 for name in analysis.in_model)
    return covariance, of, visits.index(at), columns


def retained_by_arm(trial: Trial, analysis: Estimating, world: World) -> Floats:
    """The share of each arm whose value at a visit counts, (A, V+1), at the chances as they are at the mean."""
    stays = np.ones((len(world.arms), len(world.visits) + 1))
    if world.dropout is not None:
        stays *= 1 - world.dropout.hazard
    aside = set_aside(trial, analysis)
    for event in world.events:
        lost = event.hazard * (1.0 if event.name in aside else event.leaves)
        stays *= 1 - lost
    return np.asarray(np.cumprod(stays, axis=1))


def beside(trial: Trial, question: Question, world: World) -> list[str]:
    """Say what the formula does not know."""
    said = []
    chances = [*([world.dropout] if world.dropout else []), *world.events]
    if any(one.depends is not None for one in chances):
        said.append("losses that depend on outcomes are taken as they are at the mean")
    analysis = trial.complete(question.analysis)
    if isinstance(analysis, Mmrm) and analysis.covariance[0] != "us":
        said.append(f"the covariance is taken to be of the structure that is fitted ({analysis.covariance[0]})")
    if isinstance(analysis, CrossoverModel | CrossoverBinary):
        said += beside_crossed(analysis, world)
    if isinstance(analysis, TimesToEvent):
        effect = world.timing[time_of(trial, question.sought)].effect
        arms = arms_of(question, world)
        share = world.shares[arms[0]] / world.shares[arms].sum()
        if abs(effect[arms[0]] - effect[arms[1]]) > LARGE and abs(share - 0.5) > UNEQUAL:
            said.append("with arms of unequal size and so large an effect it can be several percentage points off")
    return said
