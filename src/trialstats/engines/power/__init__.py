"""Power in closed form, where there is one. Usable alone; imports nothing else of the package.

    t_test        two means, and two adjusted means (analysis of covariance)
    equivalence   two one-sided tests of a difference between two margins
    periods       a contrast of treatments of a crossover trial
    repeated      a visit of a mixed model for repeated measures with missing values
    proportions   two shares
    shares_of_periods   a difference of shares of a crossover trial
    rates         two rates of events that recur
    hazards       two hazards of an event
    needed        the smallest number of subjects that gives a power

>>> round(power_of_t(0.5, 1.0, 64, 64, alpha=0.05), 4)
0.8015
"""

from trialstats.engines.power.equivalence import power_of_equivalence
from trialstats.engines.power.hazards import power_of_hazards, share_with_event
from trialstats.engines.power.imbalance import mean_over_imbalance
from trialstats.engines.power.needed import subjects_needed
from trialstats.engines.power.periods import Precision, precision_of_contrast
from trialstats.engines.power.proportions import power_of_shares
from trialstats.engines.power.rates import information_of_rate, power_of_rates
from trialstats.engines.power.repeated import Patterns, conditional_on, patterns, variance_factor
from trialstats.engines.power.shares_of_periods import covariance_of_yes, variance_of_shares
from trialstats.engines.power.t_test import Sides, power_of_ancova, power_of_t, power_of_z, power_with

__all__ = [
    "Patterns",
    "Precision",
    "Sides",
    "conditional_on",
    "covariance_of_yes",
    "information_of_rate",
    "mean_over_imbalance",
    "patterns",
    "power_of_ancova",
    "power_of_equivalence",
    "power_of_hazards",
    "power_of_rates",
    "power_of_shares",
    "power_of_t",
    "power_of_z",
    "power_with",
    "precision_of_contrast",
    "share_with_event",
    "subjects_needed",
    "variance_factor",
    "variance_of_shares",
]
