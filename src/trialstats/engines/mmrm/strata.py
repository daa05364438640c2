"""Strata: subjects whose rows have 0/1 columns of the predictors to themselves, such as those of a site.

The dummies of a factor are one in one column of each row. Of a factor that is constant within subjects, such as sites,
a subject has one column, and a stratum is who shares it. Of arm by site by visit a subject has a column a visit, and a
stratum is the subjects of an arm at a site. Products of rows need sums over the subjects of a stratum and its own
columns only, and X'V^-1 X is zero between the strata. Two hundred sites then cost little more than twenty; as columns
like any others they cost twelve times as much. The dummies are known by their numbers, whatever the formula that made
them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from trialstats.engines.mmrm.arrays import Floats, Integers, Switches

__all__ = ["Strata", "find_strata", "sorted_by"]

# From so many levels sums by stratum cost less than columns like any others, in a small trial too.
WORTHWHILE = 24


@dataclass(frozen=True)
class Strata:
    """columns (L,): the predictors that span what a dummy for each level does; others (m,): the rest of them.

    of_row (n,): the level of each row, none of them empty. Column l is the dummy of level l, but where `constant` the
    first is of ones. stratum (L,): that of each level; place (L,): which of its stratum's levels it is.
    """

    columns: Integers
    others: Integers
    of_row: Integers
    constant: bool
    stratum: Integers
    place: Integers

    @property
    def number(self) -> int:
        """How many levels there are."""
        return len(self.columns)

    @cached_property
    def levels(self) -> Integers:
        """(S, b): the levels of each stratum by their places, -1 where it has fewer than others."""
        found = np.full((int(self.stratum.max()) + 1, int(self.place.max()) + 1), -1, dtype=np.intp)
        found[self.stratum, self.place] = np.arange(self.number)
        return found

    @property
    def width(self) -> int:
        """How many columns a subject's rows need: those of its own stratum, and the others."""
        return int(self.place.max()) + 1 + len(self.others)

    @cached_property
    def _in_order(self) -> tuple[Integers, Integers]:
        return sorted_by(self.of_row)

    def sums(self, rows: Floats) -> Floats:
        """(L, ..): `rows` (n, ..) added up over each level."""
        order, starts = self._in_order
        return np.asarray(np.add.reduceat(rows[order], starts), dtype=float)


def sorted_by(codes: Integers) -> tuple[Integers, Integers]:
    """The places of `codes`, of which none is left out, in their order, and where each code begins there."""
    counts = np.bincount(codes)
    return np.argsort(codes, kind="stable").astype(np.intp), (np.cumsum(counts) - counts).astype(np.intp)


def find_strata(predictors: Floats, subjects: Integers) -> Strata | None:
    """The columns of `predictors` (n, p) that divide the subjects (n,) into strata and leave the fewest, or None.

    A column of ones and the dummies of a factor but for those of its first level span what a dummy for each level does.
    """
    if predictors.shape[1] < WORTHWHILE:
        return None
    constant = _of_subjects(predictors, subjects)
    if constant is not None and len(constant.others) < WORTHWHILE:
        return constant
    varying = _of_rows(predictors, subjects)
    found = [strata for strata in (constant, varying) if strata is not None]
    return min(found, key=lambda strata: strata.width, default=None)


def _of_subjects(predictors: Floats, subjects: Integers) -> Strata | None:
    """Those of a factor that is constant within subjects: a level is a stratum."""
    row_of = np.zeros(int(subjects.max()) + 1, dtype=np.intp)
    row_of[subjects] = np.arange(len(subjects))
    own = predictors[row_of]
    coded = _levels(predictors, own, _longest_run(own))
    if coded is None:
        return None
    columns, levels, constant = coded
    of_row = levels[subjects]
    dummy = of_row - int(constant)
    inside = np.flatnonzero(dummy >= 0)
    # Every row of a subject has a one in the column of its stratum, and nothing else.
    dummies = predictors[:, columns[-1] + 1 - len(columns) + int(constant) : columns[-1] + 1]
    if not (dummies[inside, dummy[inside]] == 1.0).all() or np.count_nonzero(dummies) != len(inside):
        return None
    each = np.arange(len(columns), dtype=np.intp)
    return Strata(columns, _others(predictors, columns), of_row, constant, each, np.zeros_like(each))


def _of_rows(predictors: Floats, subjects: Integers) -> Strata | None:
    """Those of a factor that may change within subjects: subjects with a level in common are of one stratum."""
    coded = _levels(predictors, predictors, _longest_run(predictors))
    if coded is None:
        return None
    columns, of_row, constant = coded
    n_levels = len(columns)
    size = n_levels + int(subjects.max()) + 1
    together = coo_array((np.ones(len(of_row), dtype=np.int8), (of_row, n_levels + subjects)), shape=(size, size))
    stratum = connected_components(together.astype(np.int32), directed=False)[1][:n_levels].astype(np.intp)
    order, starts = sorted_by(stratum)
    place = np.empty(n_levels, dtype=np.intp)
    place[order] = np.arange(n_levels) - starts[stratum[order]]
    found = Strata(columns, _others(predictors, columns), of_row, constant, stratum, place)
    # Less than half of the columns must be left, or they cost less as they are.
    return found if 2 * found.width < predictors.shape[1] else None


def _levels(predictors: Floats, rows: Floats, run: range) -> tuple[Integers, Integers, bool] | None:
    """Of dummies that are a `run` of columns: the columns that span them all, the level of each of `rows`, and whether
    the first level has no dummy but a column of ones."""
    if len(run) < WORTHWHILE:
        return None
    columns = np.array(run, dtype=np.intp)
    codes = (rows[:, run.start : run.stop] @ np.arange(1, len(run) + 1)).astype(np.intp)
    if codes.all():
        return columns, codes - 1, False
    ones = [column for column in np.flatnonzero((rows == 1.0).all(axis=0)) if (predictors[:, column] == 1.0).all()]
    return (np.append(np.array(ones[:1], dtype=np.intp), columns), codes, True) if ones else None


def _others(predictors: Floats, columns: Integers) -> Integers:
    return np.setdiff1d(np.arange(predictors.shape[1]), columns).astype(np.intp)


def _longest_run(rows: Floats) -> range:
    """The most columns in succession of `rows` (N, p) that are zero and one, no two of them one in the same row."""
    ones: Switches = rows == 1.0
    usable = ((rows == 0.0) | ones).all(axis=0) & ones.any(axis=0)
    row, column = np.nonzero(ones & usable)
    again = np.diff(row, prepend=-1) == 0
    # A run that holds a column begins behind the last one before it that is one in the same row.
    behind = np.where(usable, -1, np.arange(rows.shape[1]))
    np.maximum.at(behind, column[again], column[np.flatnonzero(again) - 1])
    starts = np.maximum.accumulate(behind) + 1
    last = int(np.argmax(np.arange(rows.shape[1]) - starts))
    return range(int(starts[last]), last + 1)
