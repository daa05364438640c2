"""Random numbers that belong to a subject or a parameter, whoever asks for them and in whatever order.

A stream is keyed by the seed, the name of the analysis and what it is for; the draws of an analysis follow each other
in it. So a subject's numbers do not depend on the other subjects, nor on how the work is shared out, and more draws
begin with those that fewer have.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from trialstats.engines.imputation.data import Floats, Switches

__all__ = ["Streams"]


@dataclass(frozen=True)
class Streams:
    """The random numbers of an analysis."""

    seed: int
    analysis: str

    def of(self, *what: object) -> np.random.Generator:
        """The stream for a purpose, from its beginning."""
        words = "\x1f".join(map(str, (self.seed, self.analysis, *what)))
        key = np.frombuffer(hashlib.sha256(words.encode()).digest()[:16], dtype="<u8")
        return np.random.Generator(np.random.Philox(key=key.astype(np.uint64)))

    def noise(self, labels: Sequence[str], draws: int, n_visits: int, wanted: Switches) -> Floats:
        """Standard normal numbers (draws, n, T), of each subject from its own stream; 0 of those who are not wanted."""
        return next(self.noise_in_blocks(labels, [draws], n_visits, wanted))

    def noise_in_blocks(
        self, labels: Sequence[str], sizes: Sequence[int], n_visits: int, wanted: Switches
    ) -> Iterator[Floats]:
        """Yield the numbers of `noise` in blocks of these sizes, one after the other."""
        own = {place: self.of("subject", label) for place, label in enumerate(labels) if wanted[place]}
        for draws in sizes:
            numbers = np.zeros((draws, len(labels), n_visits))
            for place, random in own.items():
                numbers[:, place] = random.standard_normal((draws, n_visits))
            yield numbers
