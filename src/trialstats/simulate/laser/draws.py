"""Random numbers: one stream for each measure, so that adding a measure never changes another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar
from zlib import crc32

import numpy as np
import numpy.typing as npt

__all__ = ["Bools", "Dates", "Floats", "Ints", "correlated", "expit", "one_of", "stream", "whole_numbers"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Dates = npt.NDArray[np.datetime64]

Choice = TypeVar("Choice")


def stream(seed: int, name: str) -> np.random.Generator:
    """Open the random stream of one measure, a function of the trial's seed and the measure's name alone."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(crc32(name.encode()),))))


def correlated(rng: np.random.Generator, n: int, correlation: Sequence[Sequence[float]]) -> Floats:
    """Draw `n` rows of standard normal variables with the given k x k correlation; shape (n, k)."""
    root = np.linalg.cholesky(np.asarray(correlation, dtype=float))
    return np.asarray(rng.standard_normal((n, len(root))) @ root.T)


def whole_numbers(rng: np.random.Generator, low: int, high: int, shape: int | tuple[int, ...]) -> Ints:
    """Draw whole numbers from `low` to `high`, both possible."""
    return rng.integers(low, high + 1, shape, dtype=np.int64)


def one_of(rng: np.random.Generator, choices: Sequence[tuple[Choice, float]]) -> Choice:
    """Draw one of several things with the given weights, which need not sum to one."""
    bounds = np.cumsum([weight for _, weight in choices])
    return choices[int(np.searchsorted(bounds, rng.random() * bounds[-1], side="right"))][0]


def expit(logit: Floats) -> Floats:
    """Turn a log-odds into a probability."""
    return np.asarray(1 / (1 + np.exp(-logit)))
