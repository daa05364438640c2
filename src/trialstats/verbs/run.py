"""Run a trial from raw files to report; what is made already and still right is not made again."""

from __future__ import annotations

import argparse

from trialstats.verbs.check import check
from trialstats.verbs.trial import keep, takes_trial

__all__ = ["run"]

HELP = "run a trial from raw files to report"


def options(parser: argparse.ArgumentParser) -> None:
    takes_trial(parser)
    parser.add_argument("--profile", action="store_true", help="tell where the time went, step by step")


def run(trial: str, profile: bool = False) -> int:
    """Run a trial from raw files to report; what is made already and still right is not made again.

    Parameters
    ----------
    trial : str
        Name of the trial, seen from the working folder.
    profile : bool
        Whether to tell where the time went.

    Returns
    -------
    int
        0; 4 where an analysis could not be estimated or a display not be made, which the report says; 75 where another
        run of the trial is alive; what a step stopped with.

    Examples
    --------
    trialstats run laser                 # results/laser/report.html
    trialstats run study/pain.yaml       # study/results/pain/report.html
    trialstats run laser --profile       # results/laser.profile.csv and .svg say where the time went
    """
    from trialstats.steps.started import started

    with started(trial) as snakemake:
        from trialstats.steps.profile import Spent
        from trialstats.steps.run import run_workflow

        spent = Spent() if profile else None
        declared = keep(trial)
        check(trial)
        return run_workflow(trial, declared, snakemake, spent)
