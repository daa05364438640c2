"""Compare the files of a run with its manifest, its displays made once more, and its results with those expected."""

from __future__ import annotations

import argparse

from trialstats.verbs.trial import load, reading, takes_trial

__all__ = ["verify"]

HELP = "compare results with those expected of the built-in trial"


def options(parser: argparse.ArgumentParser) -> None:
    takes_trial(parser)
    parser.add_argument("--update", action="store_true", help="write the results as those expected")


def verify(trial: str, *, update: bool = False) -> int:
    """Compare the files of a run with its manifest, its displays made once more, and its results with those expected.

    Parameters
    ----------
    trial : str
        Name of the trial, seen from the working folder.
    update : bool
        Whether the results are written down as those expected instead.

    Returns
    -------
    int
        0; 5 where something differs. DataError (3) where there are no results,
        AliveError (75) while a run of the trial is alive.

    Examples
    --------
    trialstats verify laser
    trialstats verify laser --update     # after a change that is meant to change results
    """
    from trialstats.steps.verify import verify_results

    declared = load(trial)
    with reading(trial) as layout:
        return verify_results(declared, layout, update=update)
