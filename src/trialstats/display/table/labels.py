"""Labels of lines that several tables have; in the place of some a house may have words of its own."""

from __future__ import annotations

from trialstats.trialfile.parts.house_words import HouseWords

__all__ = ["MEAN_SD", "MEDIAN_ALONE", "MEDIAN_QUARTILES", "MIN_TO_MAX"]

OURS = HouseWords()
MEAN_SD, MEDIAN_QUARTILES, MIN_TO_MAX = OURS.mean, OURS.median, OURS.range
# Of what has no quartiles.
MEDIAN_ALONE = "Median"
