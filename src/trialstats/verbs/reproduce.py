"""Make a finished run again from the raw data, in a folder of its own, and compare the two byte for byte."""

from __future__ import annotations

import argparse
from pathlib import Path

from trialstats.plan.layout import Layout
from trialstats.verbs.run import run
from trialstats.verbs.trial import takes_trial

__all__ = ["reproduce"]

HELP = "make a run again from the raw data, elsewhere, and compare the two"


def options(parser: argparse.ArgumentParser) -> None:
    takes_trial(parser)
    parser.add_argument("--into", metavar="FOLDER", help="keep what is made, in a folder that is empty or new")


def reproduce(trial: str, *, into: str | None = None) -> int:
    """Make a finished run again from the raw data, in a folder of its own, and compare the two byte for byte.

    Compared with the manifest of the run are data files, trial file, house style, program, versions, platform, and
    every output: as it lies there, as the manifest records it, and as the raw data give it. The results are only read.

    Parameters
    ----------
    trial : str
        Name of the trial, seen from the working folder.
    into : str, optional
        The folder that keeps what is made, seen from the working folder; without it nothing is kept.

    Returns
    -------
    int
        0; 5 where something differs; 75 where a run of the trial is alive; what a run stopped with. DataError (3) where
        there are no results, or no data.

    Examples
    --------
    trialstats reproduce laser
    trialstats reproduce laser --into again   # keeps again/results/laser
    """
    from trialstats.steps.reproduce import reproduce_run

    return reproduce_run(Layout(trial), run, Path(into) if into else None)
