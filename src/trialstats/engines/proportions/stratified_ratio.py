"""The ratio of two shares, and of their odds, over strata: Mantel and Haenszel's, and the mean of the logarithms.

Ratio: Greenland & Robins, Biometrics 1985;41:55-68. Odds ratio: Mantel & Haenszel, J Natl Cancer Inst 1959;22:719-748,
variance of Robins, Breslow & Greenland, Biometrics 1986;42:311-323. Inverse variance: Woolf's logit estimate, 0.5 added
to every cell of strata in which one that is needed is empty (SAS "logit"): of a ratio where an arm has no event or
everybody of both has it, of an odds ratio any cell.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from trialstats.engines.estimate import Estimate
from trialstats.engines.proportions.inversion import quantile
from trialstats.engines.proportions.strata import Strata
from trialstats.engines.tails import Tails, of_tails, of_z
from trialstats.errors import NoSuchNumber

__all__ = [
    "STRATIFIED_ODDS",
    "STRATIFIED_RATIOS",
    "stratified_odds",
    "stratified_odds_tails",
    "stratified_ratio",
    "stratified_ratio_tails",
]

Place = Callable[[Strata], tuple[float, float]]


def stratified_ratio(strata: Strata, conf_level: float, method: str = "mantel-haenszel") -> Estimate:
    """Compare two shares over strata by their ratio; NoSuchNumber where an arm has no event in any."""
    return exponentiated(strata, STRATIFIED_RATIOS[method], conf_level)


def stratified_odds(strata: Strata, conf_level: float, method: str = "mantel-haenszel") -> Estimate:
    """Compare the odds of two arms over strata; NoSuchNumber where they are nothing or infinite in all."""
    return exponentiated(strata, STRATIFIED_ODDS[method], conf_level)


def stratified_ratio_tails(strata: Strata, value: float, method: str) -> Tails:
    """Test that the ratio is a value, such as a margin."""
    return tails(strata, STRATIFIED_RATIOS[method], value)


def stratified_odds_tails(strata: Strata, value: float, method: str) -> Tails:
    """Test that the odds ratio is a value, such as a margin."""
    return tails(strata, STRATIFIED_ODDS[method], value)


def exponentiated(strata: Strata, place: Place, conf_level: float) -> Estimate:
    log, error = place(strata)
    z = quantile(conf_level)
    return {
        "n": strata.n,
        "estimate": math.exp(log),
        "std_error": error,
        **of_tails(of_z(log / error)),
        "conf_low": math.exp(log - z * error),
        "conf_high": math.exp(log + z * error),
        "conf_level": conf_level,
    }


def tails(strata: Strata, place: Place, value: float) -> Tails:
    log, error = place(strata)
    return of_z((log - math.log(value)) / error)


def placed(log: float, variance: float) -> tuple[float, float]:
    if not variance > 0:
        raise NoSuchNumber("everybody of both arms has the event in every stratum: there is no standard error")
    return log, math.sqrt(variance)


def ratio_place(strata: Strata) -> tuple[float, float]:
    x1, n1, x0, n0 = strata.counts
    size = strata.size
    over, under = x1 * n0 / size, x0 * n1 / size
    if not (over.sum() > 0 and under.sum() > 0):
        raise NoSuchNumber("an arm has no event in the strata that have both arms: there is no ratio over strata")
    variance = ((n1 * n0 * strata.events - x1 * x0 * size) / size**2).sum() / (over.sum() * under.sum())
    return placed(math.log(over.sum() / under.sum()), float(variance))


def odds_place(strata: Strata) -> tuple[float, float]:
    x1, n1, x0, n0 = strata.counts
    y1, y0, size = n1 - x1, n0 - x0, strata.size
    r, s = x1 * y0 / size, y1 * x0 / size
    if not (r.sum() > 0 and s.sum() > 0):
        raise NoSuchNumber(
            "no stratum has events in one arm and subjects without in the other, both ways: no odds ratio"
        )
    p, q = (x1 + y0) / size, (y1 + x0) / size
    above, below = r.sum(), s.sum()
    variance = (p * r).sum() / (2 * above**2) + (p * s + q * r).sum() / (2 * above * below)
    variance += (q * s).sum() / (2 * below**2)
    return placed(math.log(above / below), float(variance))


def mean_log_ratio(strata: Strata) -> tuple[float, float]:
    x1, n1, x0, n0 = strata.counts
    bare = (x1 == 0) | (x0 == 0) | ((x1 == n1) & (x0 == n0))
    if not strata.events.any():
        raise NoSuchNumber("nobody has the event: there is no ratio over strata")
    half, whole = np.where(bare, 0.5, 0.0), np.where(bare, 1.0, 0.0)
    x1, n1, x0, n0 = x1 + half, n1 + whole, x0 + half, n0 + whole
    return mean_of(np.log(x1 / n1 / (x0 / n0)), 1 / x1 - 1 / n1 + 1 / x0 - 1 / n0)


def mean_log_odds(strata: Strata) -> tuple[float, float]:
    x1, n1, x0, n0 = strata.counts
    cells = np.array([x1, n1 - x1, x0, n0 - x0])
    if not (strata.events.any() and (strata.size - strata.events).any()):
        raise NoSuchNumber("the event is that of nobody or of everybody: there is no odds ratio over strata")
    a, b, c, d = cells + np.where((cells == 0).any(axis=0), 0.5, 0.0)
    return mean_of(np.log(a * d / (b * c)), 1 / a + 1 / b + 1 / c + 1 / d)


def mean_of(logs: np.ndarray, variances: np.ndarray) -> tuple[float, float]:
    weights = 1 / variances
    return float((weights @ logs) / weights.sum()), float(1 / math.sqrt(weights.sum()))


STRATIFIED_RATIOS: dict[str, Place] = {"mantel-haenszel": ratio_place, "inverse variance": mean_log_ratio}
STRATIFIED_ODDS: dict[str, Place] = {"mantel-haenszel": odds_place, "inverse variance": mean_log_odds}
