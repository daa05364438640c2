"""Streams of random numbers, one for each purpose: none depends on the order in which they are used."""

from __future__ import annotations

import hashlib

import numpy as np

__all__ = ["stream"]


def stream(seed: int, *purpose: str) -> np.random.Generator:
    """Give the generator of a purpose, such as ("bootstrap", "VASPAIN", "Week 12", "DTLT")."""
    digest = hashlib.sha256("\x1f".join(purpose).encode()).digest()
    return np.random.default_rng([seed, *np.frombuffer(digest[:16], dtype=np.uint32).tolist()])
