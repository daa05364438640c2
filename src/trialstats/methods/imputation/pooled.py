"""Estimates from completed sets made one, as a row has them, with what random numbers leave uncertain."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from trialstats.engines.imputation import Pooled, draws_needed, pool
from trialstats.engines.inference import statistics
from trialstats.methods.imputation.options import Imputing
from trialstats.methods.shared.scope import conf_level
from trialstats.results.shape import Row

__all__ = ["Found", "by_rubin", "is_complete"]

Floats = NDArray[np.float64]

# Of the standard error: a Monte Carlo standard error that is precise enough where the trial file says none.
PRECISE = 0.1
# Variance between completed sets below this part of that within is rounding: nothing was missing.
NOTHING = 1e-20


@dataclass(frozen=True)
class Found:
    """An estimate: its statistics, as a row has them, and notes on what the number of imputations leaves uncertain."""

    statistics: Row
    monte_carlo: Row = field(default_factory=dict)

    @property
    def mcse_of_limit(self) -> float | None:
        """The Monte Carlo standard error of a limit of the interval; None of what is not drawn."""
        row = self.statistics
        if row.get("mcse") is None:
            return None
        errors = (row["conf_high"] - row["estimate"]) / row["std_error"]
        return float(np.hypot(row["mcse"], errors * self.monte_carlo["mcse_std_error"]))


def is_complete(pooled: Pooled) -> bool:
    """Tell whether completed sets differ by no more than rounding: nothing was missing."""
    return pooled.between <= NOTHING * pooled.within


def by_rubin(
    analysis: Imputing, estimates: Floats, variances: Floats, complete_df: float, place: float = 0.0, unit: float = 1.0
) -> Found:
    """Pool estimates (M,) by Rubin's rules, which are `unit` times these and `place` away.

    complete_df: the degrees of freedom of complete data; infinite of a test by the normal distribution.
    """
    pooled = pool(estimates, variances, complete_df)
    complete = is_complete(pooled)
    error = unit * pooled.std_error
    df = complete_df if complete else pooled.df
    row = statistics(place + unit * pooled.estimate, error, df if np.isfinite(df) else None, conf_level(analysis))
    precision = analysis.precision or PRECISE * error
    monte_carlo = {
        "n_imputations": len(estimates),
        "missing_information": pooled.missing_information,
        "mcse_std_error": unit * pooled.monte_carlo_of_error,
        "precision": precision,
        "imputations_needed": draws_needed(pooled, precision / unit),
    }
    return Found({**row, "mcse": 0.0 if complete else unit * pooled.monte_carlo}, monte_carlo)
