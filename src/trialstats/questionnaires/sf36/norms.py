"""Norm-based scores: a reference population has mean 50 and standard deviation 10.

    z = (scale - mean) / sd          T = 50 + 10 z          summary = 50 + 10 * sum(weight * z)

The weights belong to factor scores of all eight scales, so a summary needs all eight. Those of 1990, orthogonal,
go with every set of norms; two oblique sets, in which mental health does not count against physical, may be asked
for beside them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from trialstats.errors import SpecError
from trialstats.questionnaires.sf36.resources import read_constants
from trialstats.questionnaires.sf36.versions import Version

__all__ = ["COMPONENTS", "Norms", "Summary", "norm_based_scores", "resolve_norms"]

# What a user calls each set of coefficients, and the columns it gives.
COMPONENTS = {"orthogonal": ("PCS", "MCS"), "farivar2007": ("PCSc", "MCSc"), "grassi2010": ("PCSg", "MCSg")}
ORTHOGONAL = "us1990_orthogonal"

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
    """Mean and standard deviation of each 0-100 scale in a reference population, and its summaries.

    population: what it is called in tables and figures. source: where the numbers stand. sha256: of the file where a
    user supplied it.
    """

    name: str
    mean: Mapping[str, float]
    sd: Mapping[str, float]
    summaries: tuple[Summary, ...]
    population: str = ""
    source: str = ""
    sha256: str | None = None

    def z(self, scale: str, score: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return how many standard deviations 0-100 scores lie above the population's mean."""
        return (score - self.mean[scale]) / self.sd[scale]


def resolve_norms(
    version: Version, norms: str | Norms | None, components: str | Sequence[str] = "orthogonal"
) -> Norms | None:
    """Return the norms asked for ("auto": the version's own), None for none; SpecError if they do not fit."""
    wanted = (components,) if isinstance(components, str) else tuple(components)
    name = version.default_norms if norms == "auto" else norms
    if name is None:
        return None
    if not version.norms:
        said = "of a file" if isinstance(name, Norms) else repr(name)
        raise SpecError(f"{version.title} has no norms, so not {said} either: leave norms out")
    if not isinstance(name, Norms):
        if name not in version.norms:
            known = ", ".join(version.norms)
            raise SpecError(f"{version.title} has no norms {name!r}; available: {known}, or a file (read_norms)")
        name = load_norms(name)
    return replace(name, summaries=tuple(s for wish in wanted for s in summaries_of(name, wish)))


def summaries_of(norms: Norms, components: str) -> tuple[Summary, ...]:
    """Give the summaries of one set of coefficients: orthogonal ones are the norms' own."""
    if components not in COMPONENTS:
        raise SpecError(f"there are no SF-36 components {components!r}; available: {', '.join(COMPONENTS)}")
    return norms.summaries if components == "orthogonal" else load_summaries(components)


@cache
def load_norms(name: str) -> Norms:
    """Load norms and the coefficients they name."""
    constants = read_constants(f"norms_{name}")
    summaries = load_summaries(constants["coefficients"])
    return Norms(
        name=constants["name"],
        mean=constants["mean"],
        sd=constants["sd"],
        summaries=summaries,
        population=constants["population"],
        source=constants["source"][0],
    )


@cache
def load_summaries(name: str = ORTHOGONAL) -> tuple[Summary, ...]:
    """Load a set of coefficients; it is apart from the norms because later norms keep the weights of 1990."""
    entries = read_constants(f"coefficients_{name}")["summaries"]
    return tuple(Summary(summary, entry["label"], entry["weights"]) for summary, entry in entries.items())


def norm_based_scores(scales: Scores, norms: Norms) -> dict[str, NDArray[np.float64]]:
    """Return `<scale>_T` for each scale, then each summary (PCS, MCS), NaN where any of its scales is NaN."""
    z = {name: norms.z(name, score) for name, score in scales.items()}
    t_scores = {f"{name}_T": 50 + 10 * z_score for name, z_score in z.items()}
    return t_scores | {summary.name: 50 + 10 * summary.weigh(z) for summary in norms.summaries}
