"""Outcomes that do not vary: a variance of their own would be zero, where the likelihood has no maximum."""

from __future__ import annotations

import numpy as np

from trialstats.engines.mmrm.arrays import Floats, Integers, Switches
from trialstats.engines.mmrm.basis import Basis
from trialstats.engines.mmrm.design import ROUNDING, Design

__all__ = ["outcome_at", "reproduced_visits", "still_visits"]

# Below this part of the outcome's spread about the model, what the predictors leave of it is rounding.
REPRODUCED = 1e-9


def still_visits(design: Design, group: Integers, basis: Basis) -> Switches:
    """(G, T): at which visits a group (n,) has one and the same outcome, in more rows than the predictors could fit
    whatever they were."""
    shape = (int(group.max()) + 1, design.n_visits)
    place, size = group * design.n_visits + design.visits, shape[0] * shape[1]
    one = np.zeros(size)
    one[place] = design.outcome
    moves = np.abs(design.outcome - one[place]) > ROUNDING * np.abs(design.outcome).max()
    rows, moving = np.bincount(place, minlength=size), np.bincount(place, moves, minlength=size)
    still: Switches = ((rows > 1) & (moving == 0)).reshape(shape)
    for of, visit in zip(*np.nonzero(still), strict=True):
        columns = basis.rows(np.flatnonzero((group == of) & (design.visits == visit)))
        still[of, visit] = len(columns) > np.linalg.matrix_rank(columns)
    return still


def outcome_at(design: Design, group: Integers, of: int, visit: int) -> float:
    """The outcome of the first row of a group at a visit."""
    return float(design.outcome[(group == of) & (design.visits == visit)][0])


def reproduced_visits(design: Design, group: Integers, basis: Basis, residual: Floats) -> list[tuple[int, int]]:
    """The groups and visits whose outcomes the predictors reproduce exactly, with rows to spare."""
    found = []
    for of in range(int(group.max()) + 1):
        for visit in range(design.n_visits):
            own = (group == of) & (design.visits == visit)
            columns, rest = basis.rows(np.flatnonzero(own)), residual[own]
            weights, _, rank, _ = np.linalg.lstsq(columns, rest, rcond=REPRODUCED)
            if own.sum() > rank and np.abs(rest - columns @ weights).max() < REPRODUCED * np.abs(residual).max():
                found.append((of, visit))
    return found
