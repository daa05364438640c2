"""The true difference of two treatments of a crossover trial, where the design says it."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from trialstats.methods.crossover.options import CrossoverBinary, CrossoverModel
from trialstats.results.kinds import Kind
from trialstats.simulate.outcome import Floats
from trialstats.simulate.periods import Periods
from trialstats.simulate.questions import Question
from trialstats.simulate.world import World
from trialstats.trialfile.trial import Trial

__all__ = ["difference_by_design", "share_difference_by_design", "treatment_difference"]

SAME = 1e-12


def treatment_difference(trial: Trial, analysis: CrossoverModel, question: Question, world: World) -> float | None:
    """Give the difference of a treatment and the reference in their own periods, of logarithms the ratio.

    None where it is not the same in all periods, or the ends or steps of a scale change means.
    """
    found = difference_by_design(trial, analysis, question, world)
    return found if found is None or analysis.scale != "log" else float(np.exp(found))


def difference_by_design(trial: Trial, analysis: CrossoverModel, question: Question, world: World) -> float | None:
    """Give that difference on the scale of the model."""
    one, periods = world.outcomes.get(str(question.sought.PARAMCD)), world.periods
    if one is None or periods is None or analysis.measure not in ("AVAL", "CHG"):
        return None
    limited = trial.datasets[str(analysis.dataset)].parameters.get(one.paramcd)
    on_scale = one.logged if analysis.scale == "log" else one.is_normal
    if not on_scale or one.values is not None or (limited is not None and limited.limits):
        return None
    visits = [world.visits.index(visit) + 1 for visit in trial.timepoints[str(question.sought.AVISIT)]]
    return _of_treatments(question, periods, visits, one.effect[:, visits])


def share_difference_by_design(
    trial: Trial, analysis: CrossoverBinary, question: Question, world: World
) -> float | None:
    """Give the difference of the shares with the event of a treatment and the reference; None where periods differ."""
    one, periods = world.outcomes.get(str(question.sought.PARAMCD)), world.periods
    if one is None or one.values is None or periods is None or question.sought.kind != Kind.RISK_DIFFERENCE:
        return None
    visits = [world.visits.index(visit) + 1 for visit in trial.timepoints[str(question.sought.AVISIT)]]
    shares = ndtr(one.mean + one.effect)[:, visits] - ndtr(one.mean)[visits]
    found = _of_treatments(question, periods, visits, shares)
    return found if found is None or analysis.event.is_met_by(one.values[1]) else -found


def _of_treatments(question: Question, periods: Periods, visits: list[int], effect: Floats) -> float | None:
    """Give the difference of two treatments' effects (S, T) at visits, a period each; None where any's is not one."""
    given = periods.given[:, periods.of_visit[visits]]
    effects = [effect[given == place] for place in range(len(periods.treatments))]
    if any(np.ptp(own) > SAME * max(1.0, float(np.abs(own).max())) for own in effects):
        return None
    arm, reference = (periods.treatments.index(name) for name in (question.sought.ARM, question.sought.REFERENCE))
    return float(effects[arm][0] - effects[reference][0])
