"""Randomisation in permuted blocks within strata."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from trialstats.simulate.outcome import Integers
from trialstats.simulate.world import World

__all__ = ["in_blocks"]


def in_blocks(
    world: World, covariates: Mapping[str, NDArray[np.generic]], shape: tuple[int, int], rng: np.random.Generator
) -> Integers:
    """Give the arm of every subject, (R, n), who enter in the order in which they stand.

    Each stratum is a level of every covariate that stratifies. Within it the arms of each block of `world.block` stand
    in an order drawn at random; the last block is filled as far as there are subjects.
    """
    stratum = np.zeros(shape, dtype=np.int64)
    for name in world.strata:
        stratum = stratum * len(world.levels[name][0]) + covariates[name].astype(np.int64)
    block = np.asarray(world.block)
    replicate = np.arange(shape[0])[:, None]
    arm = np.zeros(shape, dtype=np.int64)
    for one in range(int(np.prod([len(world.levels[name][0]) for name in world.strata]))):
        own = stratum == one
        place = np.cumsum(own, axis=1) - 1
        blocks = -(-shape[1] // block.size)
        order = np.argsort(rng.random((shape[0], blocks, block.size)), axis=2)
        arms = block[order].reshape(shape[0], -1)
        arm = np.where(own, arms[replicate, place], arm)
    return arm
