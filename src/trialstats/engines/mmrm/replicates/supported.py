"""Which replicates hold a covariance structure without a doubt; `support` of the engine looks at the others."""

from __future__ import annotations

import numpy as np

from trialstats.engines.mmrm.arrays import Floats, Integers, Switches
from trialstats.engines.mmrm.covariance import STRUCTURES
from trialstats.engines.mmrm.replicates.problem import Problem

__all__ = ["supported"]

# An outcome that varies by less than this part of its size may be one number but for rounding.
VARIES = 1e-10


def supported(problem: Problem, covariance: str, outcome: Floats, groups: Integers) -> Switches:
    """(R,): each group has every visit in more rows than could be fitted exactly, and outcomes that vary there.

    `outcome` (R, n, T), `groups` (R or 1, n). Of `us` each pair of visits was seen together too.
    """
    n_visits, p = problem.n_visits, problem.load.shape[2]
    largest = np.nanmax(np.abs(outcome), axis=(1, 2), initial=0.0)
    fine: Switches = np.full(len(outcome), n_visits >= STRUCTURES[covariance].at_least)
    for cell in range(problem.n_cells):
        own = np.isfinite(outcome) & (groups == cell)[:, :, None]
        rows = own.sum(axis=1)
        fine &= (rows >= n_visits + p).all(axis=1)
        spread = np.where(own, outcome, -np.inf).max(axis=1) - np.where(own, outcome, np.inf).min(axis=1)
        fine &= (spread > VARIES * largest[:, None]).all(axis=1)
        weight = own.astype(float)
        fine &= (np.matmul(weight.swapaxes(1, 2), weight) > 0).all(axis=(1, 2))
    return fine
