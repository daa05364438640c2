"""Negative binomial (NB2) and Poisson regression of many replicates, in lock step.

A count with mean m = time exp(x'b) has the variance m + a m^2. With N_j subjects who have more than j events, the log
likelihood is sum N_j log(1 + a j) + sum y log m - (y + 1/a) log(1 + a m) up to a constant (Lawless, Can J Stat
1987;15:209-225, (2.4)), so that no gamma function is asked for.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["fit_nb2", "fit_poisson"]

Floats = NDArray[np.float64]
Switches = NDArray[np.bool_]

# What a step may still change at the maximum, as a part of the standard errors, and how many steps are taken.
STILL, STEPS, HALVINGS = 1e-10, 80, 12
# No mean grows by more than e^5 in a step, and no dispersion by more than e^1.5.
FAR, WIDE = 5.0, 1.5
# Where else the likelihood is looked at, if it falls from the border on: it may have more than one maximum.
LOOKED_AT, TOLD_APART = np.geomspace(1e-3, 30, 10), 1e-8


def fit_poisson(
    counts: Floats, time: Floats, x: Floats, used: Switches, *, expected: bool = False
) -> tuple[Floats, Floats]:
    """Fit counts (R, n) in time (R, n) on x (R, n, p), of the subjects used (R, n), by Poisson's model.

    Returns coefficients (R, p) and their covariance (R, p, p), NaN where they are not found. Columns in which nobody
    used differs from 0 are left out: their coefficient is 0. expected: no other covariance here.
    """
    coefficients = np.zeros((len(counts), x.shape[2]))
    weight = used.astype(float)
    with np.errstate(all="ignore"):  # of trials in which nobody takes part, which have no answer
        coefficients[:, 0] = np.log((weight * counts).sum(axis=1) / (weight * time).sum(axis=1))
    covariance = np.full((*coefficients.shape, x.shape[2]), np.nan)
    going = np.isfinite(coefficients[:, 0])
    coefficients[~going] = np.nan
    for _ in range(STEPS):
        r = np.flatnonzero(going)
        if not len(r):
            break
        mean = means(coefficients[r], time[r], x[r], weight[r])
        own, step = newton(x[r], mean, weight[r] * counts[r] - mean)
        covariance[r] = own
        near = is_still(step, own)
        step = step / np.maximum(1.0, np.abs(np.einsum("rnp,rp->rn", x[r], step)).max(axis=1) / FAR)[:, None]
        coefficients[r] += np.where(near[:, None], 0.0, step)
        going[r[near]] = False
    coefficients[going] = np.nan
    return coefficients, covariance


def fit_nb2(
    counts: Floats, time: Floats, x: Floats, used: Switches, *, expected: bool = False
) -> tuple[Floats, Floats]:
    """Fit the same by the negative binomial model, which is Poisson's where its maximum lies there.

    expected: the covariance by the expected information, in which coefficients and dispersion are apart.
    """
    weight = used.astype(float)
    y = weight * counts
    coefficients, covariance = fit_poisson(counts, time, x, used)
    mean = means(coefficients, time, x, weight)
    excess = ((y - mean) ** 2 - y).sum(axis=1)  # twice the slope along the dispersion, at 0
    beyond = more_than(y)
    start = np.full(len(y), np.nan)
    rises = excess > 0
    start[rises] = np.clip(excess[rises] / (mean[rises] ** 2).sum(axis=1), 1e-4, 50.0)
    for r in np.flatnonzero(~rises & np.isfinite(coefficients[:, 0])):
        at_border = (y[r] * np.log(np.where(weight[r] > 0, mean[r], 1.0)) - mean[r]).sum()
        one = slice(r, r + 1)
        further = [log_likelihood(y[one], mean[one], beyond[one], np.array([a]))[0] for a in LOOKED_AT]
        if max(further) > at_border + TOLD_APART:
            start[r] = LOOKED_AT[int(np.argmax(further))]
    own = np.flatnonzero(np.isfinite(start))
    if len(own):
        found = climb(
            y[own], time[own], x[own], weight[own], beyond[own], coefficients[own], start[own], expected=expected
        )
        coefficients[own], covariance[own] = found
    return coefficients, covariance


def climb(
    y: Floats, time: Floats, x: Floats, weight: Floats, beyond: Floats, b: Floats, a: Floats, *, expected: bool
) -> tuple[Floats, Floats]:
    """Go up by Newton's steps in coefficients b (R, p) and the logarithm of the dispersion a (R,).

    Steps that lead down are halved.
    """
    b, log_a, p = b.copy(), np.log(a), b.shape[1]
    covariance = np.full((len(y), p, p), np.nan)
    going = np.ones(len(y), dtype=bool)
    now = log_likelihood(y, means(b, time, x, weight), beyond, a)
    for _ in range(STEPS):
        r = np.flatnonzero(going)
        if not len(r):
            break
        own = (y[r], means(b[r], time[r], x[r], weight[r]), x[r], beyond[r], np.exp(log_a[r]))
        score, information = derivatives(*own)
        information = filled(information)
        inverse = np.asarray(np.linalg.inv(upright(information)), dtype=np.float64)
        step = np.einsum("rpq,rq->rp", inverse, score)
        near = is_still(step, inverse) & (np.linalg.eigvalsh(information)[:, 0] > 0)
        covariance[r[near]] = inverse[near][:, :p, :p]
        if expected and near.any():
            mean, dispersion = own[1][near], own[4][near][:, None]
            covariance[r[near]] = newton(own[2][near], mean / (1 + dispersion * mean), mean)[0]
        going[r[near]] = False
        r, step = r[~near], step[~near]
        if not len(r):
            break
        far = np.abs(np.einsum("rnp,rp->rn", x[r], step[:, :p])).max(axis=1) / FAR
        step = step / np.maximum(1.0, np.maximum(far, np.abs(step[:, p]) / WIDE))[:, None]
        for _ in range(HALVINGS):
            mean = means(b[r] + step[:, :p], time[r], x[r], weight[r])
            then = log_likelihood(y[r], mean, beyond[r], np.exp(log_a[r] + step[:, p]))
            down = then < now[r] - 1e-12 * np.abs(now[r])
            if not down.any():
                break
            step = np.where(down[:, None], step / 2, step)
        b[r] += step[:, :p]
        log_a[r] += step[:, p]
        now[r] = then
    b[going] = np.nan
    return b, covariance


def means(b: Floats, time: Floats, x: Floats, weight: Floats) -> Floats:
    """The expected counts, (R, n); 0 of whoever takes no part."""
    return np.asarray(weight * time * np.exp(np.einsum("rnp,rp->rn", x, b)))


def newton(x: Floats, information: Floats, score: Floats) -> tuple[Floats, Floats]:
    """The inverse of the information (R, p, p) and Newton's step (R, p), of what subjects have of both, (R, n)."""
    whole = np.einsum("rnp,rn,rnq->rpq", x, information, x, optimize=True)
    inverse = np.linalg.inv(upright(whole))
    return np.asarray(inverse), np.asarray(np.einsum("rpq,rnq,rn->rp", inverse, x, score, optimize=True))


def filled(information: Floats) -> Floats:
    """Put 1 in the place of what nothing tells of, such as a column in which nobody used differs from 0."""
    unknown = np.abs(np.diagonal(information, axis1=1, axis2=2)) < 1e-300
    return np.asarray(information + unknown[:, :, None] * np.eye(information.shape[1]))


def upright(information: Floats) -> Floats:
    """Fill it, and make it positive definite where it is not."""
    whole = filled(information)
    values, vectors = np.linalg.eigh(whole)
    if (values[:, 0] > 0).all():
        return whole
    return np.asarray(np.einsum("rpk,rk,rqk->rpq", vectors, np.maximum(np.abs(values), 1e-8), vectors))


def is_still(step: Floats, inverse: Floats) -> Switches:
    """Whether a step (R, p) changes nothing, as a part of the standard errors."""
    return np.asarray((np.abs(step) <= STILL * np.sqrt(np.diagonal(inverse, axis1=1, axis2=2))).all(axis=1))


def more_than(y: Floats) -> Floats:
    """Count the subjects with more than j events, (R, J), j from 0 on."""
    most = int(np.nanmax(y)) if y.size else 0
    return np.stack([(y > j).sum(axis=1) for j in range(max(most, 1))], axis=1).astype(float)


def log_likelihood(y: Floats, mean: Floats, beyond: Floats, a: Floats) -> Floats:
    """The log likelihood (R,) up to a constant that neither b nor a is in."""
    j, own = np.arange(beyond.shape[1]), a[:, None]
    of_counts = (beyond * np.log1p(own * j)).sum(axis=1)
    logs = np.log(np.where(mean > 0, mean, 1.0))
    return np.asarray(of_counts + (y * logs - (y + 1 / own) * np.log1p(own * mean)).sum(axis=1))


def derivatives(y: Floats, mean: Floats, x: Floats, beyond: Floats, a: Floats) -> tuple[Floats, Floats]:
    """Score (R, p+1) and observed information (R, p+1, p+1) of the coefficients and the logarithm of the dispersion."""
    j, own, p = np.arange(beyond.shape[1]), a[:, None], x.shape[2]
    spread = 1 + own * mean
    score, information = np.zeros((len(y), p + 1)), np.zeros((len(y), p + 1, p + 1))
    score[:, :p] = np.einsum("rnp,rn->rp", x, (y - mean) / spread)
    weights = mean * (1 + own * y) / spread**2
    information[:, :p, :p] = np.einsum("rnp,rn,rnq->rpq", x, weights, x, optimize=True)
    across = np.einsum("rnp,rn->rp", x, own * mean * (y - mean) / spread**2)
    information[:, :p, p] = information[:, p, :p] = across
    logs, part = np.log1p(own * mean), mean / spread
    slope = (beyond * j / (1 + own * j)).sum(axis=1) + (logs / own**2 - (y + 1 / own) * part).sum(axis=1)
    bend = -(beyond * (j / (1 + own * j)) ** 2).sum(axis=1)
    bend += (-2 * logs / own**3 + 2 * part / own**2 + (y + 1 / own) * part**2).sum(axis=1)
    score[:, p] = a * slope
    information[:, p, p] = -(a * slope + a**2 * bend)
    return score, information
