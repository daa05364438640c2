"""The sums over subjects that hold dS/dtheta, each in the cheaper of two orders.

Where the parameters are many (us) and the cells few, the subjects are added up first, to a matrix that
does not depend on k; where they are few (ar1) or each subject has a matrix of its own, each dS/dtheta_k
is carried through the subjects or patterns. Both give the same numbers; only their cost differs.
"""

from __future__ import annotations

import numpy as np

from trialstats.engines.mmrm.arrays import Floats
from trialstats.engines.mmrm.compact import arrow
from trialstats.engines.mmrm.patterns import Stack
from trialstats.engines.mmrm.strata import sorted_by

__all__ = ["carry_through", "products", "quadratic", "sandwiched"]


def carry_through(by_parameter: int, by_cell: int, cells: int, n_visits: int) -> bool:
    """Whether to take the parameters one by one, from the number of multiplications of either order.

    Where subjects have matrices of their own the sums over cells would hold nothing together.
    """
    return by_parameter < by_cell or cells > n_visits


def products(turned: Floats, first: Floats, stack: Stack) -> Floats:
    """sum_i t_i' S_k t_i, (K, q, q), of t = `turned` (N, T, m), compact as the stack's rows, and S_k = `first`
    (K, C, T, T)."""
    if stack.stratum is None:
        return _dense_products(turned, first, stack)
    others = _dense_products(turned[:, :, stack.n_own :], first, stack)
    return arrow(_of_strata(turned, first, stack), others, stack.levels)


def _dense_products(turned: Floats, first: Floats, stack: Stack) -> Floats:
    """The products of columns that are none of a stratum."""
    k, cells, n_visits, _ = first.shape
    n, _, q = turned.shape
    if carry_through(k * (n_visits + q), n_visits * q, cells, n_visits):
        return _carry(turned, first, stack)
    total = np.zeros((k, q * q))
    for cell, members in enumerate(_members(stack, n)):
        flat = turned[members].reshape(-1, n_visits * q)
        joint = (flat.T @ flat).reshape(n_visits, q, n_visits, q).transpose(0, 2, 1, 3)
        total += first[:, cell].reshape(k, -1) @ joint.reshape(n_visits**2, q * q)
    return total.reshape(k, q, q)


def quadratic(inverse: Floats, each: Floats, first: Floats, stack: Stack) -> Floats:
    """sum_g tr(M_g S_k E_g S_l), (K, K), made symmetric in k and l; M = `inverse`, E = `each` (G, T, T)."""
    k, cells, n_visits, _ = first.shape
    patterns, size = len(inverse), n_visits**2
    by_pattern = patterns * k * (4 * n_visits + k) * size
    by_cell = size**2 * (patterns + k * cells)
    if carry_through(by_pattern, by_cell, cells, n_visits):
        of_pattern = first[:, stack.cell]
        left = np.matmul(inverse, of_pattern).reshape(k, -1)
        form = left @ np.matmul(each, of_pattern).swapaxes(2, 3).reshape(k, -1).T
    else:
        form = _by_cell(inverse.reshape(patterns, size), each.reshape(patterns, size), first, stack)
    return np.asarray(0.5 * (form + form.T), dtype=float)


def sandwiched(inverse: Floats, first: Floats, spread: Floats, stack: Stack) -> Floats:
    """sum_kl w_kl S_k M_g S_l of every pattern, (G, T, T), w = `spread` (K, K) positive definite."""
    k, cells, n_visits, _ = first.shape
    if carry_through(k, n_visits, cells, n_visits):
        turned = np.tensordot(np.linalg.cholesky(spread).T, first, 1)[:, stack.cell]
        return np.asarray(np.matmul(np.matmul(turned, inverse), turned).sum(axis=0), dtype=float)
    result = np.empty_like(inverse)
    for cell, patterns in enumerate(_bounds(stack.first_patterns, len(inverse))):
        flat = first[:, cell].reshape(k, -1)
        # (ab, cd) = sum_kl w_kl S_k[a, b] S_l[c, d]; the middle is summed with M, which leaves a and d.
        form = (flat.T @ spread @ flat).reshape((n_visits,) * 4).transpose(1, 2, 0, 3)
        middle = inverse[patterns].reshape(-1, n_visits**2) @ form.reshape(n_visits**2, n_visits**2)
        result[patterns] = middle.reshape(-1, n_visits, n_visits)
    return result


def _of_strata(turned: Floats, first: Floats, stack: Stack) -> Floats:
    """(K, S, b, m): those of each stratum's columns with themselves and with the columns that are none of a stratum."""
    k, cells, n_visits, _ = first.shape
    n, _, m = turned.shape
    n_strata, b = stack.levels.shape
    assert stack.stratum is not None
    if carry_through(k * (n_visits + m), n_visits * m, cells, n_visits):
        order, starts = sorted_by(stack.stratum)
        of_subject = stack.cell[stack.pattern]
        each = []
        for matrices in first:
            carried = np.matmul(matrices[0] if len(matrices) == 1 else matrices[of_subject], turned[:, :, :b])
            own = np.matmul(carried.swapaxes(1, 2), turned)
            each.append(np.add.reduceat(own[order], starts))
        return np.array(each)
    total = np.zeros((k, n_strata * b * m))
    flat, own = turned.reshape(n, -1), turned[:, :, :b].reshape(n, -1)
    for cell, members in enumerate(_members(stack, n)):
        joint = np.zeros((n_strata, n_visits * b, n_visits * m))
        strata, place = np.unique(stack.stratum[members], return_inverse=True)
        order, starts = sorted_by(place)
        for stratum, subjects in zip(strata, np.split(order + members.start, starts[1:]), strict=True):
            joint[stratum] = own[subjects].T @ flat[subjects]
        by_visits = joint.reshape(n_strata, n_visits, b, n_visits, m).transpose(1, 3, 0, 2, 4)
        total += first[:, cell].reshape(k, -1) @ by_visits.reshape(n_visits**2, -1)
    return total.reshape(k, n_strata, b, m)


def _carry(turned: Floats, first: Floats, stack: Stack) -> Floats:
    flat = turned.reshape(-1, turned.shape[2])
    of_subject = stack.cell[stack.pattern]
    each = []
    for matrices in first:
        own = matrices[0] if len(matrices) == 1 else matrices[of_subject]
        each.append(flat.T @ np.matmul(own, turned).reshape(flat.shape))
    return np.array(each)


def _by_cell(inverse: Floats, each: Floats, first: Floats, stack: Stack) -> Floats:
    k, _, n_visits, _ = first.shape
    form = np.zeros((k, k))
    for cell, patterns in enumerate(_bounds(stack.first_patterns, len(inverse))):
        # product[(d, a), (b, c)] = sum_g M[d, a] E[b, c]; the trace wants it as [(a, b), (c, d)].
        product = (inverse[patterns].T @ each[patterns]).reshape((n_visits,) * 4)
        omega = product.transpose(1, 2, 3, 0).reshape(n_visits**2, n_visits**2)
        flat = first[:, cell].reshape(k, -1)
        form += flat @ omega @ flat.T
    return form


def _members(stack: Stack, n_subjects: int) -> list[slice]:
    return _bounds(stack.first_subjects, n_subjects)


def _bounds(starts: np.ndarray, end: int) -> list[slice]:
    ends = np.append(starts[1:], end)
    return [slice(int(a), int(b)) for a, b in zip(starts, ends, strict=True)]
