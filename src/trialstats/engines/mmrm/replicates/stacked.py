"""Linear algebra on stacks of small matrices of which some may not be what they should be."""

from __future__ import annotations

import numpy as np

from trialstats.engines.mmrm.arrays import Floats, Switches

__all__ = ["cholesky", "invert", "solve", "sweep"]


def cholesky(matrices: Floats) -> tuple[Floats, Switches]:
    """The lower factors of `matrices` (..., k, k), the identity for one not positive definite; and which (...) are."""
    fine = np.asarray(np.isfinite(matrices).all(axis=(-2, -1)))
    if fine.all():
        try:
            return np.asarray(np.linalg.cholesky(matrices), dtype=float), fine
        except np.linalg.LinAlgError:
            pass
    factors = np.broadcast_to(np.eye(matrices.shape[-1]), matrices.shape).copy()
    for at in zip(*np.nonzero(fine), strict=True):
        try:
            factors[at] = np.linalg.cholesky(matrices[at])
        except np.linalg.LinAlgError:
            fine[at] = False
    return factors, fine


def invert(factors: Floats) -> Floats:
    """The inverses of lower factors (..., k, k)."""
    return np.asarray(np.linalg.inv(factors), dtype=float)


def sweep(matrices: Floats) -> tuple[Floats, Floats]:
    """The inverses of small matrices (k, k, ..) that lie side by side, and their log-determinants (..), which are NaN
    for those that are not positive definite.

    Gauss and Jordan's elimination without exchange, which positive definite matrices do not need; one step is done for
    all of the matrices at once.
    """
    inverses, log_det = matrices.copy(), np.zeros(matrices.shape[2:])
    for k in range(len(matrices)):
        pivot = inverses[k, k].copy()
        log_det += np.log(np.where(pivot > 0, pivot, np.nan))
        row = inverses[k] / pivot
        inverses -= inverses[:, k, None] * row
        inverses[k] = inverses[:, k] = row
        inverses[k, k] = -1.0 / pivot
    return -inverses, log_det


def solve(information: Floats, slope: Floats) -> tuple[Floats, Switches]:
    """H^-1 g of `information` (R, K, K) and `slope` (R, K), and where H is positive definite; scaled to a unit
    diagonal."""
    diagonal = np.diagonal(information, axis1=1, axis2=2)
    fine = np.asarray(np.isfinite(information).all(axis=(1, 2)) & (diagonal > 0).all(axis=1))
    scale = 1.0 / np.sqrt(np.where(fine[:, None], diagonal, 1.0))
    scaled = np.where(fine[:, None, None], information * scale[:, :, None] * scale[:, None, :], 0.0)
    scaled[~fine] = np.eye(scaled.shape[1])
    _, definite = cholesky(scaled)
    fine = fine & definite
    scaled[~fine] = np.eye(scaled.shape[1])
    return scale * np.linalg.solve(scaled, (scale * slope)[:, :, None])[:, :, 0], fine
