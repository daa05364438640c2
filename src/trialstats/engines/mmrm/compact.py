"""Products of a stack's rows, one column of which may stand for those of all strata.

A matrix of products between columns is, with the strata first, an arrow: diagonal between the strata, and full beside
and between the other columns. Cholesky's factor of an arrow is one, and so is the inverse of that, so rows that are
turned by it are as compact as they were.
"""

from __future__ import annotations

import numpy as np

from trialstats.engines.mmrm.arrays import Floats
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
    own = np.matmul(left[:, None, :, 0], right)[:, 0]
    return arrow(np.add.reduceat(own[order], starts), corner[1:, 1:])


def arrow(of_strata: Floats, corner: Floats) -> Floats:
    """(.., q, q), from (.., S, m): the products of each stratum's column with itself and with the others, and from
    (.., m - 1, m - 1), those of the others."""
    *outer, number, m = of_strata.shape
    whole = np.zeros((*outer, number + m - 1, number + m - 1))
    places = np.arange(number)
    whole[..., places, places] = of_strata[..., 0]
    whole[..., :number, number:] = of_strata[..., 1:]
    whole[..., number:, :number] = of_strata[..., 1:].swapaxes(-1, -2)
    whole[..., number:, number:] = corner
    return whole


def turned_rows(rows: Floats, turn: Floats, stack: Stack) -> Floats:
    """The rows times `turn` (q, q), which is diagonal between the strata and zero from the others to them."""
    n, n_visits, m = rows.shape
    if stack.stratum is None:
        return (rows.reshape(-1, m) @ turn).reshape(n, n_visits, m)
    number = stack.n_strata
    turned = np.empty_like(rows)
    turned[:, :, 0] = rows[:, :, 0] * np.diag(turn)[stack.stratum][:, None]
    turned[:, :, 1:] = (rows[:, :, 1:].reshape(-1, m - 1) @ turn[number:, number:]).reshape(n, n_visits, m - 1)
    turned[:, :, 1:] += rows[:, :, :1] * turn[:number, number:][stack.stratum][:, None]
    return turned


def spread(rows: Floats, stack: Stack) -> Floats:
    """The rows (N, T, q) with all columns that compact rows (N, T, m) stand for."""
    if stack.stratum is None:
        return rows
    n, n_visits, m = rows.shape
    number = stack.n_strata
    whole = np.zeros((n, n_visits, number + m - 1))
    whole[np.arange(n), :, stack.stratum] = rows[:, :, 0]
    whole[:, :, number:] = rows[:, :, 1:]
    return whole
