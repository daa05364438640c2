"""The model of a crossover analysis in the world of a design: its visits, its columns, and what they are to compare."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialstats.methods.crossover.options import CrossoverModel
from trialstats.methods.crossover.options import Periods as OfPeriods
from trialstats.simulate.outcome import Floats
from trialstats.simulate.periods import Periods
from trialstats.simulate.world import World
from trialstats.trialfile.trial import Trial

__all__ = ["Crossed", "crossed_of", "is_plain", "takes_all_records"]


@dataclass(frozen=True)
class Crossed:
    """visits (T,): of a timepoint, as the world counts them, a period each. baselines (T,): what changes are from.

    columns (S, T, p): of every sequence, a column for each treatment but the reference first; within subjects alone
    where these are fixed.
    """

    visits: list[int]
    baselines: list[int]
    columns: Floats

    def row(self, periods: Periods, arm: str, reference: str) -> Floats:
        """The contrast (p,) of two treatments."""
        at = np.zeros(self.columns.shape[2])
        for name, sign in ((arm, 1.0), (reference, -1.0)):
            if (place := periods.treatments.index(name)) > 0:
                at[place - 1] += sign
        return at

    def measured(self, values: Floats, measure: str) -> Floats:
        """The outcomes (..., T) of values (..., V+1): as they are, or as changes."""
        return values[..., self.visits] - values[..., self.baselines] if measure == "CHG" else values[..., self.visits]


def takes_all_records(trial: Trial, analysis: OfPeriods) -> bool:
    """Tell whether an analysis takes all records as they are simulated."""
    limited = any(parameter.limits for parameter in trial.datasets[str(analysis.dataset)].parameters.values())
    return not (analysis.records or limited)


def is_plain(trial: Trial, analysis: CrossoverModel) -> bool:
    """Tell whether records are all that there are, as they are or as changes from a baseline."""
    return takes_all_records(trial, analysis) and analysis.measure in ("AVAL", "CHG")


def crossed_of(trial: Trial, analysis: OfPeriods, world: World, paramcd: str, timepoint: str) -> Crossed:
    """Make arrays of the model at a timepoint, of the periods that have it."""
    assert world.periods is not None
    measured = set(world.outcomes[paramcd].measured.tolist())
    asked = [world.visits.index(visit) + 1 for visit in trial.timepoints[timepoint]]
    visits = sorted((place for place in asked if place in measured), key=lambda place: world.periods.of_visit[place])  # type: ignore[union-attr]
    of_period = {trial.visits[visit].period: visit for visit in trial.baseline_visits}
    several = len(of_period) > 1
    baselines = []
    for place in visits:
        own = of_period.get(trial.visits[world.visits[place - 1]].period) if several else None
        baselines.append(0 if own in (None, trial.baseline_visit) else world.visits.index(str(own)) + 1)
    return Crossed(visits, baselines, _columns(analysis, world.periods, visits))


def _columns(analysis: OfPeriods, periods: Periods, visits: list[int]) -> Floats:
    """Treatments, periods, carry-over; where subjects are no fixed effects a constant, of random ones the sequences."""
    own = periods.of_visit[visits]
    sequences, levels = len(periods.given), np.arange(1, len(periods.treatments))
    parts = [
        (periods.given[:, own][..., None] == levels).astype(float),
        np.broadcast_to(np.eye(len(visits))[:, 1:], (sequences, len(visits), len(visits) - 1)),
    ]
    model = analysis if isinstance(analysis, CrossoverModel) else None
    if model is not None and model.carry_over:
        after = own > own.min()
        before = np.where(after, periods.given[:, np.maximum(own - 1, 0)], -1)[..., None]
        parts.append((before == levels).astype(float) - (before == 0))
    if model is None or model.subject == "random":
        parts.append(np.ones((sequences, len(visits), 1)))
        if model is not None and model.sequence:
            of_sequence = np.eye(sequences)[:, None, 1:]
            parts.append(np.broadcast_to(of_sequence, (sequences, len(visits), sequences - 1)))
    return np.concatenate(parts, axis=2)
