"""Least squares with an effect for each subject, of all replicates at once: every column centred within subjects."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from trialstats.simulate.analyse.repeated import Fits
from trialstats.simulate.outcome import Floats

__all__ = ["freedom_within", "within_subjects"]

RANK = 1e-10


def within_subjects(columns: Floats, outcome: Floats, rows: Floats) -> Fits:
    """Estimate rows (k, p) of a linear model with fixed subjects: columns (R, n, T, p), outcome (R, n, T).

    An outcome that is missing is NaN. Subjects with one record tell nothing. A replicate whose columns are not
    independent within subjects, or that leaves no degree of freedom, has NaN.
    """
    seen, x, y = centred(columns, outcome)
    width = columns.shape[3]
    df = (seen.sum(axis=(1, 2)) - seen.any(axis=2).sum(axis=1) - width).astype(float)
    normal = np.einsum("rntp,rntq->rpq", x, x, optimize=True)
    scale = 1.0 / np.sqrt(np.maximum(np.diagonal(normal, axis1=1, axis2=2), np.finfo(float).tiny))
    scaled = normal * scale[:, :, None] * scale[:, None, :]
    able = (df > 0) & (np.linalg.eigvalsh(scaled)[:, 0] > RANK)
    scaled[~able] = np.eye(width)
    inverse = np.linalg.inv(scaled) * scale[:, :, None] * scale[:, None, :]
    coefficients = np.einsum("rpq,rntq,rnt->rp", inverse, x, y, optimize=True)
    residual = y - np.einsum("rntp,rp->rnt", x, coefficients)
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = np.where(able, np.einsum("rnt,rnt->r", residual, residual) / df, np.nan)
    of_rows = np.einsum("kp,rpq,kq->rk", rows, inverse, rows, optimize=True)
    estimate = np.where(able[:, None], coefficients @ rows.T, np.nan)
    return estimate, np.sqrt(variance[:, None] * of_rows), np.where(able, df, np.nan)[:, None] * np.ones(len(rows))


def freedom_within(columns: Floats, outcome: Floats) -> Floats:
    """Degrees of freedom of the error within subjects, (R,): records, less subjects, less columns told within these."""
    seen, x, _ = centred(columns, outcome)
    told = np.linalg.matrix_rank(np.einsum("rntp,rntq->rpq", x, x, optimize=True), tol=RANK, hermitian=True)
    return np.asarray(seen.sum(axis=(1, 2)) - seen.any(axis=2).sum(axis=1) - told, dtype=float)


def centred(columns: Floats, outcome: Floats) -> tuple[NDArray[np.bool_], Floats, Floats]:
    """Take the mean of each subject away: what is seen of subjects with several records, their columns and outcomes."""
    seen = np.isfinite(outcome)
    count = seen.sum(axis=2)
    seen = seen & (count > 1)[..., None]
    many = np.maximum(count, 1)[..., None]
    y, x = np.where(seen, outcome, 0.0), np.where(seen[..., None], columns, 0.0)
    y = np.where(seen, y - y.sum(axis=2, keepdims=True) / many, 0.0)
    x = np.where(seen[..., None], x - x.sum(axis=2, keepdims=True) / many[..., None], 0.0)
    return seen, x, y
