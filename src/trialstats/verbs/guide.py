"""Print the reference of trial files: every key, its default and its meaning."""

from __future__ import annotations

__all__ = ["guide"]

HELP = "print the reference of trial files"


def guide() -> int:
    """Print the reference of trial files: every key, its default and its meaning.

    Returns
    -------
    int
        0.

    Examples
    --------
    trialstats guide | less
    """
    from trialstats.trialfile.guide import trial_guide

    print(trial_guide())
    return 0
