"""An unstructured matrix fitted to many samples at once, each from the optimum of all subjects.

With z_i = (x_i, y_i), y_i about the means fitted to all subjects and zero where missing, a sample is no more to the
likelihood than the sums of z_i z_i' over each pattern of visits seen. Of these, for W_g = S[g, g]^-1 padded with zeros,

    A = sum_g XX_g (x) W_g,  B = A^-1 sum_g XY_g W_g
    R_g = sum r r' of the residuals,  E_g = sum_ab XX_g[a, b] A^-1[a., b.]
    gradient in S  -1/2 sum_g {n_g W_g - W_g (E_g + R_g) W_g}

The step is that of Newton's method with the information of all subjects. It is taken in coordinates in which the
present S is the identity, S -> L (I + step) L', so that it fits a sample whatever its variances; what is left of the
error then falls by the same factor at each step. A search that contracts ends at a maximum; one that does not within
MOST steps is left to `Fitted.refit`, whose criterion of convergence (likelihood still to be had) is this one's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from trialstats.engines.imputation.counts import WithoutOne
from trialstats.engines.imputation.data import Floats, Integers, Switches
from trialstats.engines.imputation.model import Fitted
from trialstats.engines.imputation.normal import Normal

__all__ = ["fit_together"]

MOST = 40
# Twice the log-likelihood still to be had: the estimates are then within 1e-10 of their standard errors.
EXACT = 1e-20
# No step may take the variance of any combination of visits below this part of what it was.
LARGEST_FALL = 0.2
# The least eigenvalue of the predictors of those seen at a visit, where that of all subjects is 1.
DETERMINED = 1e-6
# The information is the difference of gradients at so small a distance from the optimum.
NEAR = 1e-5
# Numbers held at once.
HELD = 4_000_000


def fit_together(fit: Fitted, counts: Floats | WithoutOne) -> tuple[Normal, Switches]:
    """Fit the model to samples in which a subject stands `counts` (S, n) times.

    Gives the estimates, and of which samples they are the maximum (S,); the others are still to be fitted.
    """
    sums = _Sums.of(fit)
    coefficients = np.empty((len(counts), *fit.normal.coefficients.shape))
    covariances = np.empty((len(counts), *fit.normal.covariances.shape))
    found = np.zeros(len(counts), dtype=bool)
    information = sums.information()
    for part in sums.blocks(len(counts)):
        beta, matrices, found[part] = sums.search(counts[part], information)
        coefficients[part], covariances[part] = sums.back(beta, matrices)
    return Normal(coefficients, covariances), found


@dataclass(frozen=True)
class _Sums:
    """The subjects by the pattern of visits they were seen at, and the covariance matrix they have.

    products (n, m, m): z z', m = q + T; the predictors orthonormal but for sqrt(n), to_terms (q, q) leads back; the
    outcomes about the means `first` (T, q), in units (T,) of their SD. pattern (n,), cell (G,), seen (G, T): of whom.
    start (C, T, T): the covariances fitted to all.
    """

    products: Floats
    to_terms: Floats
    first: Floats
    unit: Floats
    pattern: Integers
    cell: Integers
    seen: Switches
    start: Floats

    @classmethod
    def of(cls, fit: Fitted) -> _Sums:
        data, normal = fit.data, fit.normal
        n, first, unit = data.n_subjects, normal.coefficients[0], np.sqrt(np.diagonal(normal.covariances[0]))
        columns, root = np.linalg.qr(data.predictors)
        about = np.where(data.missing, 0.0, (data.outcomes - data.predictors @ first.T) / unit)
        rows = np.concatenate([np.sqrt(n) * columns, about], axis=1)
        keys, pattern = np.unique(np.column_stack([data.cell, ~data.missing]), axis=0, return_inverse=True)
        return cls(
            rows[:, :, None] * rows[:, None, :],
            np.sqrt(n) * np.linalg.inv(root),
            first,
            unit,
            pattern.astype(np.intp),
            keys[:, 0].astype(np.intp),
            keys[:, 1:].astype(bool),
            normal.covariances / np.outer(unit, unit),
        )

    @property
    def rank(self) -> int:
        return len(self.to_terms)

    @property
    def places(self) -> tuple[Integers, Integers]:
        return np.tril_indices(self.seen.shape[1])

    def blocks(self, samples: int) -> Iterator[slice]:
        """Samples that are searched together."""
        n_visits, m = self.seen.shape[1], self.products.shape[1]
        each = len(self.products) + len(self.seen) * (m**2 + 6 * n_visits**2) + 4 * (self.rank * n_visits) ** 2
        size = max(1, HELD // each)
        for start in range(0, samples, size):
            yield slice(start, min(start + size, samples))

    def information(self) -> Floats:
        """(K, K), of all subjects, in the coordinates of the step."""
        n_theta = len(self.start) * len(self.places[0])
        moved = NEAR * np.concatenate([np.eye(n_theta), -np.eye(n_theta)])
        size, moments = self._sum_up(np.ones((1, len(self.products))))
        root = np.broadcast_to(_root(self.start), (len(moved), *self.start.shape))
        matrices, _ = self._move(root, moved)
        slopes = self._turn(self._evaluate(size, moments, matrices)[1], root)
        change = (slopes[n_theta:] - slopes[:n_theta]) / (2 * NEAR)
        return np.asarray(0.5 * (change + change.T))

    def search(self, counts: Floats, information: Floats) -> tuple[Floats, Floats, Switches]:
        """Coefficients (s, q, T) and matrices (s, C, T, T), in the units of the sums, and where they were found."""
        size, moments = self._sum_up(counts)
        matrices = np.array(np.broadcast_to(self.start, (len(counts), *self.start.shape)))
        beta = np.zeros((len(counts), self.rank, self.seen.shape[1]))
        found = np.zeros(len(counts), dtype=bool)
        active = np.flatnonzero(self._determined(size, moments))
        inverse = np.linalg.inv(information)
        for _ in range(MOST):
            if not len(active):
                break
            beta[active], gradient = self._evaluate(size[active], moments[active], matrices[active])
            root = _root(matrices[active])
            slope = self._turn(gradient, root)
            step = slope @ inverse
            decrement = (slope * step).sum(axis=1)
            moved, allowed = self._move(root, step)
            there = decrement < EXACT
            found[active[there]] = True
            going = allowed & ~there & np.isfinite(decrement)
            matrices[active[going]] = moved[going]
            active = active[going]
        return beta, matrices, found

    def back(self, beta: Floats, matrices: Floats) -> tuple[Floats, Floats]:
        """Coefficients (s, C, T, q) and covariances (s, C, T, T) in the units of the data."""
        coefficients = self.first + self.unit[:, None] * np.swapaxes(self.to_terms @ beta, 1, 2)
        cells = len(self.start)
        return np.repeat(coefficients[:, None], cells, axis=1), matrices * np.outer(self.unit, self.unit)

    def _sum_up(self, counts: Floats) -> tuple[Floats, Floats]:
        """How many subjects of each pattern (s, G), and their sums of z z' (s, G, m, m)."""
        n, m, _ = self.products.shape
        size = np.zeros((len(counts), len(self.seen)))
        moments = np.zeros((len(counts), len(self.seen), m * m))
        flat = self.products.reshape(n, m * m)
        for pattern in range(len(self.seen)):
            own = np.flatnonzero(self.pattern == pattern)
            size[:, pattern] = counts[:, own].sum(axis=1)
            moments[:, pattern] = counts[:, own] @ flat[own]
        return size, moments.reshape(len(counts), -1, m, m)

    def _determined(self, size: Floats, moments: Floats) -> Switches:
        """Whether the predictors are independent at each visit, and each cell has somebody at each two visits."""
        q = self.rank
        at_visit = np.einsum("sgab,gt->stab", moments[:, :, :q, :q], self.seen.astype(float))
        enough = np.linalg.eigvalsh(at_visit)[..., 0].min(axis=1) > DETERMINED * len(self.products)
        for cell in range(len(self.start)):
            own = self.seen[self.cell == cell].astype(float)
            together = np.einsum("sg,gt,gu->stu", size[:, self.cell == cell], own, own)
            enough &= (together > 0).all(axis=(1, 2))
        return np.asarray(enough)

    def _evaluate(self, size: Floats, moments: Floats, matrices: Floats) -> tuple[Floats, Floats]:
        """Coefficients (s, q, T) and the gradient in S (s, C, T, T); of sums of each sample, or of all."""
        s, q, n_visits, patterns = len(matrices), self.rank, self.seen.shape[1], len(self.seen)
        xx, xy, yy = moments[..., :q, :q], moments[..., :q, q:], moments[..., q:, q:]
        inverse = self._invert(matrices)
        by_pair = np.swapaxes(xx.reshape(-1, patterns, q * q), 1, 2)
        whole = (by_pair @ inverse.reshape(s, patterns, -1)).reshape(s, q, q, n_visits, n_visits)
        phi = np.linalg.inv(whole.transpose(0, 1, 3, 2, 4).reshape(s, q * n_visits, q * n_visits))
        beta = (phi @ (xy @ inverse).sum(axis=1).reshape(s, -1, 1)).reshape(s, q, n_visits)
        pairs = phi.reshape(s, q, n_visits, q, n_visits).transpose(0, 1, 3, 2, 4).reshape(s, q * q, -1)
        borrowed = (np.swapaxes(by_pair, 1, 2) @ pairs).reshape(s, patterns, n_visits, n_visits)
        of_seen = beta[:, None] * self.seen[:, None, :]
        fitted = np.swapaxes(of_seen, 2, 3)
        across = fitted @ xy
        residual = yy - across - np.swapaxes(across, 2, 3) + fitted @ xx @ of_seen
        each = inverse @ (borrowed + residual) @ inverse - size[..., None, None] * inverse
        gradient = [0.5 * each[:, self.cell == cell].sum(axis=1) for cell in range(len(self.start))]
        return beta, np.stack(gradient, axis=1)

    def _invert(self, matrices: Floats) -> Floats:
        inverse = np.zeros((len(matrices), len(self.seen), *matrices.shape[2:]))
        for pattern, (cell, seen) in enumerate(zip(self.cell, self.seen, strict=True)):
            visits = np.flatnonzero(seen)
            own = matrices[:, cell][:, visits[:, None], visits]
            inverse[:, pattern, visits[:, None], visits] = np.linalg.inv(own)
        return inverse

    def _turn(self, gradient: Floats, root: Floats) -> Floats:
        """The gradient (s, K) in the coordinates of the step, S = L (I + step) L'."""
        turned = np.swapaxes(root, 2, 3) @ gradient @ root
        row, column = self.places
        return np.asarray((np.where(row == column, 1.0, 2.0) * turned[..., row, column]).reshape(len(root), -1))

    def _move(self, root: Floats, step: Floats) -> tuple[Floats, Switches]:
        """The matrices that a step (s, K) leads to, and whether it may be taken."""
        row, column = self.places
        change = np.zeros(root.shape)
        change[..., row, column] = change[..., column, row] = step.reshape(*root.shape[:2], -1)
        moved = root @ (np.eye(root.shape[-1]) + change) @ np.swapaxes(root, 2, 3)
        finite = np.asarray(np.isfinite(step).all(axis=1))
        least = np.linalg.eigvalsh(np.where(finite[:, None, None, None], change, 0.0))[..., 0].min(axis=1)
        return moved, finite & (least > LARGEST_FALL - 1.0)


def _root(matrices: Floats) -> Floats:
    return np.asarray(np.linalg.cholesky(matrices), dtype=float)
