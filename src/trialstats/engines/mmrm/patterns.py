"""Subjects laid side by side over the trial's visits, grouped by the visits they were seen at.

Subject i of pattern g has V_i = S[g, g]. Padded with zeros to all T visits, every sum over
subjects is a contraction of M_g = S[g, g]^-1, padded alike, with the rows of the pattern; so the
covariance is indexed by visit, never by row order, and no loop over subjects is needed.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from trialstats.engines.mmrm.arrays import Floats, Integers, Switches
from trialstats.engines.mmrm.strata import Strata

__all__ = ["Stack", "stack_subjects"]


@dataclass(frozen=True)
class Stack:
    """N subjects sorted by cell and pattern, G patterns, T visits, q columns.

    rows (N, T, q): zero where not observed. pattern (N,): the pattern of each subject. starts (G,):
    its first subject. observed (G, T). counts (G,): its number of subjects. cell (G,): which of the
    covariance matrices it has, in rising order. place (n,) and visit (n,): where each row of the data went.

    stratum (N,): where the predictors have strata, that of each subject. Then the first b columns of rows stand for all
    theirs: levels (S, b) says which of them each is in which stratum, -1 for none. `width` counts them all.
    """

    rows: Floats
    pattern: Integers
    starts: Integers
    observed: Switches
    counts: Floats
    cell: Integers
    place: Integers
    visit: Integers
    stratum: Integers | None = None
    levels: Integers = field(default_factory=lambda: np.zeros((0, 0), dtype=np.intp))

    @property
    def n_own(self) -> int:
        """b: how many columns of rows stand for those of strata."""
        return int(self.levels.shape[1])

    @property
    def n_levels(self) -> int:
        """For how many columns they stand."""
        return int((self.levels >= 0).sum())

    @property
    def width(self) -> int:
        """The number of columns, those of all strata among them."""
        return int(self.rows.shape[2]) - self.n_own + self.n_levels

    @property
    def n_obs(self) -> int:
        return len(self.place)

    @cached_property
    def first_patterns(self) -> Integers:
        """(C,): the first pattern of each cell."""
        return np.flatnonzero(np.diff(self.cell, prepend=-1)).astype(np.intp)

    @cached_property
    def first_subjects(self) -> Integers:
        """(C,): the first subject of each cell."""
        return self.starts[self.first_patterns]

    def with_last(self, column: Floats) -> Stack:
        """The same rows with their last column replaced by `column` (n,)."""
        rows = self.rows.copy()
        rows[self.place, self.visit, -1] = column
        return replace(self, rows=rows)


def stack_subjects(
    columns: Floats, subjects: Integers, visits: Integers, n_visits: int, cells: Integers, strata: Strata | None = None
) -> Stack:
    """Stack `columns` (n, q), whose row r is subject subjects[r] at visit visits[r].

    `cells` (N,) is the covariance matrix of each subject, numbered from 0 without a gap. With `strata` the first column
    is the number that each row has in the column of its level; it goes to the level's place in its stratum. A subject
    has at most one row a visit; that is for the caller to check.
    """
    n_subjects = len(cells)
    seen = np.zeros((n_subjects, n_visits), dtype=bool)
    seen[subjects, visits] = True
    # The cell comes first, its highest byte foremost, so that patterns sort by cell.
    packed = np.concatenate([cells.astype(">i8")[:, None].view(np.uint8), np.packbits(seen, axis=1)], axis=1)
    key = np.ascontiguousarray(packed).view(f"V{packed.shape[1]}")[:, 0]
    _, first, pattern, counts = np.unique(key, return_index=True, return_inverse=True, return_counts=True)
    order = np.argsort(pattern, kind="stable")
    position = np.empty(n_subjects, dtype=np.intp)
    position[order] = np.arange(n_subjects)
    place = position[subjects]
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.intp)
    stratum, levels = None, np.zeros((0, 0), dtype=np.intp)
    if strata is None:
        rows = np.zeros((n_subjects, n_visits, columns.shape[1]))
        rows[place, visits] = columns
    else:
        stratum, levels = np.empty(n_subjects, dtype=np.intp), strata.levels
        stratum[place] = strata.stratum[strata.of_row]
        n_own = levels.shape[1]
        rows = np.zeros((n_subjects, n_visits, n_own + columns.shape[1] - 1))
        rows[place, visits, strata.place[strata.of_row]] = columns[:, 0]
        rows[place, visits, n_own:] = columns[:, 1:]
    return Stack(
        rows,
        pattern[order].astype(np.intp),
        starts,
        seen[first],
        counts.astype(float),
        cells[first].astype(np.intp),
        place,
        visits,
        stratum,
        levels,
    )
