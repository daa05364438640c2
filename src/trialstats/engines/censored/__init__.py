"""Regression for values of which some are only known to lie below or above a limit. Usable alone.

    bounds   what is known of each value: the number, or the limits that it lies between
    records  a record's log-likelihood and its derivatives
    scaled   the records and the design on a scale on which Newton's method is at ease
    checks   designs and data of which no maximum exists, in words
    newton   the search for the maximum
    marginal the likelihood with a random intercept, by adaptive quadrature
    tobit    independent records;  mixed  records of subjects with a random intercept
    result   what a fit gives back

Values are on the scale on which they are normal: the caller passes logarithms where that is the logarithm.
"""

from __future__ import annotations

from trialstats.engines.censored.bounds import Bounds, bounds
from trialstats.engines.censored.mixed import fit_mixed
from trialstats.engines.censored.result import Fit, LeastSquaresFit, MixedFit, TobitFit
from trialstats.engines.censored.tobit import fit_tobit, least_squares

__all__ = [
    "Bounds",
    "Fit",
    "LeastSquaresFit",
    "MixedFit",
    "TobitFit",
    "bounds",
    "fit_mixed",
    "fit_tobit",
    "least_squares",
]
