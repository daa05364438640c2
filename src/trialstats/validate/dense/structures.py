# mypy: disable-error-code="no-any-return"
"""The covariance of one subject's rows in SAS's own parameters, written out for the dense implementation.

`theta` may be complex: every entry is analytic in it, so a complex step differentiates it.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["block", "n_parameters", "parameters"]

Floats: TypeAlias = NDArray[Any]  # real or complex
HETEROGENEOUS = ("toeph", "ar1h", "csh", "adh")


def n_parameters(name: str, n_visits: int) -> int:
    """How many parameters SAS counts."""
    if name == "us":
        return n_visits * (n_visits + 1) // 2
    scales = n_visits if name in HETEROGENEOUS else 1
    return scales + (n_visits - 1 if name in ("toep", "toeph", "ad", "adh") else 1)


def block(name: str, theta: Floats, visits: Floats, times: Floats, n_visits: int) -> Floats:
    """V_i of a subject seen at `visits`, measured at `times`.

    us: the entries of S by rows. cs: variance, covariance. toep: variance and the covariance at each lag. The rest:
    one variance, or one a visit, then correlations (of neighbours for ad and adh), or the range.
    """
    if name == "us":
        s = np.zeros((n_visits, n_visits), dtype=theta.dtype)
        s[np.tril_indices(n_visits)] = theta
        return (s + np.tril(s, -1).T)[np.ix_(visits, visits)]
    lag = np.abs(visits[:, None] - visits[None, :])
    if name == "cs":
        return np.where(lag == 0, theta[0], theta[1])
    if name == "toep":
        return theta[lag]
    n_scales = n_visits if name in HETEROGENEOUS else 1
    deviation = np.sqrt(theta[visits] if n_scales > 1 else theta[:1] + 0 * visits)
    return np.outer(deviation, deviation) * correlation(name, theta[n_scales:], lag, visits, times)


def correlation(name: str, rho: Floats, lag: Floats, visits: Floats, times: Floats) -> Floats:
    """The correlation matrix of the rows."""
    if name in ("ar1", "ar1h"):
        return rho[0] ** lag
    if name == "csh":
        return np.where(lag == 0, 1.0, rho[0])
    if name == "toeph":
        return np.concatenate([[1.0], rho])[lag]
    if name in ("ad", "adh"):
        return np.array([[np.prod(rho[min(a, b) : max(a, b)]) for b in visits] for a in visits])
    apart = np.abs(times[:, None] - times[None, :])
    return np.exp(-apart / rho[0]) if name == "sp_exp" else np.exp(-(apart**2) / rho[0] ** 2)


def parameters(name: str, covariance: Floats) -> Floats:
    """SAS's parameters of a T x T matrix of this structure (not of sp_exp and sp_gau, which need the times)."""
    n_visits = len(covariance)
    deviation = np.sqrt(np.diag(covariance))
    r = covariance / np.outer(deviation, deviation)
    if name == "us":
        return covariance[np.tril_indices(n_visits)]
    if name in ("cs", "toep"):
        return covariance[0, :2] if name == "cs" else covariance[0]
    variances = np.diag(covariance) if name in HETEROGENEOUS else covariance[0, :1]
    if name == "toeph":
        return np.concatenate([variances, r[0, 1:]])
    return np.concatenate([variances, np.diag(r, 1) if name in ("ad", "adh") else r[0, 1:2]])
