"""Timing two programs against each other in one run, in turns, so that both meet the same disturbances."""

from __future__ import annotations

import time
from collections.abc import Callable

__all__ = ["in_turns"]


def in_turns(
    programs: list[Callable[[], object]], repeats: int, clock: Callable[[], float] = time.perf_counter
) -> list[float]:
    """The least time of each program in seconds by `clock`, after one run to warm up."""
    best = [float("inf")] * len(programs)
    for program in programs:
        program()
    for _ in range(repeats):
        for k, program in enumerate(programs):
            start = clock()
            program()
            best[k] = min(best[k], clock() - start)
    return best
