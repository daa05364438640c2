"""Timing two programs against each other in one run, in turns, so that both meet the same disturbances."""

from __future__ import annotations

import time
from collections.abc import Callable

__all__ = ["in_turns"]


def in_turns(programs: list[Callable[[], object]], repeats: int) -> list[float]:
    """The least time of each program in seconds, after one run to warm up."""
    best = [float("inf")] * len(programs)
    for program in programs:
        program()
    for _ in range(repeats):
        for k, program in enumerate(programs):
            start = time.perf_counter()
            program()
            best[k] = min(best[k], time.perf_counter() - start)
    return best
