"""Shares of responders in many completed sets, and how those of two arms compare; and one share pooled.

Of a and c responders among n and m subjects, p = a/n, r = c/m (Altman, Practical Statistics for Medical Research, 1991,
chapter 10):

    share         p                    variance p (1 - p) / n
    difference    p - r                that of the two shares, added
    log ratio     log p - log r        1/a - 1/n + 1/c - 1/m
    log odds      logit p - logit r    1/a + 1/(n - a) + 1/c + 1/(m - c)
"""

from __future__ import annotations

import numpy as np
from scipy import stats

from trialstats.engines.imputation.analyse import Estimates
from trialstats.engines.imputation.data import Floats, Integers, Switches
from trialstats.engines.imputation.pool import Pooled
from trialstats.errors import ArgumentError, FitError, NoSuchNumber

__all__ = ["compare_log_odds", "compare_log_ratios", "compare_shares", "estimate_shares", "limits_of_share"]


def estimate_shares(responders: Switches, chosen: Switches) -> Estimates:
    """Estimate the share of responders (..., n) among those `chosen` (n,): (..., 1)."""
    counts, (size,) = _count(responders, chosen)
    share = counts / size
    return _estimates(share[..., 0], (share * (1 - share) / size)[..., 0])


def compare_shares(responders: Switches, arm: Switches, reference: Switches) -> Estimates:
    """Estimate the difference of the shares of responders (..., n) in `arm` (n,) and in `reference` (n,): (..., 1)."""
    counts, sizes = _count(responders, arm, reference)
    shares = counts / sizes
    return _estimates(shares[..., 0] - shares[..., 1], (shares * (1 - shares) / sizes).sum(axis=-1))


def compare_log_ratios(responders: Switches, arm: Switches, reference: Switches) -> Estimates:
    """Estimate the logarithm of the ratio of the shares: (..., 1). NoSuchNumber where nobody of an arm responds."""
    counts, sizes = _count(responders, arm, reference)
    _refuse(counts == 0, "nobody of an arm responds, so that there is no ratio")
    logs = np.log(counts / sizes)
    return _estimates(logs[..., 0] - logs[..., 1], (1 / counts - 1 / sizes).sum(axis=-1))


def compare_log_odds(responders: Switches, arm: Switches, reference: Switches) -> Estimates:
    """Estimate the logarithm of the ratio of the odds: (..., 1). NoSuchNumber where all or none of an arm respond."""
    counts, sizes = _count(responders, arm, reference)
    _refuse((counts == 0) | (counts == sizes), "all or none of an arm respond, so that odds are zero or infinite")
    others = sizes - counts
    logs = np.log(counts / others)
    return _estimates(logs[..., 0] - logs[..., 1], (1 / counts + 1 / others).sum(axis=-1))


def limits_of_share(pooled: Pooled, size: int, conf_level: float) -> tuple[float, float]:
    """Give Wilson's interval of a pooled share of `size` subjects (Lott and Reiter, Am Stat 2020;74:109).

    It holds every share p with |q - p| <= t sqrt((1 + r) p (1 - p) / size): q the pooled share, t of Rubin's degrees of
    freedom, r by how much what is missing adds to the variance. Without missing values it is Wilson's own.
    """
    if pooled.missing_information >= 1:
        raise NoSuchNumber("the share has no variance within completed sets, by which its interval is told")
    added = pooled.missing_information / (1 - pooled.missing_information)
    t = float(stats.t(pooled.df).ppf((1 + conf_level) / 2))
    wide, q = t**2 * (1 + added) / size, pooled.estimate
    middle = (2 * q + wide) / (2 * (1 + wide))
    half = max(middle**2 - q**2 / (1 + wide), 0.0) ** 0.5
    return (middle - half if q > 0 else 0.0), (middle + half if q < 1 else 1.0)


def _estimates(estimates: Floats, variances: Floats) -> Estimates:
    return Estimates(estimates[..., None], variances[..., None], np.inf)


def _count(responders: Switches, *arms: Switches) -> tuple[Floats, Integers]:
    """Count the responders of each arm (..., a), and its subjects (a,)."""
    if not all(chosen.any() for chosen in arms):
        raise FitError("an arm has no subject")
    if len(arms) > 1 and (arms[0] & arms[1]).any():
        raise ArgumentError("a subject is in both arms")
    counts = np.stack([responders[..., chosen].sum(axis=-1) for chosen in arms], axis=-1)
    return counts.astype(float), np.array([chosen.sum() for chosen in arms], dtype=np.intp)


def _refuse(cells: Switches, why: str) -> None:
    """Raise NoSuchNumber, with the number of completed sets, where any of the cells (..., a) has no logarithm."""
    sets = np.atleast_2d(cells).any(axis=-1).ravel()
    if sets.any():
        raise NoSuchNumber(f"in {int(sets.sum()):,} of {len(sets):,} completed sets {why}")
