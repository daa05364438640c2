"""What estimates without one subject each, or of bootstrap samples, say of the error of an estimate.

Jackknife: (n-1)/n times the sum of squares of the estimates without one subject each, about their mean. Bootstrap: the
standard deviation of the estimates of the samples, or their percentiles (Efron and Tibshirani, An Introduction to the
Bootstrap, 1993, chapters 6 and 13). How much the number of samples leaves uncertain: of the standard deviation by the
jackknife over samples, of a percentile by the ranks that lie one standard error of its share away.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialstats.engines.imputation.data import Floats
from trialstats.errors import NoSuchNumber

__all__ = ["Resampled", "jackknife_error", "summarise_samples"]


@dataclass(frozen=True)
class Resampled:
    """Of bootstrap samples: their SD and percentile interval. p_value: twice the lesser share of samples beyond 0.

    monte_carlo_of_error, monte_carlo_of_low, monte_carlo_of_high: what the number of samples leaves uncertain, as SDs.
    """

    n_samples: int
    std_error: float
    conf_low: float
    conf_high: float
    conf_level: float
    p_value: float
    monte_carlo_of_error: float
    monte_carlo_of_low: float
    monte_carlo_of_high: float


def jackknife_error(without_one: Floats, n_subjects: int | None = None) -> Floats:
    """The standard errors (...) of estimates, from those without one subject each (m, ...).

    n_subjects: how many there are, where some of the fits were lost: the others then stand for them.
    """
    m = len(without_one)
    if m < 2:
        raise NoSuchNumber("fewer than two fits without a subject: what they differ by is not known")
    n = m if n_subjects is None else n_subjects
    about = without_one - without_one.mean(axis=0)
    return np.asarray(np.sqrt((n - 1) / n * (n / m) * (about**2).sum(axis=0)))


def summarise_samples(estimates: Floats, conf_level: float = 0.95) -> Resampled:
    """Summarise the estimates (S,) of bootstrap samples."""
    draws = len(estimates)
    if draws < 3:
        raise NoSuchNumber("fewer than three bootstrap samples: what they differ by is not known")
    tails = ((1 - conf_level) / 2, (1 + conf_level) / 2)
    low, high = np.quantile(estimates, tails)
    below = (1 + (estimates <= 0).sum()) / (draws + 1)
    above = (1 + (estimates >= 0).sum()) / (draws + 1)
    of_low, of_high = (_error_of_percentile(estimates, share) for share in tails)
    return Resampled(
        draws,
        float(estimates.std(ddof=1)),
        float(low),
        float(high),
        conf_level,
        float(min(1.0, 2 * min(below, above))),
        _error_of_deviation(estimates),
        of_low,
        of_high,
    )


def _error_of_deviation(estimates: Floats) -> float:
    draws = len(estimates)
    away = estimates - estimates.mean()
    left = ((away**2).sum() - away**2 * draws / (draws - 1)) / (draws - 2)
    deviations = np.sqrt(np.maximum(left, 0.0))
    return float(np.sqrt((draws - 1) / draws * ((deviations - deviations.mean()) ** 2).sum()))


def _error_of_percentile(estimates: Floats, share: float) -> float:
    around = share + np.array([-1.0, 1.0]) * np.sqrt(share * (1 - share) / len(estimates))
    low, high = np.quantile(estimates, np.clip(around, 0.0, 1.0))
    return float(high - low) / 2
