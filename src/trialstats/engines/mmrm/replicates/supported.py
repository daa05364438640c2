"""Which replicates hold a covariance structure without a doubt; `support` of the engine looks at the others."""

from __future__ import annotations

import numpy as np

from trialstats.engines.mmrm.arrays import Floats, Integers, Switches
from trialstats.engines.mmrm.covariance import Family
from trialstats.engines.mmrm.replicates.problem import Problem

__all__ = ["supported"]

# An outcome that varies by less than this part of its size may be one number but for rounding.
VARIES = 1e-10


def supported(problem: Problem, family: Family, n_theta: int, outcome: Floats, groups: Integers) -> Switches:
    """(R,): each group was seen at every visit, where its outcomes vary; no visit could be fitted exactly.

    `outcome` (R, n, T), `groups` (R or 1, n).
    """
    n_visits, p = problem.n_visits, problem.load.shape[2]
    largest = np.nanmax(np.abs(outcome), axis=(1, 2), initial=0.0)
    fine: Switches = problem.n_obs - p >= n_theta
    for cell in range(problem.n_cells):
        own = np.isfinite(outcome) & (groups == cell)[:, :, None]
        spread = np.where(own, outcome, -np.inf).max(axis=1) - np.where(own, outcome, np.inf).min(axis=1)
        fine &= (spread > VARIES * largest[:, None]).all(axis=1)
        weight = own.astype(float)
        together = np.matmul(weight.swapaxes(1, 2), weight)
        fine &= (together > 0).all(axis=(1, 2))
        if family.every_pair:
            fine &= (own.sum(axis=1) >= n_visits + p).all(axis=1)
    return fine
