"""Analysis of covariance at one visit, of all replicates at once, by ordinary least squares."""

from __future__ import annotations

import numpy as np

from trialstats.simulate.outcome import Floats

__all__ = ["least_squares"]

RANK = 1e-10


def least_squares(columns: Floats, outcome: Floats, place: int) -> tuple[Floats, Floats, Floats]:
    """Estimate one coefficient of a linear model in every replicate: estimates, standard errors and df, each (R,).

    columns (R, n, p), outcome (R, n), NaN where there is none; place: of the coefficient. A replicate whose columns
    are not independent, or that leaves no degree of freedom, has NaN.
    """
    seen = np.isfinite(outcome) & np.isfinite(columns).all(axis=2)
    x = np.where(seen[..., None], columns, 0.0)
    y = np.where(seen, outcome, 0.0)
    df = seen.sum(axis=1) - columns.shape[2]
    normal = np.einsum("rnp,rnq->rpq", x, x)
    scale = 1.0 / np.sqrt(np.maximum(np.diagonal(normal, axis1=1, axis2=2), np.finfo(float).tiny))
    scaled = normal * scale[:, :, None] * scale[:, None, :]
    able = (df > 0) & (np.linalg.eigvalsh(scaled)[:, 0] > RANK)
    scaled[~able] = np.eye(columns.shape[2])
    inverse = np.linalg.inv(scaled) * scale[:, :, None] * scale[:, None, :]
    coefficients = np.einsum("rpq,rnq,rn->rp", inverse, x, y, optimize=True)
    residual = y - np.einsum("rnp,rp->rn", x, coefficients)
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = np.einsum("rn,rn->r", residual, residual) / df
        std_error = np.sqrt(np.where(able, variance * inverse[:, place, place], np.nan))
    return np.where(able, coefficients[:, place], np.nan), std_error, np.where(able, df, np.nan).astype(float)
