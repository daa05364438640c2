"""Subjects laid side by side over the trial's visits, grouped by the visits they were seen at.

Subject i of pattern g has V_i = S[g, g]. Padded with zeros to all T visits, every sum over
subjects is a contraction of M_g = S[g, g]^-1, padded alike, with the rows of the pattern; so the
covariance is indexed by visit, never by row order, and no loop over subjects is needed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialstats.mmrm.arrays import Floats, Integers, Switches

__all__ = ["Stack", "stack_subjects"]


@dataclass(frozen=True)
class Stack:
    """N subjects sorted by pattern, G patterns, T visits, q columns.

    rows (N, T, q): zero where not observed. pattern (N,): the pattern of each subject. starts (G,):
    its first subject. observed (G, T). counts (G,): its number of subjects.
    """

    rows: Floats
    pattern: Integers
    starts: Integers
    observed: Switches
    counts: Floats

    @property
    def n_obs(self) -> int:
        return int(self.counts @ self.observed.sum(axis=1))


def stack_subjects(columns: Floats, subjects: Integers, visits: Integers, n_visits: int) -> Stack:
    """Stack `columns` (n, q), whose row r is subject subjects[r] at visit visits[r].

    A subject has at most one row a visit; that is for the caller to check.
    """
    n_subjects = int(subjects.max()) + 1
    seen = np.zeros((n_subjects, n_visits), dtype=bool)
    seen[subjects, visits] = True
    packed = np.packbits(seen, axis=1)
    key = np.ascontiguousarray(packed).view(f"V{packed.shape[1]}")[:, 0]
    _, first, pattern, counts = np.unique(key, return_index=True, return_inverse=True, return_counts=True)
    order = np.argsort(pattern, kind="stable")
    place = np.empty(n_subjects, dtype=np.intp)
    place[order] = np.arange(n_subjects)
    rows = np.zeros((n_subjects, n_visits, columns.shape[1]))
    rows[place[subjects], visits] = columns
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.intp)
    return Stack(rows, pattern[order].astype(np.intp), starts, seen[first], counts.astype(float))
