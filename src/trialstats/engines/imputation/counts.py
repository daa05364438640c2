"""How often subjects stand in samples without one of them each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialstats.engines.imputation.data import Floats, Integers, Switches

__all__ = ["WithoutOne"]


@dataclass(frozen=True)
class WithoutOne:
    """How often each of n subjects stands in samples without one each, `which` (S,), as an array (S, n) would say.

    Rows are made when they are asked for: all at once they would need the square of n numbers.
    """

    which: Integers
    n: int

    def __len__(self) -> int:
        return len(self.which)

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.which), self.n

    def __getitem__(self, samples: slice | int) -> Floats:
        own = np.atleast_1d(self.which[samples])
        rows = np.ones((len(own), self.n))
        rows[np.arange(len(own)), own] = 0.0
        return rows if isinstance(samples, slice) else np.asarray(rows[0])

    def __array__(self, dtype: object = None, copy: bool | None = None) -> Floats:
        return self[:]

    def only(self, samples: Switches) -> WithoutOne:
        """Some of the samples."""
        return WithoutOne(self.which[samples], self.n)
