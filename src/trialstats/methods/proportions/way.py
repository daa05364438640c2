"""One way to compare two arms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from trialstats.engines.proportions import Tails
from trialstats.results.shape import Row

__all__ = ["Way"]


@dataclass(frozen=True)
class Way:
    """One way to compare two arms: by effect, the estimate at a level of confidence, and the tests of a value."""

    estimate: Callable[[str, float], Row]
    tails: Callable[[str, float, float], Tails]
