"""Intervals of hypotheses that hold together, made of the estimate and the standard error of their rows."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from trialstats.engines.multiplicity import quantile
from trialstats.methods.multiplicity.hypotheses_sought import Claim

__all__ = ["Interval", "interval_of"]

AGREEMENT = 1e-6  # of limits, as a part of the width of the interval


@dataclass(frozen=True)
class Interval:
    """Limits, of which a one-sided interval has one; or the reason why there is none."""

    low: float | None = None
    high: float | None = None
    reason: str | None = None


def interval_of(claim: Claim, level: float, sides: Literal["two", "one"], *, rejected: bool) -> Interval:
    """Give the interval of a claim at a level of its own; NaN: the bound of what is rejected is the null value itself.

    rejected: whether it is rejected while nothing is left, so that its bound is no worse than the null value; only of
    one-sided intervals that agree with what is rejected.
    """
    if claim.p is None:
        return Interval(reason=claim.reason)
    if math.isnan(level):
        return bounded(claim, claim.null)
    if level <= 0:
        return Interval(reason="it has no share of alpha of its own")
    scale = scale_of(claim)
    if scale is None:
        return Interval(reason=f"the interval of {claim.sought.analysis} is not made of a standard error")
    estimate, error = claim.numbers["estimate"], claim.numbers["std_error"]
    df = claim.numbers.get("df", math.inf)
    reach = quantile(level, df, 2 if sides == "two" else 1) * error
    low, high = spread(estimate, reach, scale)
    if sides == "two":
        return Interval(low, high)
    bound = high if claim.better == "lower" else low
    if rejected:
        bound = min(bound, claim.null) if claim.better == "lower" else max(bound, claim.null)
    return bounded(claim, bound)


def bounded(claim: Claim, bound: float) -> Interval:
    return Interval(high=bound) if claim.better == "lower" else Interval(low=bound)


def scale_of(claim: Claim) -> Literal["identity", "log"] | None:
    """Tell on which scale the row's own interval is estimate +- quantile x standard error, if on any."""
    needed = ("estimate", "std_error", "conf_low", "conf_high", "conf_level")
    if any(name not in claim.numbers for name in needed):
        return None
    estimate, error, low, high, confidence = (claim.numbers[name] for name in needed)
    reach = quantile(1 - confidence, claim.numbers.get("df", math.inf), 2) * error
    scales: tuple[Literal["identity", "log"], ...] = ("identity", "log") if estimate > 0 else ("identity",)
    for scale in scales:
        limits = spread(estimate, reach, scale)
        if all(
            abs(ours - theirs) <= AGREEMENT * (high - low) for ours, theirs in zip(limits, (low, high), strict=True)
        ):
            return scale
    return None


def spread(estimate: float, reach: float, scale: Literal["identity", "log"]) -> tuple[float, float]:
    if scale == "identity":
        return estimate - reach, estimate + reach
    return estimate * math.exp(-reach), estimate * math.exp(reach)
