"""The covariance structures that a fit may name, one file each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from trialstats.mmrm.covariance.autoregressive import heterogeneous_autoregressive
from trialstats.mmrm.covariance.compound_symmetry import compound_symmetry
from trialstats.mmrm.covariance.structure import Structure
from trialstats.mmrm.covariance.unstructured import Unstructured

__all__ = ["STRUCTURES", "Family", "Structure"]


@dataclass(frozen=True)
class Family:
    """How to build a structure over T visits, and what it needs.

    ordered: the order of the visits matters. every_pair: each pair of visits has a parameter of its
    own, so some subject must have both. at_least: the fewest visits for which it is a structure.
    """

    build: Callable[[int], Structure]
    ordered: bool = False
    every_pair: bool = False
    at_least: int = 2


STRUCTURES: dict[str, Family] = {
    "us": Family(Unstructured, every_pair=True, at_least=1),
    "cs": Family(compound_symmetry),
    "ar1h": Family(heterogeneous_autoregressive, ordered=True),
}
