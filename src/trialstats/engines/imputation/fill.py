"""Missing values filled in, given what was observed: by their conditional mean, or drawn about it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from trialstats.engines.imputation.data import Alike, Floats, Incomplete, Integers
from trialstats.engines.imputation.normal import Normal
from trialstats.engines.imputation.strategies import assumed
from trialstats.engines.imputation.streams import Streams

__all__ = ["completed_sets", "conditional", "fill_means", "fill_values"]

# Numbers held at once: completed sets are made in blocks of so many.
HELD = 4_000_000


def completed_sets(
    data: Incomplete, normal: Normal, streams: Streams | None = None, held: int = HELD
) -> Iterator[tuple[slice, Floats]]:
    """Yield which draws, and their completed sets (m, n, T), in blocks of at most `held` numbers.

    The values are drawn from the streams of the subjects; without streams they are conditional means. They do not
    depend on the size of the blocks.
    """
    draws = len(normal.coefficients)
    size = max(1, held // data.outcomes.size)
    blocks = [slice(start, min(start + size, draws)) for start in range(0, draws, size)]
    if streams is None:
        for block in blocks:
            yield block, fill_means(data, normal[block])
        return
    sizes = [block.stop - block.start for block in blocks]
    noises = streams.noise_in_blocks(data.labels, sizes, data.n_visits, np.asarray(data.missing.any(axis=1)))
    for block, noise in zip(blocks, noises, strict=True):
        yield block, fill_values(data, normal[block], noise)


def fill_means(data: Incomplete, normal: Normal) -> Floats:
    """Fill the conditional means in: (..., n, T), where the leading axes are those of `normal`."""
    return fill_values(data, normal, None)


def fill_values(data: Incomplete, normal: Normal, noise: Floats | None) -> Floats:
    """Fill values drawn from their conditional distribution in, made of standard normal `noise` (..., n, T)."""
    draws = normal.coefficients.shape[:-3]
    filled = np.array(np.broadcast_to(data.outcomes, (*draws, *data.outcomes.shape)))
    for alike in data.alike():
        means, root = _given_observed(data, normal, alike)
        if noise is not None:
            own = noise[..., alike.subjects, :][..., alike.missing]
            means = means + own @ np.swapaxes(root, -1, -2)
        rows, visits = np.ix_(alike.subjects, np.flatnonzero(alike.missing))
        filled[..., rows, visits] = means
    return filled


def _given_observed(data: Incomplete, normal: Normal, alike: Alike) -> tuple[Floats, Floats]:
    """Give the conditional means (..., n of `alike`, m) of m values, and a root (..., m, m) of their covariance."""
    means, covariance = assumed(data, normal, alike)
    missing, seen = np.flatnonzero(alike.missing), np.flatnonzero(~alike.missing)
    return conditional(data.outcomes[alike.subjects], means, covariance, missing, seen)


def conditional(
    outcomes: Floats, means: Floats, covariance: Floats, wanted: Integers, seen: Integers
) -> tuple[Floats, Floats]:
    """Give the means (..., n, m) and a root (..., m, m) of the covariance of some visits, given others.

    outcomes (n, T); means (..., n, T) and covariance (..., T, T) of all visits.
    """
    within = covariance[..., wanted[:, None], wanted]
    if not len(seen):
        return means[..., wanted], np.asarray(np.linalg.cholesky(within), dtype=float)
    across = covariance[..., seen[:, None], wanted]
    slopes = np.linalg.solve(covariance[..., seen[:, None], seen], across)
    beside = outcomes[:, seen] - means[..., seen]
    left = within - np.swapaxes(across, -1, -2) @ slopes
    return means[..., wanted] + beside @ slopes, np.asarray(np.linalg.cholesky(left), dtype=float)
