"""The power of a comparison of responders without simulation: the share of each arm, and two shares compared."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.special import ndtr

from trialstats.engines.power import Sides, power_of_shares
from trialstats.methods.proportions.options import Proportions
from trialstats.methods.responders.options import Responders
from trialstats.methods.shared.responses.options import Criterion
from trialstats.results.kinds import Kind
from trialstats.simulate.outcome import Assumed, Floats
from trialstats.simulate.questions import Question
from trialstats.simulate.world import World
from trialstats.trialfile.trial import Trial

__all__ = ["power_of_proportions", "power_of_responders", "shares_of_responders", "shares_of_whoever_stays"]


def power_of_responders(
    trial: Trial, analysis: Responders, question: Question, world: World, alpha: float, sides: Sides
) -> Callable[[int], float] | str:
    """Give power as a function of the number of subjects, or say why there is no formula."""
    shares = shares_of_responders(trial, analysis, question, world)
    if isinstance(shares, str):
        return shares
    return power_of_two(*shares, question, world, alpha, sides)


def power_of_two(
    share: Floats, counted: Floats, question: Question, world: World, alpha: float, sides: Sides
) -> Callable[[int], float]:
    """Compare the shares (A,) of arm and reference, of the subjects that are counted, (A,) of those randomised."""
    arms = [world.arms.index(question.sought.ARM), world.arms.index(question.sought.REFERENCE)]
    turned = question.better == "lower"
    wrong = sides == "one" and (share[arms[0]] < share[arms[1]]) != turned

    def power(n: int) -> float:
        sizes = world.sizes(n) * counted
        if wrong or min(sizes[arm] for arm in arms) < 1:
            return 0.0
        first, second = arms
        return power_of_shares(share[first], share[second], sizes[first], sizes[second], alpha=alpha, sides=sides)

    return power


def power_of_proportions(
    analysis: Proportions, question: Question, world: World, retained: Floats, alpha: float, sides: Sides
) -> Callable[[int], float] | str:
    """Give power as a function of the number of subjects, of a yes or no, or say why there is no formula.

    retained (A, V+1): the share of each arm whose value at a visit counts.
    """
    one = world.outcomes.get(str(question.sought.PARAMCD))
    if one is None or one.values is None:
        return "no formula for proportions of outcomes that the design does not give as `shares`"
    if analysis.over != "visits" or analysis.strata or analysis.in_model:
        return "no formula for proportions over the trial, within strata or standardised"
    if analysis.interval.difference not in ("miettinen-nurminen", "score"):
        return f"no formula for proportions with the interval of {analysis.interval.difference}"
    if analysis.missing not in ("exclude", "event", "non-event"):
        return f"no formula for proportions with `missing: {analysis.missing}`"
    if any(event.keeps != 1 and event.hazard.any() for event in world.events):
        return "no formula where events take a part of the effect"
    at = world.visits.index(str(question.sought.AVISIT)) + 1
    share = np.asarray(ndtr(one.mean[at] + one.effect[:, at]))
    if not analysis.event.is_met_by(one.values[1]):
        share = 1 - share
    seen = retained[:, at] * (1 - world.missed)
    counted = seen if analysis.missing == "exclude" else np.ones_like(seen)
    if analysis.missing != "exclude":
        share = share * seen + (1 - seen) * (analysis.missing == "event")
    return power_of_two(share, counted, question, world, alpha, sides)


def shares_of_responders(
    trial: Trial, analysis: Responders, question: Question, world: World
) -> tuple[Floats, Floats] | str:
    """Give the share of each arm that responds, and the share that is in the denominator, each (A,); or why not."""
    share = shares_of_whoever_stays(trial, analysis, question, world)
    if isinstance(share, str):
        return share
    population = trial.populations[str(analysis.population)]
    if analysis.missing == "non-responder" and (population.min_post_baseline or population.all_of):
        return "no formula for non-responder imputation where the population leaves out subjects without values"
    at = world.visits.index(str(question.sought.AVISIT)) + 1
    hazard = world.dropout.hazard if world.dropout is not None else np.zeros((len(world.arms), at + 1))
    seen = np.prod(1 - hazard[:, : at + 1], axis=1) * (1 - world.missed)
    return (share, seen) if analysis.missing == "exclude" else (share * seen, np.ones_like(seen))


def shares_of_whoever_stays(trial: Trial, analysis: Responders, question: Question, world: World) -> Floats | str:
    """Give the share of each arm that responds if nobody is lost, (A,); or why there is no formula."""
    one = world.outcomes.get(str(question.sought.PARAMCD))
    named = question.sought.criterion
    criteria = [criterion for criterion in analysis.criteria if named is None or criterion.label == named]
    if one is None or not one.is_normal or one.measured[0] != 0:
        return "no formula for responders where values are not normal, or have no baseline"
    if question.sought.kind != Kind.RISK_DIFFERENCE or analysis.covariates or analysis.unless or len(criteria) != 1:
        return "no formula for responders with covariates, `unless`, or a criterion without a `label` beside others"
    if world.events:
        return "no formula for responders where intercurrent events happen"
    at = world.visits.index(str(question.sought.AVISIT)) + 1
    return of_those_seen(trial, analysis, criteria[0], one, world, at)


def of_those_seen(
    trial: Trial, analysis: Responders, criterion: Criterion, one: Assumed, world: World, at: int
) -> Floats:
    """Give the share of each arm whose improvement is enough, (A,): a sum of two normal values above a number."""
    outcome = trial.outcome(str(analysis.dataset), one.paramcd)
    assert outcome is not None  # it is no score of a questionnaire, which has steps
    sign = 1.0 if outcome.better == "lower" else -1.0
    if criterion.percent is not None:
        weights, asked = sign * np.array([1 - sign * criterion.percent / 100, -1.0]), 0.0
    else:
        points = outcome.mcid if criterion.points == "mcid" else criterion.points
        weights, asked = sign * np.array([1.0, -1.0]), float(points or 0.0)
    places = [0, one.measured.tolist().index(at)]
    sd = one.sd[[0, at]]
    covariance = sd[:, None] * (one.root @ one.root.T)[np.ix_(places, places)] * sd + added_variance(one, world)
    means = (one.mean + one.effect)[:, [0, at]]
    return np.asarray(ndtr((means @ weights - asked) / np.sqrt(weights @ covariance @ weights)))


def added_variance(one: Assumed, world: World) -> float:
    """The variance of what covariates add, to the values of all visits alike."""
    total = 0.0
    for name, adds in one.covariates.items():
        own = (adds * world.numbers[name][1]) ** 2 if isinstance(adds, float) else world.levels[name][1] @ adds**2
        total += float(own)
    return total
