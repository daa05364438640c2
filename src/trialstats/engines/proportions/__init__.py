"""Shares of subjects, and how two arms compare: difference, ratio, odds ratio and number needed to treat.

Of one table, of several strata together (`stratified`), and tests of association over strata (`association`).
"""

from trialstats.engines.proportions.difference import DIFFERENCE_INTERVALS, difference_tails, risk_difference
from trialstats.engines.proportions.needed import needed_to_treat
from trialstats.engines.proportions.ratio import (
    ODDS_INTERVALS,
    RATIO_INTERVALS,
    odds_ratio,
    odds_tails,
    ratio_tails,
    risk_ratio,
)
from trialstats.engines.proportions.score import difference_error, difference_statistic, odds_statistic, ratio_statistic
from trialstats.engines.proportions.shares import proportion
from trialstats.engines.tails import Tails

__all__ = [
    "DIFFERENCE_INTERVALS",
    "ODDS_INTERVALS",
    "RATIO_INTERVALS",
    "Tails",
    "difference_error",
    "difference_statistic",
    "difference_tails",
    "needed_to_treat",
    "odds_ratio",
    "odds_statistic",
    "odds_tails",
    "proportion",
    "ratio_statistic",
    "ratio_tails",
    "risk_difference",
    "risk_ratio",
]
