"""The gradient and the information of replicates, by the entries of their covariance matrices.

What `derivatives` of the engine has by the parameters of a structure is done here by the P = T (T + 1) / 2
entries of each matrix, on and below the diagonal; those of the C cells follow one another. A structure then is its
Jacobian (`structures`), and the contractions are the same for all of them. With E_ab the matrix of ones at (a, b) and
(b, a), z_i = M_i X_i root and u_i = M_i (y_i - X_i g):

    B    = sum M_i - [REML] sum z_i z_i' - sum u_i u_i'
    H_ab = sum (z_i, u_i)' E_ab (z_i, u_i)
    sum_g tr(M_g E_ab E_g E_cd), four products of entries

Sums over the subjects of a pattern come from its sums of products: z_i = F_g' z with F_g = M_g E root.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from functools import cache

import numpy as np

from trialstats.engines.mmrm.arrays import Floats, Integers
from trialstats.engines.mmrm.replicates.point import Point
from trialstats.engines.mmrm.replicates.problem import Problem

__all__ = ["Sums", "entries", "expected", "observed", "pair_places", "sum_patterns"]


@dataclass(frozen=True)
class Sums:
    """balance (R, C, T, T) = B; of_predictors (R, G, T, T) = sum z z' (REML only, else zero) and of_residuals
    (R, G, T, T) = sum u u' of each pattern; held (R, G, m, T, p) = F; corner (R, C P, p, p) and last (R, C P, p), of
    every H: its part of the predictors, and its last column."""

    balance: Floats
    of_predictors: Floats
    of_residuals: Floats
    held: Floats = field(repr=False)
    corner: Floats = field(repr=False)
    last: Floats = field(repr=False)

    def take(self, chosen: np.ndarray) -> Sums:
        """The replicates `chosen`."""
        return Sums(*(getattr(self, each.name)[chosen] for each in fields(self)))


@cache
def entries(n_visits: int) -> tuple[Integers, Integers, Floats]:
    """Row and column of the P entries, and a half for those on the diagonal, where E_ab would count twice."""
    row, column = np.tril_indices(n_visits)
    return row, column, np.where(row == column, 0.5, 1.0)


@cache
def pair_places(n_visits: int) -> Integers:
    """(T, T): which of the entries stands at each place."""
    row, column = np.tril_indices(n_visits)
    places = np.empty((n_visits, n_visits), dtype=np.intp)
    places[row, column] = places[column, row] = np.arange(len(row))
    return places


def sum_patterns(problem: Problem, point: Point) -> Sums:
    """Add up all that gradient and information need."""
    inverses, zz = point.inverse, problem.zz
    replicates, patterns, n_visits, _ = inverses.shape
    m, p = zz.shape[2], problem.load.shape[2]
    turned = np.matmul(problem.load, point.root)
    fitted = np.matmul(problem.load, point.coefficients[:, :, None]).reshape(replicates, 1, n_visits, m)
    # The residuals about the present coefficients: products with z, and with each other.
    about = problem.rz - np.matmul(fitted, zz)
    crossed = np.matmul(problem.rz, fitted.swapaxes(2, 3))
    own = problem.rr - crossed - crossed.swapaxes(2, 3) + np.matmul(np.matmul(fitted, zz), fitted.swapaxes(2, 3))
    of_residuals = np.matmul(np.matmul(inverses, own), inverses)
    left = np.matmul(inverses, about)
    # F as [g, a, (u, j)], then [g, u, a, j]
    spread = turned.reshape(replicates, n_visits, m * p)
    held = np.matmul(inverses.reshape(replicates, patterns * n_visits, n_visits), spread)
    held = held.reshape(replicates, patterns, n_visits, m, p).swapaxes(2, 3)
    held = np.ascontiguousarray(held)
    flat = held.reshape(replicates, patterns, m, n_visits * p)
    both = np.empty((replicates, patterns, m, n_visits * p + n_visits))
    both[..., : n_visits * p] = np.matmul(zz, flat)
    both[..., n_visits * p :] = left.swapaxes(2, 3)
    of_predictors = np.zeros_like(of_residuals)
    if problem.reml:
        paired = held.swapaxes(2, 3).reshape(replicates, patterns, n_visits, m * p)
        weighed = both[..., : n_visits * p].reshape(replicates, patterns, m, n_visits, p)
        weighed = weighed.swapaxes(2, 3).reshape(replicates, patterns, n_visits, m * p)
        of_predictors = np.matmul(paired, weighed.swapaxes(2, 3))
    each = problem.counts[:, :, None, None] * inverses - of_predictors - of_residuals
    balance = np.stack([each[:, cell].sum(axis=1) for cell in problem.bounds], axis=1)
    balance = 0.5 * (balance + balance.swapaxes(2, 3))
    corner, last = [], []
    row, column, twice = entries(n_visits)
    for cell in problem.bounds:
        first = flat[:, cell].reshape(replicates, -1, n_visits * p)
        second = both[:, cell].reshape(replicates, -1, n_visits * p + n_visits)
        joint = np.matmul(first.swapaxes(1, 2), second)
        square = joint[:, :, : n_visits * p].reshape(replicates, n_visits, p, n_visits, p)
        of_pair = square[:, row, :, column, :].swapaxes(0, 1)
        corner.append(twice[:, None, None] * (of_pair + of_pair.swapaxes(2, 3)))
        side = joint[:, :, n_visits * p :].reshape(replicates, n_visits, p, n_visits)
        last.append(twice[:, None] * (side[:, row, :, column] + side[:, column, :, row]).swapaxes(0, 1))
    return Sums(
        balance, of_predictors, of_residuals, held, np.concatenate(corner, axis=1), np.concatenate(last, axis=1)
    )


def observed(problem: Problem, point: Point, sums: Sums) -> Floats:
    """-d2l of the entries (R, C P, C P)."""
    of_inverse = problem.counts[:, :, None, None] * point.inverse
    information = _quadratic(problem, point.inverse, sums.of_predictors + sums.of_residuals - 0.5 * of_inverse)
    information -= np.matmul(sums.last, sums.last.swapaxes(1, 2))
    if problem.reml:
        information -= 0.5 * _inner(sums.corner)
    return information


def expected(problem: Problem, point: Point, sums: Sums) -> Floats:
    """E(-d2l) of the entries (R, C P, C P)."""
    of_inverse = problem.counts[:, :, None, None] * point.inverse
    information = _quadratic(problem, point.inverse, 0.5 * of_inverse - sums.of_predictors)
    if problem.reml:
        information += 0.5 * _inner(sums.corner)
    return information


def _inner(matrices: Floats) -> Floats:
    flat = matrices.reshape(*matrices.shape[:2], -1)
    return np.asarray(np.matmul(flat, flat.swapaxes(1, 2)), dtype=float)


@cache
def _four_places(n_visits: int) -> Integers:
    """(4, P, P): where M[d, a] E[b, c] stands for E_ab and E_cd in either order of each."""
    row, column, _ = entries(n_visits)
    places = [
        ((d[None, :] * n_visits + a[:, None]) * n_visits + b[:, None]) * n_visits + c[None, :]
        for a, b in ((row, column), (column, row))
        for c, d in ((row, column), (column, row))
    ]
    return np.array(places)


def _quadratic(problem: Problem, inverses: Floats, each: Floats) -> Floats:
    """sum_g tr(M_g E_k E_g E_l) (R, C P, C P), symmetric in k and l."""
    replicates, _, n_visits, _ = inverses.shape
    _, _, twice = entries(n_visits)
    size = len(twice)
    form = np.zeros((replicates, problem.n_cells * size, problem.n_cells * size))
    for number, cell in enumerate(problem.bounds):
        left = inverses[:, cell].reshape(replicates, -1, n_visits**2)
        right = each[:, cell].reshape(replicates, -1, n_visits**2)
        product = np.matmul(left.swapaxes(1, 2), right).reshape(replicates, -1)
        four = np.take(product, _four_places(n_visits).reshape(4, -1), axis=1).sum(axis=1)
        own = four.reshape(replicates, size, size) * (twice[:, None] * twice)
        at = slice(number * size, (number + 1) * size)
        form[:, at, at] = 0.5 * (own + own.swapaxes(1, 2))
    return form
