"""A first covariance matrix, from the residuals of ordinary least squares."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from trialstats.engines.mmrm.arrays import Floats
from trialstats.engines.mmrm.patterns import Stack

__all__ = ["starting_covariances"]

# The smallest eigenvalue that the first correlation matrix may have.
FLOOR = 0.05
# How many starts are drawn at random.
RANDOM = 8


def starting_covariances(stack: Stack) -> Iterator[Floats]:
    """Yield the moment matrix (T, T), it with its correlations halved, without them, and with all of them a half; and
    then matrices of any shape with its variances.

    The first is near to the maximum. Where visits are missing here and there the likelihood can have other maxima, or
    rise without bound at singular matrices, and a search that begins among those ends there: the others are for
    a search that has failed or may have found the lesser maximum. The last are drawn at random from a fixed
    seed, so that a fit is the same whenever it is made.
    """
    moment = _moment_covariance(stack)
    deviation = np.sqrt(np.diag(moment))
    alone, alike = np.diag(deviation**2), np.outer(deviation, deviation)
    yield from (moment, 0.5 * (moment + alone), alone, 0.5 * (alike + alone))
    rng = np.random.default_rng(0)
    for _ in range(RANDOM):
        factors = rng.normal(size=(len(moment), int(rng.integers(1, 4))))
        drawn = factors @ factors.T + np.diag(rng.uniform(0.1, 1.0, len(moment)))
        yield drawn * alike / np.sqrt(np.outer(np.diag(drawn), np.diag(drawn)))


def _moment_covariance(stack: Stack) -> Floats:
    """Return a positive definite (T, T) matrix near to the mean products of the last column of `stack`.

    Each entry is the mean over the subjects seen at both visits; its correlations are drawn towards
    zero as far as it takes to be positive definite.
    """
    residual = stack.rows[:, :, -1]
    seen = stack.observed[stack.pattern].astype(float)
    together = seen.T @ seen
    mean = (residual.T @ residual) / np.maximum(together, 1.0)
    variance = np.diag(mean).copy()
    # A visit whose residuals are all zero (a single subject, fitted exactly) takes the others' variance.
    variance[variance < 1e-6 * variance.mean()] = variance.mean()
    scale = np.sqrt(variance)
    correlation = mean / np.outer(scale, scale)
    np.fill_diagonal(correlation, 1.0)
    correlation = np.clip(correlation, -1.0, 1.0)
    lowest = np.linalg.eigvalsh(correlation)[0]
    if lowest < FLOOR:
        keep = (1.0 - FLOOR) / (1.0 - lowest)
        correlation = keep * correlation + (1.0 - keep) * np.eye(len(scale))
    first: Floats = correlation * np.outer(scale, scale)
    return first
