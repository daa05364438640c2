"""Whether a parameter lies above or below a value: one-sided p values, and what they say of margins."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from scipy import stats

from trialstats.engines.estimate import Estimate

__all__ = ["Tails", "beyond_margins", "of_t", "of_tails", "of_z"]


@dataclass(frozen=True)
class Tails:
    """One-sided p values of a value of the parameter: that it is larger than the value, and that it is smaller.

    above: of the hypothesis that the parameter is at most the value; below: that it is at least the value.
    z: the statistic, positive where the estimate is larger; None of an exact test.
    """

    above: float
    below: float
    z: float | None = None

    @property
    def both(self) -> float:
        """The two-sided p value: twice the smaller."""
        return min(1.0, 2 * min(self.above, self.below))


def of_z(z: float) -> Tails:
    """Give the p values of a statistic that is standard normal where the parameter has the value."""
    return Tails(float(stats.norm.sf(z)), float(stats.norm.cdf(z)), z)


def of_t(estimate: float, std_error: float, df: float | None, value: float) -> Tails:
    """Give the p values of an estimate and its standard error: Student's t, or the normal where df is None."""
    t = (estimate - value) / std_error
    law = stats.norm() if df is None or math.isinf(df) else stats.t(df)
    return Tails(float(law.sf(t)), float(law.cdf(t)), t)


def of_tails(tails: Tails) -> Estimate:
    """Give the two-sided test as numbers of an estimate."""
    told = {} if tails.z is None or not math.isfinite(tails.z) else {"statistic": tails.z}
    return {**told, "p_value": tails.both}


def beyond_margins(tails: Callable[[float], Tails], lower: float | None, upper: float | None) -> Estimate:
    """Test that a parameter lies above a lower margin, below an upper one, or between both (two one-sided tests).

    The p value is one-sided; of two tests it is the larger, with its statistic (Schuirmann, J Pharmacokinet Biopharm
    1987;15:657-680).
    """
    tested = [] if lower is None else [(tails(lower).above, tails(lower).z)]
    tested += [] if upper is None else [(tails(upper).below, tails(upper).z)]
    p, z = max(tested, key=lambda test: test[0])
    return {**({} if z is None or not math.isfinite(z) else {"statistic": z}), "p_value": p}
