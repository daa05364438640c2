"""The covariance structures that a fit may name, and what each needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from trialstats.engines.mmrm.arrays import Floats
from trialstats.engines.mmrm.covariance.antedependence import Antedependence
from trialstats.engines.mmrm.covariance.autoregressive import FirstOrder
from trialstats.engines.mmrm.covariance.exchangeable import Exchangeable
from trialstats.engines.mmrm.covariance.grouped import Grouped
from trialstats.engines.mmrm.covariance.independent import Independent
from trialstats.engines.mmrm.covariance.random_coefficients import RandomCoefficients, Variances
from trialstats.engines.mmrm.covariance.scaled_correlation import ScaledCorrelation
from trialstats.engines.mmrm.covariance.spatial import Spatial
from trialstats.engines.mmrm.covariance.structure import Structure
from trialstats.engines.mmrm.covariance.toeplitz import Toeplitz
from trialstats.engines.mmrm.covariance.unstructured import Unstructured

__all__ = [
    "STRUCTURES",
    "Family",
    "Grouped",
    "RandomCoefficients",
    "Structure",
    "Variances",
    "autoregressive_visits",
    "independent_visits",
]


@dataclass(frozen=True)
class Family:
    """How to build a structure over T visits with the times between them (C, T, T), and what it needs.

    ordered: the order of the visits matters. timed: it needs the times. every_pair: each pair of visits has a
    parameter of its own, so some subject must have both; every_visit: each visit has. at_least: the
    fewest visits for which it is a structure.
    """

    build: Callable[[int, Floats], Structure]
    ordered: bool = False
    timed: bool = False
    every_pair: bool = False
    every_visit: bool = False
    at_least: int = 2


def independent_visits(n_visits: int, n_cells: int) -> Structure:
    """One variance, and no correlation between visits."""
    return ScaledCorrelation(Independent(n_visits, n_cells), equal=True)


def autoregressive_visits(n_visits: int) -> Structure:
    """One variance, and a correlation that falls with each step between visits."""
    return ScaledCorrelation(FirstOrder(n_visits), equal=True)


STRUCTURES: dict[str, Family] = {
    "us": Family(lambda n, _: Unstructured(n), every_pair=True, every_visit=True, at_least=1),
    "toep": Family(lambda n, _: ScaledCorrelation(Toeplitz(n), equal=True, additive=True), ordered=True),
    "toeph": Family(lambda n, _: ScaledCorrelation(Toeplitz(n), equal=False), ordered=True, every_visit=True),
    "ar1": Family(lambda n, _: ScaledCorrelation(FirstOrder(n), equal=True), ordered=True),
    "ar1h": Family(lambda n, _: ScaledCorrelation(FirstOrder(n), equal=False), ordered=True, every_visit=True),
    "cs": Family(lambda n, _: ScaledCorrelation(Exchangeable(n), equal=True, additive=True)),
    "csh": Family(lambda n, _: ScaledCorrelation(Exchangeable(n), equal=False), every_visit=True),
    "ad": Family(lambda n, _: ScaledCorrelation(Antedependence(n), equal=True), ordered=True),
    "adh": Family(lambda n, _: ScaledCorrelation(Antedependence(n), equal=False), ordered=True, every_visit=True),
    "sp_exp": Family(lambda _, d: ScaledCorrelation(Spatial(d, 1), equal=True, vanishes=True), timed=True),
    "sp_gau": Family(lambda _, d: ScaledCorrelation(Spatial(d, 2), equal=True, vanishes=True), timed=True),
}
