"""Run a trial from raw files to report; what is made already and still right is not made again."""

from __future__ import annotations

import argparse

from trialstats.verbs.check import check
from trialstats.verbs.trial import load, takes_trial

__all__ = ["run"]

HELP = "run a trial from raw files to report"


def options(parser: argparse.ArgumentParser) -> None:
    takes_trial(parser)


def run(trial: str) -> int:
    """Run a trial from raw files to report; what is made already and still right is not made again.

    Parameters
    ----------
    trial : str
        Name of the trial, seen from the working folder.

    Returns
    -------
    int
        0; 4 where an analysis could not be estimated or a display not be made, which the report says; 75 where another
        run of the trial is alive; what a step stopped with.

    Examples
    --------
    trialstats run laser                 # results/laser/report.html
    trialstats run study/pain.yaml       # study/results/pain/report.html
    """
    from trialstats.steps.run import run_workflow

    check(trial)
    return run_workflow(trial, load(trial))
