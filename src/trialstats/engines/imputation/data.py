"""Outcomes of which some are missing, and what is to be assumed of these."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from trialstats.errors import ArgumentError

__all__ = ["Alike", "Incomplete", "Strategy"]

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]
Switches = NDArray[np.bool_]


class Strategy(StrEnum):
    """What is assumed of the values from an intercurrent event on, as the literature abbreviates it.

    MAR  missing at random: as others of the arm went on. J2R  jump to reference. CR  copy reference.
    CIR  copy increments in reference. LMCF  last mean carried forward.
    """

    MAR = "MAR"
    J2R = "J2R"
    CR = "CR"
    CIR = "CIR"
    LMCF = "LMCF"


@dataclass(frozen=True)
class Alike:
    """Subjects (indices) of whom the same visits are missing, and the same is assumed from the same visit on."""

    subjects: Integers
    missing: Switches
    cell: int
    onset: int
    strategy: Strategy


@dataclass(frozen=True)
class Incomplete:
    """Outcomes of n subjects over T visits.

    outcomes (n, T): NaN where missing. predictors (n, q): of the mean at each visit, each with a coefficient a visit.
    reference (n, q): the predictors that each would have in the reference arm. cell (n,): which covariance matrix a
    subject has, numbered from 0; one for all where it is shared. reference_cell: that of the reference arm.
    onset (n,): the first visit, from 0, that the intercurrent event affects; T of those without. strategy (n,): what is
    assumed from there on. A value that is missing before the onset, or between values, is missing at random whatever
    the strategy. labels (n,): names of the subjects, no two the same, by which their random numbers are drawn.
    """

    outcomes: Floats
    predictors: Floats
    reference: Floats
    cell: Integers
    onset: Integers
    strategy: tuple[Strategy, ...]
    labels: tuple[str, ...]
    reference_cell: int = 0

    def __post_init__(self) -> None:
        n, n_visits = self.outcomes.shape
        lengths = {len(part) for part in (self.predictors, self.reference, self.cell, self.onset, self.strategy)}
        if lengths | {len(self.labels)} != {n}:
            raise ArgumentError("outcomes, predictors, reference, cell, onset, strategy and labels differ in length")
        if len(set(self.labels)) < n:
            raise ArgumentError("two subjects have one label")
        if self.predictors.shape != self.reference.shape:
            raise ArgumentError("predictors and reference differ in shape")
        after = np.arange(n_visits) >= self.onset[:, None]
        assumed = np.array([strategy is not Strategy.MAR for strategy in self.strategy])
        if (after & ~self.missing & assumed[:, None]).any():
            raise ArgumentError(
                "values after an event of a reference-based strategy: set them to NaN to have them imputed"
            )

    @property
    def n_subjects(self) -> int:
        return len(self.outcomes)

    @property
    def n_visits(self) -> int:
        return int(self.outcomes.shape[1])

    @property
    def n_cells(self) -> int:
        return int(self.cell.max()) + 1

    @property
    def missing(self) -> Switches:
        return np.isnan(self.outcomes)

    @property
    def between(self) -> Switches:
        """(n, T): what is missing though something later was seen."""
        later = np.cumsum(~self.missing[:, ::-1], axis=1)[:, ::-1]
        return self.missing & (later > 0)

    @property
    def after(self) -> Switches:
        """(n, T): what is missing from the onset on, but for what is missing in between."""
        return self.missing & ~self.between & (np.arange(self.n_visits) >= self.onset[:, None])

    def only(self, subjects: Integers, labels: tuple[str, ...] | None = None) -> Incomplete:
        """Some of the subjects, in this order; one chosen twice needs two labels."""
        return replace(
            self,
            outcomes=self.outcomes[subjects],
            predictors=self.predictors[subjects],
            reference=self.reference[subjects],
            cell=self.cell[subjects],
            onset=self.onset[subjects],
            strategy=tuple(self.strategy[i] for i in subjects),
            labels=labels or tuple(self.labels[i] for i in subjects),
        )

    def alike(self) -> Iterator[Alike]:
        """Take those apart of whom something is missing."""
        missing = self.missing
        lacking = np.flatnonzero(missing.any(axis=1))
        keys = [
            (int(self.cell[i]), int(self.onset[i]), self.strategy[i], missing[i].tobytes()) for i in lacking.tolist()
        ]
        for key in sorted(set(keys)):
            subjects = lacking[[other == key for other in keys]]
            yield Alike(subjects, missing[subjects[0]], key[0], key[1], key[2])
