"""Two arms in several strata, an array a count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trialstats.errors import FitError

__all__ = ["Strata"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Strata:
    """Events and subjects of arm and reference, (k,) each: only strata in which both arms have subjects compare them.

    A comparison of arms is made within strata; one where an arm has nobody adds nothing to any statistic here, and
    whoever counts subjects must take it off (`alone`).
    """

    count: Floats
    total: Floats
    count_reference: Floats
    total_reference: Floats

    @classmethod
    def of(cls, tables: Sequence[tuple[float, float, float, float]]) -> Strata:
        """Take the tables (events, subjects, events and subjects of the reference) in which both arms have subjects.

        FitError where there is none.
        """
        arrays = np.asarray(tables, dtype=float).reshape(-1, 4)
        both = arrays[(arrays[:, 1] > 0) & (arrays[:, 3] > 0)]
        if not len(both):
            raise FitError("no stratum has subjects of both arms")
        return cls(*both.T)

    @property
    def n(self) -> int:
        """The subjects compared."""
        return int(self.size.sum())

    @property
    def size(self) -> Floats:
        """Subjects of both arms, by stratum."""
        return self.total + self.total_reference

    @property
    def events(self) -> Floats:
        """Events of both arms, by stratum."""
        return self.count + self.count_reference

    @property
    def share(self) -> Floats:
        """The arm's shares."""
        return self.count / self.total

    @property
    def share_reference(self) -> Floats:
        """The reference's shares."""
        return self.count_reference / self.total_reference

    @property
    def mantel_haenszel(self) -> Floats:
        """Weights n1 n0 / N, which SAS and others also call CMH, with sum 1."""
        weights = self.total * self.total_reference / self.size
        return np.asarray(weights / weights.sum())

    @property
    def counts(self) -> tuple[Floats, Floats, Floats, Floats]:
        """The four arrays."""
        return self.count, self.total, self.count_reference, self.total_reference
