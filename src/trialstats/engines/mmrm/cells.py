"""Which covariance matrix each subject has, and the times between the visits it stands for.

A cell is the subjects who share a matrix: all of them, or the members of a group; for the spatial structures
also those who were measured at the same times.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from trialstats.engines.mmrm.arrays import Floats, Integers
from trialstats.engines.mmrm.covariance import STRUCTURES, Grouped, Structure, independent_visits
from trialstats.engines.mmrm.design import Design
from trialstats.engines.mmrm.names import shorten
from trialstats.errors import FitError

__all__ = ["Cells", "build_cells"]


@dataclass(frozen=True)
class Cells:
    """of_subject (N,): each subject's cell, those of one group following one another; groups (C,): the group of
    each cell; times (C, T): when each visit was, or the visits' numbers where no time was given; mean_times (T,):
    when each visit was on average."""

    of_subject: Integers
    groups: Integers
    times: Floats
    mean_times: Floats

    @property
    def n_groups(self) -> int:
        return int(self.groups[-1]) + 1

    def group_of(self, subjects: Integers) -> Integers:
        """The group of each of `subjects` (n,)."""
        return self.groups[self.of_subject[subjects]]

    def at_mean_times(self) -> Cells:
        """One cell a group, at the mean time of each visit: the matrices to show where times differ."""
        groups, times = np.arange(self.n_groups, dtype=np.intp), np.tile(self.mean_times, (self.n_groups, 1))
        return Cells(self.groups[self.of_subject], groups, times, self.mean_times)

    def build(self, name: str, independent: Collection[int] = ()) -> Structure:
        """The structure `name`, once for each group; independent visits for the groups named so."""
        family, n_visits = STRUCTURES[name], self.times.shape[1]
        parts = []
        for group in range(self.n_groups):
            times = self.times[self.groups == group]
            if group in independent:
                parts.append(independent_visits(n_visits, len(times)))
                continue
            parts.append(family.build(n_visits, np.abs(times[:, :, None] - times[:, None, :])))
        return parts[0] if len(parts) == 1 else Grouped(tuple(parts))


def build_cells(design: Design, *, timed: bool) -> Cells:
    """Number the cells; `timed` where the structure needs the times of measurement.

    Raises FitError for a group that changes within a subject, and for two rows of a subject at the same time.
    """
    group = _of_subject(design)
    groups = np.arange(int(group.max()) + 1, dtype=np.intp)
    if not timed or design.times is None:
        shared = np.arange(design.n_visits, dtype=float)
        return Cells(group, groups, np.tile(shared, (len(groups), 1)), shared)
    times = _side_by_side(design, design.times)
    _refuse_same_time(design, times)
    mean = np.nanmean(times, axis=0)
    if (np.nanmin(times, axis=0) == np.nanmax(times, axis=0)).all():
        return Cells(group, groups, np.tile(mean, (len(groups), 1)), mean)
    keyed = np.column_stack([group, _fill(times)])
    unique, cell = np.unique(keyed, axis=0, return_inverse=True)
    return Cells(cell.astype(np.intp).reshape(-1), unique[:, 0].astype(np.intp), unique[:, 1:], mean)


def _of_subject(design: Design) -> Integers:
    """(N,): the group of each subject, 0 where there are none."""
    codes = np.zeros(design.n_subjects, dtype=np.intp)
    if design.groups is None:
        return codes
    codes[design.subjects] = design.groups
    changed = np.unique(design.subjects[codes[design.subjects] != design.groups])
    if len(changed):
        names = list(design.subject_labels[changed])
        raise FitError(f"group {design.roles.group}: it changes within the subject {shorten(names)}")
    return codes


def _side_by_side(design: Design, column: Floats) -> Floats:
    table = np.full((design.n_subjects, design.n_visits), np.nan)
    table[design.subjects, design.visits] = column
    return table


def _fill(times: Floats) -> Floats:
    """A visit not seen gets a time that no other has: it plays no part, but must not make a matrix singular."""
    end, step = np.nanmax(times), max(float(np.nanmax(times) - np.nanmin(times)), 1.0) / times.shape[1]
    later = end + step * np.arange(1, times.shape[1] + 1)
    return np.where(np.isnan(times), later, times)


def _refuse_same_time(design: Design, times: Floats) -> None:
    in_order = np.sort(times, axis=1)
    twice = np.flatnonzero((np.diff(in_order, axis=1) == 0).any(axis=1))
    if len(twice):
        names = list(design.subject_labels[twice])
        raise FitError(f"two rows at the same time for the subject {shorten(names)}: their correlation would be 1")
