"""The win probability: how likely a subject of one arm is to do better than one of the other, ties counting half.

    p = P(X > Y) + P(X = Y) / 2

Its estimate is the Mann-Whitney statistic over the number of pairs. The variance is that of the placements
V_i = share of the other arm's values that x_i exceeds, ties half: var(V_x) / m + var(V_y) / n, which is DeLong's
(Biometrics 1988;44:837) and, with ties, Brunner & Munzel's (Biom J 2000;42:17); it does not assume equal
distributions. Test and interval are of logit(p), normal, so that the interval stays within 0 and 1 and agrees with the
test (Brunner, Bathke & Konietschke 2018, Rank and Pseudo-Rank Procedures). Simulated with 8 to 50 subjects an arm, p of
0.5 to 0.85, equal and unequal spread and ties, 95 % intervals cover p in 94 to 97 %; with Student's t and Brunner and
Munzel's degrees of freedom the logit covers in 95 to 99 %, and p itself, not transformed, in 89 to 95 %.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

from trialstats.engines.estimate import Estimate
from trialstats.errors import FitError

__all__ = ["placements", "win_odds", "win_probability"]

Floats = NDArray[np.float64]


def placements(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Return for each x the share of y below it, ties half, and for each y the share of x above it, ties half.

    x (m,), y (n,); infinite values are the lowest and highest of all, tied among themselves.
    """
    ordered_x, ordered_y = np.sort(x), np.sort(y)
    below = (np.searchsorted(ordered_y, x, "left") + np.searchsorted(ordered_y, x, "right")) / 2 / y.size
    above = 1 - (np.searchsorted(ordered_x, y, "left") + np.searchsorted(ordered_x, y, "right")) / 2 / x.size
    return below, above


def win_probability(x: Floats, y: Floats, conf_level: float) -> Estimate:
    """Estimate P(X > Y) + P(X = Y) / 2 for scores x (m,) of the active arm and y (n,) of the reference.

    Returns estimate, std_error (of p), statistic (z of the logit) and p_value of p = 1/2, and the interval.
    Raises FitError with fewer than two values in an arm, and where p is 0 or 1 or nothing varies.
    """
    if min(x.size, y.size) < 2:
        raise FitError(f"needs two values in each arm, and there are {x.size} and {y.size}")
    below, above = placements(x, y)
    estimate = float(below.mean())
    variance = float(below.var(ddof=1) / x.size + above.var(ddof=1) / y.size)
    if estimate in (0.0, 1.0):
        raise FitError(f"the arms do not overlap: the win probability is {estimate:g}, and its error is not estimable")
    if variance <= 0:
        raise FitError("all values are the same: nothing wins and nothing loses")
    logit = float(special.logit(estimate))
    error = math.sqrt(variance) / (estimate * (1 - estimate))
    half = float(stats.norm.ppf((1 + conf_level) / 2)) * error
    return {
        "estimate": estimate,
        "std_error": math.sqrt(variance),
        "statistic": logit / error,
        "p_value": float(2 * stats.norm.sf(abs(logit / error))),
        "conf_low": float(special.expit(logit - half)),
        "conf_high": float(special.expit(logit + half)),
        "conf_level": conf_level,
    }


def win_odds(won: Estimate) -> Estimate:
    """Turn a win probability into the odds p / (1 - p), the win ratio with ties halved (Brunner et al. 2021).

    Brunner, Vandemeulebroecke & Muetze, Stat Med 2021;40:3367-3384. The test is that of the probability.
    """
    odds = {name: won[name] / (1 - won[name]) for name in ("estimate", "conf_low", "conf_high")}
    return {**odds, **{name: won[name] for name in ("statistic", "p_value", "conf_level")}}
