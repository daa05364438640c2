"""List the trials of this folder, and how their results stand."""

from __future__ import annotations

__all__ = ["list_trials"]

HELP = "list the trials of this folder, and how their results stand"


def list_trials() -> int:
    """List the trials of this folder, and how their results stand.

    Returns
    -------
    int
        0. A line a trial is printed: its name; never run, running, current, stale, failed or wrong; its title; and
        below it why its results are stale, failed or wrong.

    Examples
    --------
    trialstats list
    """
    from trialstats.steps.listed import listing

    print(*listing(), sep="\n")
    return 0
