"""Cronbach's alpha with Feldt's interval."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from trialstats.engines.estimate import Estimate
from trialstats.engines.rounding import PART
from trialstats.engines.with_pingouin import cronbach_alpha
from trialstats.errors import FitError

__all__ = ["estimate_alpha", "feldt_interval"]


def estimate_alpha(items: pd.DataFrame, level: float) -> Estimate:
    """Estimate alpha of the questionnaires with every item answered: estimate and interval.

    Raises FitError for fewer than two items or questionnaires, or items whose sum does not vary.
    """
    complete = items.dropna().astype("float64")
    n, k = complete.shape
    if k < 2:
        raise FitError(f"{k} item in the scale: alpha needs two")
    if n < 2:
        raise FitError(f"{n} questionnaires with every item answered: alpha needs two")
    # About their means, in one unit: what is left of a sum of items is rounding of the items.
    centred = complete - complete.mean()
    unit = float(np.abs(centred.to_numpy()).max())
    if np.abs(centred.sum(axis=1)).max() <= PART * float(np.abs(complete).sum(axis=1).max()):
        raise FitError("the sum of the items does not vary between questionnaires")
    alpha = cronbach_alpha(centred / unit)
    low, high = feldt_interval(alpha, n, k, level)
    return {"estimate": alpha, "conf_low": low, "conf_high": high, "conf_level": level}


def feldt_interval(alpha: float, n: int, k: int, level: float) -> tuple[float, float]:
    """Return the interval of alpha from n questionnaires of k items.

    (1 - alpha_true) / (1 - alpha) follows F with n - 1 and (n - 1)(k - 1) degrees of freedom, so the limits are
    1 - (1 - alpha) F((1 +- level) / 2) (Feldt, Psychometrika 1965;30:357-370; Feldt, Woodruff & Salih 1987).
    """
    law = stats.f(n - 1, (n - 1) * (k - 1))
    low, high = (1 - (1 - alpha) * float(law.ppf(p)) for p in ((1 + level) / 2, (1 - level) / 2))
    return low, high
