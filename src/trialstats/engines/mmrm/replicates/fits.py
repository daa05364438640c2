"""What a set of replicates returns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr

from trialstats.engines.mmrm.arrays import Floats, Switches

__all__ = ["ReplicateFits", "empty_fits"]


@dataclass(frozen=True)
class ReplicateFits:
    """R replicates and k hypotheses; NaN where there is no number, and `reason` says why.

    estimate, std_error, df (R, k): of each row of the hypotheses; loglik (R,), restricted or not as asked;
    converged (R,); reason: R texts, empty where there is nothing to say; one_by_one (R,): which replicates the
    engine fitted by itself.
    """

    estimate: Floats
    std_error: Floats
    df: Floats
    loglik: Floats
    converged: Switches
    reason: list[str]
    one_by_one: Switches

    @property
    def statistic(self) -> Floats:
        """t (R, k): the estimate in standard errors."""
        return self.estimate / self.std_error

    @property
    def p_value(self) -> Floats:
        """(R, k): two-sided, of estimate = 0."""
        return np.asarray(2.0 * stdtr(self.df, -np.abs(self.statistic)), dtype=float)


def empty_fits(replicates: int, hypotheses: int) -> ReplicateFits:
    """To be filled in."""
    shape = (replicates, hypotheses)
    return ReplicateFits(
        np.full(shape, np.nan),
        np.full(shape, np.nan),
        np.full(shape, np.nan),
        np.full(replicates, np.nan),
        np.zeros(replicates, dtype=bool),
        [""] * replicates,
        np.zeros(replicates, dtype=bool),
    )
