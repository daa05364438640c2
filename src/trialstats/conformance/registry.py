"""All checks of conformance, in the order in which they are told."""

from __future__ import annotations

from trialstats.conformance import baseline, dates, flags, pairs, structure, subjects
from trialstats.conformance.findings import Check

__all__ = ["CHECKS"]

CHECKS: tuple[Check, ...] = (
    *subjects.CHECKS,
    *structure.CHECKS,
    *flags.CHECKS,
    *pairs.CHECKS,
    *baseline.CHECKS,
    *dates.CHECKS,
)
