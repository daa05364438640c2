"""The power of a yes or no in a crossover trial by a formula: the z test of the difference of shares."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.special import ndtr

from trialstats.engines.power import Sides, covariance_of_yes, patterns, power_of_z, variance_of_shares
from trialstats.methods.crossover.options import CrossoverBinary
from trialstats.simulate.crossed import crossed_of, takes_all_records
from trialstats.simulate.outcome import Floats
from trialstats.simulate.questions import Question
from trialstats.simulate.truth_crossed import share_difference_by_design
from trialstats.simulate.world import World
from trialstats.trialfile.trial import Trial

__all__ = ["CROSSED_SHARES", "power_of_crossed_shares"]

CROSSED_SHARES = "z test, robust variance of the difference of shares (Liang and Zeger 1986)"


def power_of_crossed_shares(
    trial: Trial,
    analysis: CrossoverBinary,
    question: Question,
    world: World,
    retained: Floats,
    alpha: float,
    sides: Sides,
) -> Callable[[int], float] | str:
    """Give power as a function of the number of subjects, or say why there is no formula.

    retained (S, V+1): the share of each sequence that is still there.
    """
    assert world.periods is not None
    difference = share_difference_by_design(trial, analysis, question, world)
    if difference is None or not takes_all_records(trial, analysis):
        return "no formula where shares do not differ by the same in all periods, or are of a threshold of a number"
    one = world.outcomes[str(question.sought.PARAMCD)]
    model = crossed_of(trial, analysis, world, one.paramcd, str(question.sought.AVISIT))
    places = [one.measured.tolist().index(visit) for visit in model.visits]
    correlation = (one.root @ one.root.T)[np.ix_(places, places)]
    shares = ndtr(one.by_arm)[:, model.visits]
    covariances = np.stack([covariance_of_yes(own, correlation) for own in shares])
    of = [patterns(own, world.missed) for own in retained[:, model.visits]]
    row = model.row(world.periods, question.sought.ARM, question.sought.REFERENCE)
    towards = -difference if question.better == "lower" else difference
    shift = towards if sides == "one" else abs(difference)

    def power(n: int) -> float:
        variance = variance_of_shares(model.columns, covariances, world.sizes(n).astype(float), of, row)
        return 0.0 if variance is None else power_of_z(shift / float(np.sqrt(variance)), alpha=alpha, sides=sides)

    return power
