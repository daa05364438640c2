"""Write a finished run with all that it comes from as one folder that other tools can read."""

from __future__ import annotations

import argparse
from pathlib import Path

from trialstats.verbs.trial import load, reading, takes_trial

__all__ = ["crate"]

HELP = "write a run with all that it comes from as one folder (RO-Crate)"


def options(parser: argparse.ArgumentParser) -> None:
    takes_trial(parser)
    parser.add_argument("--to", metavar="FOLDER", help="the folder that is made (results/TRIAL.crate)")


def crate(trial: str, *, to: str | None = None) -> int:
    """Write a finished run with all that it comes from as one folder that other tools can read: a Workflow Run Crate.

    Parameters
    ----------
    trial : str
        Name of the trial, seen from the working folder.
    to : str, optional
        The folder that is made; an earlier crate there is replaced.

    Returns
    -------
    int
        0. DataError (3) where the run is not current, AliveError (75) while one is alive; SpecError (2) where the trial
        file declares no data cut.

    Examples
    --------
    trialstats crate laser               # results/laser.crate/ro-crate-metadata.json
    trialstats crate laser --to handed/laser
    """
    from trialstats.steps.crate import write_crate

    declared = load(trial)
    with reading(trial) as layout:
        return write_crate(declared, layout, Path(to) if to else None)
