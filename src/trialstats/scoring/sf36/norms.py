"""Norm-based scores: a reference population has mean 50 and standard deviation 10.

    z = (scale - mean) / sd          T = 50 + 10 z          summary = 50 + 10 * sum(weight * z)

The weights belong to factor scores of all eight scales, so a summary needs all eight.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from trialstats.errors import SpecError
from trialstats.scoring.resources import read_constants
from trialstats.scoring.sf36.versions import Version

__all__ = ["Norms", "Summary", "norm_based_scores", "resolve_norms"]

Scores = Mapping[str, NDArray[np.float64]]


@dataclass(frozen=True)
class Summary:
    """A weighted sum of z scores, weights by scale."""

    name: str
    label: str
    weights: Mapping[str, float]

    def weigh(self, z: Scores) -> NDArray[np.float64]:
        """Return the weighted sum; added scale by scale, so that every row is added in the same order."""
        total = np.zeros(len(next(iter(z.values()))))
        for name, weight in self.weights.items():
            total += weight * z[name]
        return total


@dataclass(frozen=True)
class Norms:
    """Mean and standard deviation of each 0-100 scale in a reference population, and its summaries."""

    name: str
    mean: Mapping[str, float]
    sd: Mapping[str, float]
    summaries: tuple[Summary, ...]

    def z(self, scale: str, score: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return how many standard deviations 0-100 scores lie above the population's mean."""
        return (score - self.mean[scale]) / self.sd[scale]


def resolve_norms(version: Version, norms: str | None) -> Norms | None:
    """Return the norms asked for ("auto": the version's own), None for none; SpecError if they do not fit."""
    name = version.default_norms if norms == "auto" else norms
    if name is None:
        return None
    if not version.norms:
        raise SpecError(f"{version.title} has no norms, so not {name!r} either: leave norms out")
    if name not in version.norms:
        raise SpecError(f"{version.title} has no norms {name!r}; available: {', '.join(version.norms)}")
    return load_norms(name)


@cache
def load_norms(name: str) -> Norms:
    """Load norms and the coefficients they name."""
    constants = read_constants(f"sf36_norms_{name}")
    summaries = load_summaries(constants["coefficients"])
    return Norms(constants["name"], constants["mean"], constants["sd"], summaries)


@cache
def load_summaries(name: str) -> tuple[Summary, ...]:
    """Load a set of coefficients; it is apart from the norms because later norms keep the weights of 1990."""
    entries = read_constants(f"sf36_coefficients_{name}")["summaries"]
    return tuple(Summary(summary, entry["label"], entry["weights"]) for summary, entry in entries.items())


def norm_based_scores(scales: Scores, norms: Norms) -> dict[str, NDArray[np.float64]]:
    """Return `<scale>_T` for each scale, then each summary (PCS, MCS), NaN where any of its scales is NaN."""
    z = {name: norms.z(name, score) for name, score in scales.items()}
    t_scores = {f"{name}_T": 50 + 10 * z_score for name, z_score in z.items()}
    return t_scores | {summary.name: 50 + 10 * summary.weigh(z) for summary in norms.summaries}
