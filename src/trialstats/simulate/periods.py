"""The periods of a crossover trial as arrays: which treatment each sequence has at a visit, and which it had before."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trialstats.errors import SpecError
from trialstats.trialfile.text.declared import About, Problem
from trialstats.trialfile.trial import Trial

__all__ = ["NO_PERIOD", "Periods", "periods_of"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

NO_PERIOD = -1


@dataclass(frozen=True)
class Periods:
    """treatments: of the trial, the reference first. given (S, P): the place of the treatment of each period.

    of_visit (V+1,): the period of each visit as the world counts visits, from 0, or NO_PERIOD.
    """

    treatments: tuple[str, ...]
    given: Integers
    of_visit: Integers

    def by_sequence(self, by_treatment: Floats) -> Floats:
        """Turn what treatments do at visits (A, V+1) into what sequences have of it (S, V+1)."""
        return self._spread(by_treatment, self.of_visit)

    def carried(self, by_treatment: Floats) -> Floats:
        """Turn what treatments still do in the next period (A, V+1) into what sequences have of it (S, V+1)."""
        before = np.where(self.of_visit > 0, self.of_visit - 1, NO_PERIOD)
        return self._spread(by_treatment, before)

    @property
    def tell_treatments(self) -> bool:
        """Whether treatments can be told from the periods within subjects, with subjects of every sequence."""
        count, length = self.given.shape
        treatments = (self.given[..., None] == np.arange(1, len(self.treatments))).astype(float)
        periods = np.broadcast_to(np.eye(length)[:, 1:], (count, length, length - 1))
        columns = np.concatenate([treatments, periods], axis=2)
        within = (columns - columns.mean(axis=1, keepdims=True)).reshape(-1, columns.shape[2])
        return bool(np.linalg.matrix_rank(within) == columns.shape[2])

    def _spread(self, by_treatment: Floats, period: Integers) -> Floats:
        treatment = self.given[:, np.maximum(period, 0)]
        values = by_treatment[treatment, np.arange(len(period))]
        return np.where(period == NO_PERIOD, 0.0, values)


def periods_of(trial: Trial, visits: tuple[str, ...]) -> Periods | None:
    """Make arrays of the periods of a trial; None of parallel groups. visits: those of the world, without baseline.

    Raises SpecError where the sequences do not tell the treatments from the periods.
    """
    if trial.crossover is None:
        return None
    treatments = tuple(trial.arm_order)
    given = [[treatments.index(arm) for arm in one.treatments] for one in trial.crossover.sequences.values()]
    first = trial.visits[trial.baseline_visit].period if trial.baseline_visit else None
    of_visit = [(first or 0) - 1, *((trial.visits[visit].period or 0) - 1 for visit in visits)]
    periods = Periods(treatments, np.array(given, dtype=np.int64), np.array(of_visit, dtype=np.int64))
    if not periods.tell_treatments:
        named = ", ".join(trial.crossover.sequences)
        text = f"design: the sequences ({named}) cannot tell the treatments from the periods: add one in another order"
        raise SpecError([Problem(text, About(at=("subjects", "crossover", "sequences")))])
    return periods
