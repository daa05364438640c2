"""Print the JSON schema of trial files, by which an editor completes them."""

from __future__ import annotations

__all__ = ["schema"]

HELP = "print the JSON schema of trial files"


def schema() -> int:
    """Print the JSON schema of trial files, by which an editor completes them.

    Returns
    -------
    int
        0.

    Examples
    --------
    trialstats schema > trial.schema.json
    """
    from trialstats.trialfile.schema import trial_schema

    print(trial_schema(), end="")
    return 0
