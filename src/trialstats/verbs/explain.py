"""Print what a trial file stands for."""

from __future__ import annotations

import argparse

from trialstats.trialfile.named import trial_path
from trialstats.verbs.trial import load, takes_trial

__all__ = ["explain"]

HELP = "print what a trial file stands for"


def options(parser: argparse.ArgumentParser) -> None:
    takes_trial(parser)
    parser.add_mutually_exclusive_group(required=True).add_argument(
        "--plan", action="store_true", help="the whole trial file, with all that a short one stands for"
    )


def explain(trial: str, *, plan: bool = True) -> int:
    """Print what a trial file stands for.

    Parameters
    ----------
    trial : str
        Name of the trial, seen from the working folder.
    plan : bool
        The whole trial file, with all that a short one stands for.

    Returns
    -------
    int
        0. SpecError (exit code 2) with all that is wrong with the trial file.

    Examples
    --------
    trialstats explain neck --plan > whole.yaml
    """
    from trialstats.explain.plan import whole_trial_file

    print(whole_trial_file(trial_path(trial), load(trial)), end="")
    return 0
