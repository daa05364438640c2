"""Whether a run of a trial is alive: no other workflow works in its results then."""

from __future__ import annotations

import fcntl
import os

from trialstats.errors import TrialstatsError
from trialstats.plan.layout import Layout

__all__ = ["OF_RUN", "refuse_beside"]

OF_RUN = "TRIALSTATS_RUN"  # the variable that names the trial whose run a workflow is of


def refuse_beside(layout: Layout) -> None:
    """Raise TrialstatsError where a run of the trial holds its lock, and this workflow is not of that run."""
    if os.environ.get(OF_RUN) == layout.trial or not layout.lock.is_file():
        return
    with layout.lock.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise TrialstatsError(
                f"a run of {layout.trial} is still alive; wait for it, or stop it (it holds {layout.lock})"
            ) from error
