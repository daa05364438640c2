"""What of a difference is rounding: 45.1 - 45.0 and 44.6 - 44.5 are not the same in binary fractions, and no change.

A value is known to so many digits of what it was made from: a change to those of AVAL and BASE, which may be a
thousand times as large. What differs by less is the same.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from trialstats.engines.estimate import Estimate
from trialstats.errors import FitError

__all__ = ["NO_VARIATION", "PART", "beyond_rounding", "joined", "no_more_than_rounding"]

Floats = NDArray[np.float64]

# Binary fractions hold sixteen digits; conversions of units, sums and differences leave fourteen, and no instrument is
# read to twelve.
PART = 1e-12
NO_VARIATION = "the records that this rests on do not vary but for rounding: there is no standard error"


def no_more_than_rounding(spread: float, step: float) -> str:
    """Say that what a model leaves unexplained means nothing."""
    return f"what the model leaves unexplained (SD {spread:.2g}) is rounding of values as large as {step / PART:.3g}"


def beyond_rounding(estimate: Estimate, step: float) -> Estimate:
    """Return an estimate in the unit of the outcome; FitError where its standard error is no more than rounding."""
    if estimate["std_error"] <= step:
        raise FitError(NO_VARIATION)
    return estimate


def joined(values: NDArray[np.floating], step: float) -> NDArray[np.floating]:
    """Make values equal that neighbours no further apart than `step` join; NaN stays."""
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    with np.errstate(invalid="ignore"):  # of values that are infinite
        starts = np.concatenate([[True], ~(np.diff(ordered) <= step)])
    if not values.size:
        return values
    made = np.empty_like(values)
    made[order] = ordered[starts][np.cumsum(starts) - 1]
    return made
