"""Whether a run of a trial is alive: nobody else works in its results then, or reads what may be half old, half new."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from trialstats.errors import AliveError
from trialstats.plan.layout import Layout

__all__ = ["OF_RUN", "begin", "is_held", "refuse_beside", "undisturbed", "undisturbed_folder"]

OF_RUN = "TRIALSTATS_RUN"  # the variable that names the trial whose run a workflow is of
DO_AGAIN = "what was said or written here of its results may be half old, half new: do this again after the run"


def is_held(lock: Path) -> bool:
    """Tell whether a run lives that holds a lock."""
    try:
        with lock.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def begin(lock: Path) -> None:
    """Mark by the time of a held lock that its run changes results from here on, for those who read them already."""
    os.utime(lock)


def refuse_beside(layout: Layout) -> None:
    """Raise AliveError where a run of the trial holds its lock, and this process is not of that run."""
    refuse_held(layout.trial, layout.lock)


def refuse_held(trial: str, lock: Path, *more: str) -> None:
    if os.environ.get(OF_RUN) != trial and is_held(lock):
        raise AliveError([f"a run of {trial} is still alive; wait for it, or stop it (it holds {lock})", *more])


@contextmanager
def undisturbed(layout: Layout) -> Iterator[None]:
    """Read results; AliveError where a run of the trial is at work in them, or began meanwhile, even if it has ended.

    Whatever else went wrong is then told as that: a run takes its time to begin, and removes files that are being read.
    """
    with undisturbed_by(layout.trial, layout.lock):
        yield


@contextmanager
def undisturbed_folder(results: Path) -> Iterator[None]:
    """Read a folder of results as `undisturbed` reads those of a trial."""
    layout = Layout(results.absolute().name)
    with undisturbed_by(layout.trial, results.absolute().parent / layout.lock.name):
        yield


@contextmanager
def undisturbed_by(trial: str, lock: Path) -> Iterator[None]:
    before = begun(lock)
    refuse_held(trial, lock)
    try:
        yield
    except Exception as error:
        refuse_begun(trial, lock, before, error)
        raise
    refuse_begun(trial, lock, before)


def begun(lock: Path) -> int | None:
    """Say when the last run began to change results, in nanoseconds; None where there was none."""
    try:
        return lock.stat().st_mtime_ns
    except OSError:
        return None


def refuse_begun(trial: str, lock: Path, before: int | None, error: Exception | None = None) -> None:
    """Raise AliveError where a run is alive now, or began since, of which an error may be the consequence."""
    try:
        refuse_held(trial, lock, DO_AGAIN)
    except AliveError as alive:
        raise alive from error
    if os.environ.get(OF_RUN) != trial and begun(lock) != before:
        raise AliveError([f"a run of {trial} began and ended while its results were read", DO_AGAIN]) from error
