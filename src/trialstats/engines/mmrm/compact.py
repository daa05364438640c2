"""Products of a stack's rows, whose first columns may stand for those of all strata.

A matrix of products between columns is, with the strata first, an arrow: zero between the strata, and full beside and
between the other columns. Cholesky's factor of an arrow is one, and so is the inverse of that, so rows that are turned
by it are as compact as they were.
"""

from __future__ import annotations

import numpy as np

from trialstats.engines.mmrm.arrays import Floats, Integers
from trialstats.engines.mmrm.patterns import Stack
from trialstats.engines.mmrm.strata import sorted_by

__all__ = ["arrow", "crossed", "spread", "turned_rows"]


def crossed(left: Floats, right: Floats, stack: Stack) -> Floats:
    """sum_i l_i' r_i over all columns, of compact l and r (N, T, m) with l_i' r_i symmetric."""
    m = left.shape[2]
    corner = left.reshape(-1, m).T @ right.reshape(-1, m)
    if stack.stratum is None:
        return corner
    order, starts = sorted_by(stack.stratum)
    b = stack.n_own
    own = np.matmul(np.ascontiguousarray(left[:, :, :b].swapaxes(1, 2)), right)
    return arrow(np.add.reduceat(own[order], starts), corner[b:, b:], stack.levels)


def arrow(of_strata: Floats, corner: Floats, levels: Integers) -> Floats:
    """(.., q, q), from (.., S, b, m): the products of each stratum's columns with themselves and with the others, and
    from (.., m - b, m - b), those of the others. levels (S, b): which columns a stratum's are, -1 for none."""
    there, b = levels >= 0, levels.shape[1]
    number = int(there.sum())
    q = number + corner.shape[-1]
    whole = np.zeros((*of_strata.shape[:-3], q, q))
    stratum, place = np.nonzero(there)
    own, beside = levels[stratum, place], of_strata[..., stratum, place, b:]
    whole[..., own, number:] = beside
    whole[..., number:, own] = beside.swapaxes(-1, -2)
    stratum, place, other = np.nonzero(there[:, :, None] & there[:, None, :])
    whole[..., levels[stratum, place], levels[stratum, other]] = of_strata[..., stratum, place, other]
    whole[..., number:, number:] = corner
    return whole


def turned_rows(rows: Floats, turn: Floats, stack: Stack) -> Floats:
    """The rows times `turn` (q, q), which is zero between the strata and from the others to them."""
    n, n_visits, m = rows.shape
    if stack.stratum is None:
        return (rows.reshape(-1, m) @ turn).reshape(n, n_visits, m)
    number, b, levels = stack.n_levels, stack.n_own, stack.levels
    there = levels >= 0
    within = np.where(there[:, :, None] & there[:, None, :], turn[levels[:, :, None], levels[:, None, :]], 0.0)
    beside = np.where(there[:, :, None], turn[levels, number:], 0.0)
    own = rows[:, :, :b]
    turned = np.empty_like(rows)
    turned[:, :, :b] = np.matmul(own, within[stack.stratum])
    turned[:, :, b:] = (rows[:, :, b:].reshape(-1, m - b) @ turn[number:, number:]).reshape(n, n_visits, m - b)
    turned[:, :, b:] += np.matmul(own, beside[stack.stratum])
    return turned


def spread(rows: Floats, stack: Stack) -> Floats:
    """The rows (N, T, q) with all columns that compact rows (N, T, m) stand for."""
    if stack.stratum is None:
        return rows
    whole = np.zeros((*rows.shape[:2], stack.width))
    for place in range(stack.n_own):
        column = stack.levels[stack.stratum, place]
        here = np.flatnonzero(column >= 0)
        whole[here, :, column[here]] = rows[here, :, place]
    whole[:, :, stack.n_levels :] = rows[:, :, stack.n_own :]
    return whole
