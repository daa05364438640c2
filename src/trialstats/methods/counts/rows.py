"""The words of the rows about counts, by which their displays find them."""

from __future__ import annotations

__all__ = ["ADJUSTED", "DISPERSION", "DOUBLING", "EVENTS", "PEARSON"]

# `variable` of rates of events and their ratios: all events, also the second and later ones of a subject.
EVENTS = "EVENTS"

# `variable` of the rates of the model at one mixture of covariates for all arms.
ADJUSTED = "ADJUSTED"

# `level` of rows of kind interaction (whose `variable` is a number of the model): by how much of it a ratio changes.
DOUBLING = "per doubling"

# `variable` of rows of kind variance, of all arms: what the variance exceeds the mean by, as a part of its square; and
# Pearson's chi-square over its degrees of freedom.
DISPERSION = "DISPERSION"
PEARSON = "PEARSON"
