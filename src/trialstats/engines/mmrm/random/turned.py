"""Records turned by each subject's own Z: those that its random effects reach, and the rest.

With Z_i = Q_i R_i (Q_i orthonormal, q columns), Q_i' y_i has covariance R_i G R_i' + s^2 I, and what is left of y_i
has covariance s^2 I and no correlation with it: V_i^-1 by Woodbury's identity, without a difference of large sums.
The likelihood of a subject then rests on q rows, however many records it has, and of what is left only the sums of
products count: p + 1 rows for all subjects of one residual variance. So a fit costs the same with 5 records a subject
or 500, at whatever times.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from trialstats.engines.mmrm.arrays import Floats, Integers, Switches
from trialstats.engines.mmrm.patterns import Stack

__all__ = ["Turned", "sorted_by_size", "turn"]


@dataclass(frozen=True)
class TurnedStack(Stack):
    """A stack of q rows a subject, and of the rest of all; n_records counts the records that it stands for."""

    n_records: int = 0

    @property
    def n_obs(self) -> int:
        return self.n_records


@dataclass(frozen=True)
class Turned:
    """stack; loads (C, q, q) = R_i, zero in the cells of the rest; levels (C,): the residual variance of each cell;
    position (N,): each subject's place in the stack; rest (n, p + 1): what is left of each record, in their order;
    n_rest (levels,): the degrees of freedom of the rest; ranks (N,): those of Z_i, in R_i."""

    stack: TurnedStack
    loads: Floats
    levels: Integers
    position: Integers
    rest: Floats = field(repr=False)
    n_rest: Integers
    ranks: Integers = field(repr=False)


def sorted_by_size(subjects: Integers) -> list[tuple[Integers, Integers]]:
    """For each number of records that subjects have: those subjects (m,), and their rows (m, size)."""
    order, sizes = np.argsort(subjects, kind="stable"), np.bincount(subjects)
    starts = np.cumsum(sizes) - sizes
    found = []
    for size in np.unique(sizes):
        alike = np.flatnonzero(sizes == size).astype(np.intp)
        found.append((alike, order[starts[alike][:, None] + np.arange(size)]))
    return found


def turn(columns: Floats, z: Floats, subjects: Integers, level: Integers) -> Turned:
    """Turn `columns` (n, c) by `z` (n, q); level (N,): which residual variance each subject has."""
    n, q = z.shape
    width, n_subjects = columns.shape[1], len(level)
    reached, loads = np.zeros((n_subjects, q, width)), np.zeros((n_subjects, q, q))
    rest = np.empty_like(columns)
    sizes, ranks = np.bincount(subjects), np.zeros(n_subjects, dtype=np.intp)
    for alike, rows in sorted_by_size(subjects):
        m, size = rows.shape
        stacked = np.zeros((m, max(size, q), q))
        stacked[:, :size] = z[rows]
        basis, loads[alike] = np.linalg.qr(stacked)
        own = columns[rows]
        reached[alike] = basis[:, :size].swapaxes(1, 2) @ own
        rest[rows] = own - basis[:, :size] @ reached[alike]
        ranks[alike] = np.linalg.matrix_rank(stacked, rtol=1e-9)
    return _put_together(reached, loads, rest, sizes, ranks, subjects, level, n)


def _put_together(
    reached: Floats,
    loads: Floats,
    rest: Floats,
    sizes: Integers,
    ranks: Integers,
    subjects: Integers,
    level: Integers,
    n: int,
) -> Turned:
    """The stack: for each level its subjects, each a cell of its own, then the rest of all of them as one cell."""
    q, width = reached.shape[1:]
    seen = np.arange(q) < sizes[:, None]
    parts: list[tuple[Floats, Floats, Switches, Floats, Integers]] = []
    position, n_levels, at = np.empty(len(level), dtype=np.intp), int(level.max()) + 1, 0
    n_rest = np.zeros(n_levels, dtype=np.intp)
    for each in range(n_levels):
        members = np.flatnonzero(level == each)
        position[members] = at + np.arange(len(members))
        parts.append(
            (reached[members], loads[members], seen[members], np.ones(len(members)), np.ones(len(members), int))
        )
        n_rest[each] = np.maximum(sizes[members] - q, 0).sum()
        at += len(members)
        if n_rest[each]:
            products = np.linalg.qr(rest[level[subjects] == each], mode="r")
            height = -(-len(products) // q)
            rows = np.zeros((height * q, width))
            rows[: len(products)] = products
            everywhere = np.ones((1, q), dtype=bool)
            count = np.array([n_rest[each] / q])
            parts.append((rows.reshape(height, q, width), np.zeros((1, q, q)), everywhere, count, np.array([height])))
            at += height
    height_of = np.concatenate([part[4] for part in parts])
    n_cells = len(height_of)
    in_level = np.concatenate([np.full(len(part[1]), k) for k, part in zip(_levels(n_rest), parts, strict=True)])
    stack = TurnedStack(
        rows=np.concatenate([part[0] for part in parts]),
        pattern=np.repeat(np.arange(n_cells, dtype=np.intp), height_of),
        starts=(np.cumsum(height_of) - height_of).astype(np.intp),
        observed=np.concatenate([part[2] for part in parts]),
        counts=np.concatenate([part[3] for part in parts]),
        cell=np.arange(n_cells, dtype=np.intp),
        place=position[subjects],
        visit=np.zeros(n, dtype=np.intp),
        n_records=n,
    )
    all_loads = np.concatenate([part[1] for part in parts])
    return Turned(stack, all_loads, in_level.astype(np.intp), position, rest, n_rest, ranks)


def _levels(n_rest: Integers) -> list[int]:
    """The level of each part: that of subjects and, where there is any, that of their rest."""
    return [each for each, left in enumerate(n_rest) for _ in range(2 if left else 1)]
