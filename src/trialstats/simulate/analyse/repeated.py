"""Mixed models for repeated measures of all replicates, by the engine that analyses the trial's data."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from trialstats.engines.mmrm.replicates import ReplicateDesign
from trialstats.simulate.outcome import Floats

__all__ = ["Fits", "fit_replicates"]

Fits = tuple[Floats, Floats, Floats]
"""Estimates, standard errors and degrees of freedom, each (R, k); NaN where a replicate has none."""


def fit_replicates(
    columns: Floats, outcome: Floats, rows: Floats, *, ladder: Sequence[str], reml: bool, ddf: str
) -> Fits:
    """Fit outcome (R, n, T), NaN where it is missing, by columns (R, n, T, p) or (n, T, p), and test rows (k, p).

    ladder: structures of the covariance; each replicate has the first with which it converges. A subject at a visit
    without its columns is not seen there.
    """
    known = np.asarray(np.isfinite(columns).all(axis=-1))
    y = np.where(known, outcome, np.nan)
    x = np.where(known[..., None], columns, 0.0)
    found = np.full((3, len(y), len(rows)), np.nan)
    left = np.arange(len(y))
    for covariance in ladder:
        own = x if x.ndim == 3 else x[left]
        fits = ReplicateDesign(own, rows, covariance, reml, ddf).fit(y[left])
        done = fits.converged
        found[:, left[done]] = np.stack([fits.estimate, fits.std_error, fits.df])[:, done]
        left = left[~done]
        if not left.size:
            break
    return found[0], found[1], found[2]
