"""The log-likelihood of a record and its derivatives, in Olsen's parameters.

With gamma = 1 / sigma and eta = x'delta + rho z, where delta = beta / sigma, rho = tau / sigma and z is the subject's
standard normal effect (absent in a Tobit model), a record contributes

    known y           log gamma - (gamma y - eta)^2 / 2 - log(2 pi) / 2
    below c           log Phi(gamma c - eta)
    above c           log Phi(eta - gamma c)
    between l and u   log(Phi(gamma u - eta) - Phi(gamma l - eta))

each concave in (eta, gamma), hence in (delta, gamma, z) for a given rho (Olsen, Econometrica 1978;46:1211-1215;
Pratt, J Am Stat Assoc 1981;76:103-106).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import erfcx, log_ndtr

from trialstats.engines.censored.bounds import Bools, Bounds, Floats

__all__ = ["Terms", "terms"]

HALF_LOG_2PI = 0.5 * float(np.log(2 * np.pi))


@dataclass(frozen=True)
class Terms:
    """Log-likelihoods and their derivatives by eta and gamma, of n records at k values of eta: (n, k) each."""

    loglik: Floats
    eta: Floats
    gamma: Floats
    eta_eta: Floats
    eta_gamma: Floats
    gamma_gamma: Floats


def terms(limits: Bounds, eta: Floats, gamma: float) -> Terms:
    """Evaluate every record at eta (n, k) and gamma > 0."""
    found = np.empty((6, *eta.shape))
    for rows, contribution in (
        (limits.known, _known),
        (limits.below, _below),
        (limits.above, _above),
        (limits.between, _between),
    ):
        if rows.any():
            found[:, rows] = contribution(limits, rows, eta[rows], gamma)
    return Terms(*found)


def _known(limits: Bounds, rows: Bools, eta: Floats, gamma: float) -> Floats:
    y = limits.lower[rows, None]
    e = gamma * y - eta
    loglik = np.log(gamma) - 0.5 * e**2 - HALF_LOG_2PI
    one = np.ones_like(eta)
    return np.stack([loglik, e, 1 / gamma - y * e, -one, y * one, -(1 / gamma**2 + y**2) * one])


def _below(limits: Bounds, rows: Bools, eta: Floats, gamma: float) -> Floats:
    c = limits.upper[rows, None]
    e = gamma * c - eta
    mills = _mills(e)
    bend = mills * (mills + e)
    return np.stack([log_ndtr(e), -mills, c * mills, -bend, c * bend, -(c**2) * bend])


def _above(limits: Bounds, rows: Bools, eta: Floats, gamma: float) -> Floats:
    c = limits.lower[rows, None]
    e = eta - gamma * c
    mills = _mills(e)
    bend = mills * (mills + e)
    return np.stack([log_ndtr(e), mills, -c * mills, -bend, c * bend, -(c**2) * bend])


def _between(limits: Bounds, rows: Bools, eta: Floats, gamma: float) -> Floats:
    lower, upper = limits.lower[rows, None], limits.upper[rows, None]
    a, b = gamma * lower - eta, gamma * upper - eta
    # In the left tail both logs are accurate; an interval in the right tail is the mirror image of one there.
    flip = a > 0
    near, far = log_ndtr(np.where(flip, -a, b)), log_ndtr(np.where(flip, -b, a))
    loglik = near + np.log(-np.expm1(far - near))
    by_a = -np.exp(-0.5 * a**2 - HALF_LOG_2PI - loglik)
    by_b = np.exp(-0.5 * b**2 - HALF_LOG_2PI - loglik)
    aa, bb, ab = -a * by_a - by_a**2, -b * by_b - by_b**2, -by_a * by_b
    return np.stack(
        [
            loglik,
            -(by_a + by_b),
            lower * by_a + upper * by_b,
            aa + 2 * ab + bb,
            -(lower * aa + (lower + upper) * ab + upper * bb),
            lower**2 * aa + 2 * lower * upper * ab + upper**2 * bb,
        ]
    )


def _mills(e: Floats) -> Floats:
    # phi(e) / Phi(e) without a quotient of two numbers that vanish.
    return np.asarray(np.sqrt(2 / np.pi) / erfcx(-e / np.sqrt(2)))
