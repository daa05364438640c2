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
    """balance (R, C, T, T) = B; of_rows (R, G, T, T) = sum z z' + sum u u' of each pattern, of ML the latter alone;
    fitted (R, G, T, T), with M fitted M = sum z z'; held (R, G, m, T, p) = F; paired (R, C, T, T, p, p): sum z_a z_b';
    last (R, C P, p), the last column of every H."""

    balance: Floats
    of_rows: Floats = field(repr=False)
    fitted: Floats = field(repr=False)
    held: Floats = field(repr=False)
    paired: Floats = field(repr=False)
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
    inverses, zz, rz = point.inverse, problem.zz, problem.rz
    replicates, patterns, n_visits, _ = inverses.shape
    m, p = zz.shape[2], problem.load.shape[2]
    turned = np.matmul(problem.load, point.root)
    # The residuals about the present coefficients: sums of products with z, and with each other.
    mean = np.matmul(problem.load, point.coefficients[:, :, None]).reshape(replicates, n_visits, m)
    about = rz - np.matmul(mean[:, None], zz)
    by_mean = np.matmul(np.concatenate([about, rz], axis=1).reshape(replicates, -1, m), mean.swapaxes(1, 2))
    by_mean = by_mean.reshape(replicates, 2, patterns, n_visits, n_visits)
    own = problem.rr - by_mean[:, 0] - by_mean[:, 1].swapaxes(2, 3)
    left = np.matmul(inverses, about).swapaxes(2, 3).reshape(replicates, patterns, m, n_visits)
    # sum z z' of each pattern, but for the M on either side: [(a, b), (u, v)] by the products of z.
    between = np.matmul(turned, turned.swapaxes(1, 2)).reshape(replicates, n_visits, m, n_visits, m).swapaxes(2, 3)
    flat = zz.reshape(replicates, patterns, m * m)
    fitted = np.matmul(flat, between.reshape(replicates, n_visits * n_visits, m * m).swapaxes(1, 2))
    fitted = fitted.reshape(own.shape)
    of_rows = np.matmul(np.matmul(inverses, own + fitted if problem.reml else own), inverses)
    each = problem.counts[:, :, None, None] * inverses - of_rows
    balance = np.stack([each[:, cell].sum(axis=1) for cell in problem.bounds], axis=1)
    balance = 0.5 * (balance + balance.swapaxes(2, 3))
    # F as [g, a, (u, j)], then [g, u, a, j].
    held = np.matmul(inverses.reshape(replicates, -1, n_visits), turned.reshape(replicates, n_visits, m * p))
    held = held.reshape(replicates, patterns, n_visits, m, p).swapaxes(2, 3)
    held = held.reshape(replicates, patterns, m, n_visits * p)
    weighed = np.matmul(zz, held)
    paired, last = [], []
    for cell in problem.bounds:
        first = held[:, cell].reshape(replicates, -1, n_visits * p).swapaxes(1, 2)
        joint = np.matmul(first, weighed[:, cell].reshape(replicates, -1, n_visits * p))
        paired.append(joint.reshape(replicates, n_visits, p, n_visits, p).swapaxes(2, 3))
        side = np.matmul(first, left[:, cell].reshape(replicates, -1, n_visits))
        last.append(_last_columns(side.reshape(replicates, n_visits, p, n_visits)))
    # The pairs are put in order with the copy that makes one array of them.
    together = np.stack(paired, axis=1)
    held = held.reshape(replicates, patterns, m, n_visits, p)
    return Sums(balance, of_rows, fitted, held, together, np.concatenate(last, axis=1))


def _last_columns(side: Floats) -> Floats:
    """Of sum z_a u_b (R, T, p, T) as [a, j, b]: that of H_ab, (R, P, p)."""
    row, column, twice = entries(side.shape[1])
    by_pair = np.ascontiguousarray(side.swapaxes(2, 3))
    return np.asarray(twice[:, None] * (by_pair[:, row, column] + by_pair[:, column, row]), dtype=float)


def observed(problem: Problem, point: Point, sums: Sums) -> Floats:
    """-d2l of the entries (R, C P, C P)."""
    of_inverse = problem.counts[:, :, None, None] * point.inverse
    information = _quadratic(problem, point.inverse, sums.of_rows - 0.5 * of_inverse)
    information -= np.matmul(sums.last, sums.last.swapaxes(1, 2))
    if problem.reml:
        information -= 0.5 * _inner(sums.paired)
    return information


def expected(problem: Problem, point: Point, sums: Sums) -> Floats:
    """E(-d2l) of the entries (R, C P, C P)."""
    each = 0.5 * problem.counts[:, :, None, None] * point.inverse
    if not problem.reml:
        return _quadratic(problem, point.inverse, each)
    each -= np.matmul(np.matmul(point.inverse, sums.fitted), point.inverse)
    information: Floats = _quadratic(problem, point.inverse, each) + 0.5 * _inner(sums.paired)
    return information


def _inner(paired: Floats) -> Floats:
    """tr(H_k H_l) (R, C P, C P), of the predictors' part of H."""
    replicates, cells, n_visits = paired.shape[:3]
    flat = paired.reshape(replicates, cells * n_visits**2, -1)
    product = np.matmul(flat, flat.swapaxes(1, 2)).reshape(replicates, -1)
    one, other = _two_places(n_visits, cells)
    weight = np.tile(entries(n_visits)[2], cells)
    return np.asarray(2.0 * weight[:, None] * weight * (product[:, one] + product[:, other]), dtype=float)


@cache
def _two_places(n_visits: int, cells: int) -> tuple[Integers, Integers]:
    """(C P, C P): where the products of pairs of visits stand for E_ab and E_cd, and for E_ab and E_dc."""
    row, column, _ = entries(n_visits)
    first = n_visits**2 * np.arange(cells)[:, None]
    one, other = (first + row * n_visits + column).reshape(-1), (first + column * n_visits + row).reshape(-1)
    size = cells * n_visits**2
    return one[:, None] * size + one, one[:, None] * size + other


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
        one, two, three, four = _four_places(n_visits)
        own = (product[:, one] + product[:, two] + product[:, three] + product[:, four]) * (twice[:, None] * twice)
        at = slice(number * size, (number + 1) * size)
        form[:, at, at] = 0.5 * (own + own.swapaxes(1, 2))
    return form
