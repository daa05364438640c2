"""The words of the rows about counts of recurrent events, by which their table finds them."""

from __future__ import annotations

__all__ = ["DISPERSION", "EVENTS"]

# `variable` of rates and their ratios: all events, also the second and later ones of a subject.
EVENTS = "EVENTS"

# `variable` of the row of kind variance, of all arms: what the variance exceeds the mean by, as a part of its square.
DISPERSION = "DISPERSION"
