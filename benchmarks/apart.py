"""A case of a benchmark in a process of its own: its memory is its own, and no earlier case has imported for it."""

from __future__ import annotations

import multiprocessing
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

__all__ = ["Clock", "apart", "of_checkout"]


class Clock:
    """CPU seconds of a process, part by part."""

    def __init__(self) -> None:
        self.last = time.process_time()

    def lap(self) -> float:
        """CPU seconds since the last lap."""
        before, self.last = self.last, time.process_time()
        return self.last - before


def of_checkout(source: str | None) -> None:
    """Let the code of another checkout be imported, where one is named."""
    if source is not None:
        sys.path.insert(0, str(Path(source) / "src"))


def apart(case: Callable[..., tuple[float, ...]], *given: Any) -> tuple[float, ...] | None:
    """Give what a case returns, and its peak memory in MB; None where its process was ended before it was done."""
    receive, send = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("spawn").Process(target=_run, args=(send, case, given))
    process.start()
    send.close()
    try:
        found: tuple[float, ...] = receive.recv()
    except EOFError:
        return None
    finally:
        process.join()
    return found


def _run(pipe: Any, case: Callable[..., tuple[float, ...]], given: tuple[Any, ...]) -> None:
    measured = case(*given)
    pipe.send((*measured, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))
