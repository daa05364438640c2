"""Strata: subjects who have a 0/1 column of the predictors to themselves, such as those of a site.

Of the columns of all strata a subject's rows have one that is not zero, so products of rows need sums over the subjects
of a stratum only, and X'V^-1 X is diagonal between the strata. Two hundred sites then cost little more than twenty; as
columns like any others they cost twelve times as much. The dummies of a factor that is constant within subjects are
known by their numbers, whatever the formula that made them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from trialstats.engines.mmrm.arrays import Floats, Integers, Switches

__all__ = ["Strata", "find_strata", "sorted_by"]

# From so many strata sums by stratum cost less than columns like any others, in a small trial too.
WORTHWHILE = 24


@dataclass(frozen=True)
class Strata:
    """columns (S,): the predictors that span what a dummy for each stratum does; others (m,): the rest of them.

    of_row (n,): the stratum of each row, none of them empty. Column s is the dummy of stratum s, but where `constant`
    the first is of ones.
    """

    columns: Integers
    others: Integers
    of_row: Integers
    constant: bool

    @property
    def number(self) -> int:
        return len(self.columns)

    @cached_property
    def _in_order(self) -> tuple[Integers, Integers]:
        return sorted_by(self.of_row)

    def sums(self, rows: Floats) -> Floats:
        """(S, ..): `rows` (n, ..) added up over each stratum."""
        order, starts = self._in_order
        return np.asarray(np.add.reduceat(rows[order], starts), dtype=float)


def sorted_by(codes: Integers) -> tuple[Integers, Integers]:
    """The places of `codes`, of which none is left out, in their order, and where each code begins there."""
    counts = np.bincount(codes)
    return np.argsort(codes, kind="stable").astype(np.intp), (np.cumsum(counts) - counts).astype(np.intp)


def find_strata(predictors: Floats, subjects: Integers) -> Strata | None:
    """The longest run of columns of `predictors` (n, p) that divides the subjects (n,) into strata, or None.

    A column of ones and the dummies of a factor but for those of its first level span what a dummy for each level does.
    """
    n, p = predictors.shape
    if p < WORTHWHILE:
        return None
    row_of = np.zeros(int(subjects.max()) + 1, dtype=np.intp)
    row_of[subjects] = np.arange(n)
    own = predictors[row_of]
    run = _longest_run(own)
    if len(run) < WORTHWHILE:
        return None
    columns, codes = np.array(run, dtype=np.intp), own[:, run] @ np.arange(1, len(run) + 1)
    constant = not codes.all()
    if constant:
        ones = [column for column in np.flatnonzero((own == 1.0).all(axis=0)) if (predictors[:, column] == 1.0).all()]
        if not ones:
            return None
        columns, codes = np.append(np.array(ones[:1], dtype=np.intp), columns), codes + 1
    of_row = codes.astype(np.intp)[subjects] - 1
    dummy = of_row - int(constant)
    inside = np.flatnonzero(dummy >= 0)
    # Every row of a subject has a one in the column of its stratum, and nothing else.
    dummies = predictors[:, run[0] : run[-1] + 1]
    if not (dummies[inside, dummy[inside]] == 1.0).all() or np.count_nonzero(dummies) != len(inside):
        return None
    return Strata(columns, np.setdiff1d(np.arange(p), columns).astype(np.intp), of_row, constant)


def _longest_run(rows: Floats) -> list[int]:
    """The most columns in succession of `rows` (N, p) that are zero and one, no two of them one in the same row."""
    found: list[int] = []
    run: list[int] = []
    taken: Switches = np.zeros(len(rows), dtype=bool)
    usable = ((rows == 0.0) | (rows == 1.0)).all(axis=0) & rows.any(axis=0)
    for column in range(rows.shape[1]):
        here = rows[:, column] == 1.0
        if not usable[column]:
            run = []
            continue
        if not run or (taken & here).any():
            run, taken = [], np.zeros(len(rows), dtype=bool)
        run, taken = [*run, column], taken | here
        found = max(found, run, key=len)
    return found
