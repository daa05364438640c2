"""Random numbers of a batch of simulated trials: a stream for each purpose, whoever draws the batch and when."""

from __future__ import annotations

from zlib import crc32

import numpy as np

__all__ = ["stream"]


def stream(seed: int, scenario: str, batch: int, purpose: str) -> np.random.Generator:
    """Open the stream of one purpose in one batch of a scenario; it depends on nothing else."""
    key = (crc32(scenario.encode()), batch, crc32(purpose.encode()))
    return np.random.Generator(np.random.PCG64DXSM(np.random.SeedSequence(seed, spawn_key=key)))
