"""An orthonormal basis for the predictors, and the columns that stand in its way.

The p x p algebra of the likelihood is done in the basis Q of X = QR, and the outcome is replaced
by its residual from ordinary least squares. Both are exact changes of variable: b = b_ols + R^-1 g.
They keep the normal equations well conditioned whatever the units of a covariate, and leave no
digits to cancel where the outcome has a large mean.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from trialstats.engines.mmrm.arrays import Floats, Integers
from trialstats.engines.mmrm.names import shorten
from trialstats.engines.mmrm.strata import Strata
from trialstats.errors import FitError

__all__ = ["Basis", "orthonormalise", "orthonormalise_within"]

# A column is a combination of those before it when what they leave of it is below this part of its
# length. R's lm uses the same figure.
ALIASED = 1e-7
# What is left of a column by rounding alone; more than this is a column far from zero, or almost another one.
ROUNDING = 1e-13
# A column that strata, or they and the columns before it, leave less of than this part may be aliased, or as good as.
NEARLY_ALIASED = 1e-5


@dataclass(frozen=True)
class Basis:
    """Q (n, p) with Q'Q = I; to_terms (p, p) = R^-1; from_terms (p, p) = R; log_det = log|X'X|, which REML needs:
    log|X'WX| = log|Q'WQ| + log|X'X|.

    The first columns of Q are those of the strata, if there are any: of each row that of its level is `own` (n,) and
    the others are zero. dense (n, m): the columns that are like any others.
    """

    dense: Floats
    to_terms: Floats
    from_terms: Floats
    log_det: float
    strata: Strata | None = None
    own: Floats | None = None

    @cached_property
    def columns(self) -> Floats:
        """Q (n, p)."""
        return self.dense if self.strata is None else self.rows(np.arange(len(self.dense)))

    def rows(self, chosen: Integers) -> Floats:
        """Those rows of Q (r, p)."""
        if self.strata is None or self.own is None:
            return self.dense[chosen]
        number, m = self.strata.number, self.dense.shape[1]
        rows = np.zeros((len(chosen), number + m))
        rows[np.arange(len(chosen)), self.strata.of_row[chosen]] = self.own[chosen]
        rows[:, number:] = self.dense[chosen]
        return rows

    @property
    def compact(self) -> list[Floats]:
        """The numbers of Q that need not be zero, as columns to be put side by side: `own`, if there is any; dense."""
        return [self.dense] if self.own is None else [self.own, self.dense]

    def scores(self, rows: Floats) -> Floats:
        """Q' times `rows` (n,) or (n, k)."""
        if self.strata is None or self.own is None:
            return self.dense.T @ rows
        of_strata = self.strata.sums((self.own * rows.T).T)
        return np.concatenate([of_strata, self.dense.T @ rows])

    def from_scores(self, scores: Floats) -> Floats:
        """Q times `scores` (p,) or (p, k)."""
        if self.strata is None or self.own is None:
            return self.dense @ scores
        number = self.strata.number
        of_strata = (self.own * scores[:number][self.strata.of_row].T).T
        return np.asarray(of_strata + self.dense @ scores[number:], dtype=float)

    def split(self, outcome: Floats) -> tuple[Floats, Floats]:
        """b_ols (p,) and the residual of `outcome` (n,). Raises FitError where that is zero."""
        scores = self.scores(outcome)
        residual = outcome - self.from_scores(scores)
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
    to_terms = np.linalg.inv(r) / length[:, None]
    return Basis(q, to_terms, r * length, -2.0 * float(np.log(np.abs(np.diag(to_terms))).sum()))


def orthonormalise_within(predictors: Floats, root: Floats, strata: Strata) -> Basis | None:
    """The basis of `predictors` (n, p) times `root` (n,) or (1,) in which the strata's columns are one number a row.

    None where the predictors are, or nearly are, not independent: `orthonormalise` says of which that is so.
    """
    n, p = predictors.shape
    number = strata.number
    roots = np.broadcast_to(root, n)
    lengths = np.sqrt(strata.sums(roots**2))
    own = roots / lengths[strata.of_row]
    dense = predictors[:, strata.others] * roots[:, None]
    whole = np.linalg.norm(dense, axis=0)
    means = np.zeros((number, dense.shape[1]))
    # What the first time leaves of a stratum's mean by rounding, the second takes out.
    for _ in range(2):
        means += (again := strata.sums(own[:, None] * dense))
        dense -= own[:, None] * again[strata.of_row]
    left = np.linalg.norm(dense, axis=0)
    if n <= p or (left < NEARLY_ALIASED * whole).any() or not left.all():
        return None
    dense, r = np.linalg.qr(dense / left)
    if len(left) and np.abs(np.diag(r)).min() < NEARLY_ALIASED:
        return None
    back = np.linalg.inv(r) / left[:, None]
    # From a dummy a stratum to the predictors that span them, and the way back.
    from_dummies, to_dummies = np.diag(lengths), np.diag(1.0 / lengths)
    if strata.constant:
        from_dummies[:, 0] = lengths
        to_dummies[1:, 0] = -1.0 / lengths[0]
    from_terms, to_terms = np.zeros((p, p)), np.zeros((p, p))
    from_terms[:number, strata.columns], from_terms[:number, strata.others] = from_dummies, means
    from_terms[number:, strata.others] = r * left
    to_terms[strata.columns, :number], to_terms[strata.others, number:] = to_dummies, back
    to_terms[strata.columns, number:] = -to_dummies @ means @ back
    log_det = 2.0 * float(np.log(lengths).sum() + np.log(np.abs(np.diag(r)) * left).sum())
    return Basis(dense, to_terms, from_terms, log_det, strata, own)


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
