"""The share of one group, with an interval."""

from __future__ import annotations

import math

from statsmodels.stats.proportion import proportion_confint

from trialstats.engines.estimate import Estimate
from trialstats.errors import FitError

__all__ = ["proportion", "refuse_nobody", "wilson_limits"]

# What the trial file calls an interval, and what statsmodels does.
INTERVALS = {"wilson": "wilson", "exact": "beta", "wald": "normal", "agresti-coull": "agresti_coull"}


def proportion(count: int, total: int, conf_level: float, interval: str = "wilson") -> Estimate:
    """Estimate a share, by default with Wilson's interval (JASA 1927;22:209-212). FitError where there is nobody.

    Of nobody it begins at 0 and of everybody it ends at 1, which the formula reaches but for the last binary digit.
    """
    if total == 0:
        raise FitError("no subject")
    low, high = proportion_confint(count, total, 1 - conf_level, method=INTERVALS[interval])
    return {
        "count": count,
        "total": total,
        "n": total,
        "percent": 100 * count / total,
        "estimate": count / total,
        "conf_low": float(low) if count else 0.0,
        "conf_high": float(high) if count < total else 1.0,
        "conf_level": conf_level,
    }


def wilson_limits(share: float, total: float, z: float, *, corrected: bool = False) -> tuple[float, float]:
    """Give Wilson's score limits of a share at a z; `corrected` for continuity (Fleiss 1981; Newcombe, method 4)."""
    if corrected and z > 0:
        return corrected_limits(share, total, z)
    centre = share + z**2 / (2 * total)
    half = z * math.sqrt(share * (1 - share) / total + z**2 / (4 * total**2))
    whole = 1 + z**2 / total
    low, high = (centre - half) / whole, (centre + half) / whole
    return (low if share > 0 else 0.0), (high if share < 1 else 1.0)


def corrected_limits(share: float, total: float, z: float) -> tuple[float, float]:
    p, n = share, total
    low = 2 * n * p + z * z - 1 - z * math.sqrt(max(z * z - 2 - 1 / n + 4 * p * (n * (1 - p) + 1), 0.0))
    high = 2 * n * p + z * z + 1 + z * math.sqrt(max(z * z + 2 - 1 / n + 4 * p * (n * (1 - p) - 1), 0.0))
    whole = 2 * (n + z * z)
    return (max(0.0, low / whole) if p > 0 else 0.0), (min(1.0, high / whole) if p < 1 else 1.0)


def refuse_nobody(*totals: float) -> None:
    """Raise FitError where an arm is empty."""
    if not all(totals):
        raise FitError("an arm has no subject")
