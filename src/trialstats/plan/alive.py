"""Whether a run of a trial is alive: nobody else works in its results then, or reads what may be half old, half new."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from trialstats.errors import AliveError
from trialstats.plan.layout import Layout

__all__ = ["OF_RUN", "is_held", "refuse_beside", "refuse_beside_folder"]

OF_RUN = "TRIALSTATS_RUN"  # the variable that names the trial whose run a workflow is of


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


def refuse_beside(layout: Layout) -> None:
    """Raise AliveError where a run of the trial holds its lock, and this process is not of that run."""
    refuse_held(layout.trial, layout.lock)


def refuse_beside_folder(results: Path) -> None:
    """Raise AliveError where a run is at work in a folder of results."""
    layout = Layout(results.absolute().name)
    refuse_held(layout.trial, results.absolute().parent / layout.lock.name)


def refuse_held(trial: str, lock: Path) -> None:
    if os.environ.get(OF_RUN) != trial and is_held(lock):
        raise AliveError(f"a run of {trial} is still alive; wait for it, or stop it (it holds {lock})")
