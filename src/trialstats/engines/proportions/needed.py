"""The number needed to treat."""

from __future__ import annotations

from trialstats.engines.estimate import Estimate
from trialstats.errors import NoSuchNumber

__all__ = ["needed_to_treat"]


def needed_to_treat(difference: Estimate) -> Estimate:
    """Give the number needed to treat, 1 / difference, from a risk difference that is a benefit where positive.

    Its limits are the reciprocals of the difference's. FitError where the difference's interval holds zero: the
    number's would run through infinity (Altman, BMJ 1998;317:1309-1312), so there is none that two limits can show.
    """
    low, high = difference["conf_low"], difference["conf_high"]
    if low <= 0 <= high:
        raise NoSuchNumber(
            "the interval of the risk difference holds zero, so that of its reciprocal runs through infinity"
        )
    return {
        "n": difference["n"],
        "estimate": 1 / difference["estimate"],
        "conf_low": 1 / high,
        "conf_high": 1 / low,
        "conf_level": difference["conf_level"],
    }
