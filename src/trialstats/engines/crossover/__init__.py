"""Crossover trials: every subject has several treatments, one a period, in the order of a sequence.

Usable alone; imports the engines of the package and its errors. Records are a frame with the columns of `layout`:

    fit = fit_fixed(frame)                  # y ~ subject + period + treatment
    fit = fit_random(frame, ddf="kr")       # y ~ sequence + period + treatment, subjects random
    fit.differences(0.95)

Of two treatments in two periods also t tests and rank tests of what subjects differ by (`two_periods`), and tests of an
outcome that is yes or no (`binary`, `gee`).
"""

from trialstats.engines.crossover.binary import odds_within, two_by_two
from trialstats.engines.crossover.fit import CrossoverFit
from trialstats.engines.crossover.fixed import fit_fixed
from trialstats.engines.crossover.gee import gee
from trialstats.engines.crossover.layout import Pairs, carry_over_columns, is_two_by_two, pair_up
from trialstats.engines.crossover.random import fit_random
from trialstats.engines.crossover.two_periods import (
    carry_over,
    first_period,
    median_difference,
    paired,
    rank_test,
    within_subjects,
)

__all__ = [
    "CrossoverFit",
    "Pairs",
    "carry_over",
    "carry_over_columns",
    "first_period",
    "fit_fixed",
    "fit_random",
    "gee",
    "is_two_by_two",
    "median_difference",
    "odds_within",
    "pair_up",
    "paired",
    "rank_test",
    "two_by_two",
    "within_subjects",
]
