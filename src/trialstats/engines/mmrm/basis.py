"""An orthonormal basis for the predictors, and the columns that stand in its way.

The p x p algebra of the likelihood is done in the basis Q of X = QR, and the outcome is replaced
by its residual from ordinary least squares. Both are exact changes of variable: b = b_ols + R^-1 g.
They keep the normal equations well conditioned whatever the units of a covariate, and leave no
digits to cancel where the outcome has a large mean.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialstats.engines.mmrm.arrays import Floats
from trialstats.engines.mmrm.names import shorten
from trialstats.errors import FitError

__all__ = ["Basis", "orthonormalise"]

# A column is a combination of those before it when what they leave of it is below this part of its
# length. R's lm uses the same figure.
ALIASED = 1e-7
# What is left of a column by rounding alone; more than this is a column far from zero, or almost another one.
ROUNDING = 1e-13


@dataclass(frozen=True)
class Basis:
    """columns (n, p) with Q'Q = I; to_terms (p, p) = R^-1; from_terms (p, p) = R."""

    columns: Floats
    to_terms: Floats
    from_terms: Floats

    @property
    def log_det(self) -> float:
        """log|X'X|, which REML needs: log|X'WX| = log|Q'WQ| + log|X'X|."""
        return -2.0 * float(np.log(np.abs(np.diag(self.to_terms))).sum())

    def split(self, outcome: Floats) -> tuple[Floats, Floats]:
        """b_ols (p,) and the residual of `outcome` (n,). Raises FitError where that is zero."""
        scores = self.columns.T @ outcome
        residual = outcome - self.columns @ scores
        if np.linalg.norm(residual) < 1e-10 * np.linalg.norm(outcome - outcome.mean()):
            raise FitError("the predictors reproduce the outcome exactly: no variance is left to model")
        return self.to_terms @ scores, residual


def orthonormalise(predictors: Floats, terms: tuple[str, ...]) -> Basis:
    """Return the basis of `predictors` (n, p).

    Raises FitError for predictors that are not independent, naming the columns.
    """
    n, p = predictors.shape
    length = np.linalg.norm(predictors, axis=0)
    if n <= p or not length.all():
        _refuse_aliased(predictors, terms)
    q, r = np.linalg.qr(predictors / length)
    if np.abs(np.diag(r)).min() < ALIASED:
        _refuse_aliased(predictors, terms)
    return Basis(q, np.linalg.inv(r) / length[:, None], r * length)


def _refuse_aliased(raw: Floats, terms: tuple[str, ...]) -> None:
    n, p = raw.shape
    length = np.linalg.norm(raw, axis=0)
    predictors = raw / np.where(length > 0, length, 1.0)
    faults = []
    kept: list[int] = []
    for j in range(p):
        column = predictors[:, j]
        if not column.any():
            faults.append(f"{terms[j]} (zero in every row)")
            continue
        weights = np.linalg.lstsq(predictors[:, kept], column)[0] if kept else np.zeros(0)
        left = column - predictors[:, kept] @ weights
        if np.linalg.norm(left) >= ALIASED * np.linalg.norm(column):
            kept.append(j)
            continue
        of = [terms[k] for k, w in zip(kept, weights, strict=True) if abs(w) > 1e-6 * np.abs(weights).max()]
        apart = np.linalg.norm(left) / np.linalg.norm(column)
        but = f" but for {apart:.0e} of its size: subtract a constant, or take it out" if apart > ROUNDING else ""
        faults.append(f"{terms[j]} (a combination of {shorten(of)}{but})")
    if not faults:
        raise FitError(f"{n} rows are too few for {p} coefficients")
    raise FitError(
        f"the design has {p} columns but rank {len(kept)}: take out {shorten(faults)}, "
        "or the term or empty combination of factors that makes it"
    )
