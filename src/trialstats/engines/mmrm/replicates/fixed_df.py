"""Degrees of freedom that do not depend on the covariance (`fixed_df` of the engine), for replicates."""

from __future__ import annotations

import numpy as np

from trialstats.engines.mmrm.arrays import Floats, Switches

__all__ = ["degrees_of_freedom"]


def degrees_of_freedom(ddf: str, x: Floats, seen: Switches) -> Floats:
    """(R, p): those of each coefficient, for `ddf` between_within, residual or inf, of `x` (R or 1, n, T, p)."""
    replicates, p = len(seen), x.shape[3]
    if ddf == "inf":
        return np.full((replicates, p), np.inf)
    n_obs = seen.sum(axis=(1, 2))[:, None]
    if ddf == "residual":
        return np.broadcast_to(n_obs - p, (replicates, p)).astype(float)
    return np.array([_between_within(x[0 if len(x) == 1 else each], own) for each, own in enumerate(seen)])


def _between_within(x: Floats, seen: Switches) -> Floats:
    own = seen.any(axis=1)
    x, held = x[own], seen[own][:, :, None]
    largest, smallest = np.where(held, x, -np.inf).max(axis=1), np.where(held, x, np.inf).min(axis=1)
    between = (largest == smallest).all(axis=0)
    intercept = largest.max(axis=0) == smallest.min(axis=0)
    n_obs, n_subjects, p, n_between = int(seen.sum()), len(x), x.shape[2], int(between.sum())
    within = n_obs - n_subjects - (p - n_between)
    return np.where(between & ~intercept, n_subjects - n_between, within).astype(float)
