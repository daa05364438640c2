"""The odds ratio given the margins of the table, whose law is Fisher's noncentral hypergeometric: exact and mid-p.

Cornfield 1956; Gart, Rev Inst Int Stat 1971;39:148-169. Mid-p counts half of the probability of the table observed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

from trialstats.engines.tails import Tails

__all__ = ["exact_limits", "exact_tails"]

Counts = tuple[int, int, int, int]
Floats = NDArray[np.float64]
WIDEST = 30.0


def exact_tails(counts: Counts, log_odds: float, part: float) -> Tails:
    """Give the one-sided p values of an odds ratio; `part` of the table observed counts."""
    support, weights = law(counts)
    logs = weights + support * log_odds
    chances = np.exp(logs - special.logsumexp(logs))
    here = part * float(chances[support == counts[0]].sum())
    above, below = float(chances[support > counts[0]].sum()), float(chances[support < counts[0]].sum())
    return Tails(min(above + here, 1.0), min(below + here, 1.0))


def law(counts: Counts) -> tuple[Floats, Floats]:
    """Give the events that the arm can have, and the logarithms of their weights where the odds are the same."""
    count, total, count_reference, total_reference = counts
    events = count + count_reference
    support = np.arange(max(0, events - total_reference), min(total, events) + 1.0)
    return support, log_choose(total, support) + log_choose(total_reference, events - support)


def log_choose(total: float, count: Floats) -> Floats:
    return np.asarray(-np.log1p(total) - special.betaln(total - count + 1, count + 1))


def exact_limits(counts: Counts, conf_level: float, part: float) -> tuple[float, float]:
    """Give the logarithms of the odds ratios at which a one-sided p is half of alpha, or the end of the range."""
    half = (1 - conf_level) / 2

    def above(log_odds: float) -> float:
        return exact_tails(counts, log_odds, part).above - half

    def below(log_odds: float) -> float:
        return exact_tails(counts, log_odds, part).below - half

    low = optimize.brentq(above, -WIDEST, WIDEST, xtol=1e-12) if above(-WIDEST) < 0 < above(WIDEST) else -WIDEST
    high = optimize.brentq(below, -WIDEST, WIDEST, xtol=1e-12) if below(-WIDEST) > 0 > below(WIDEST) else WIDEST
    return float(low), float(high)
