"""Print what a trial file stands for."""

from __future__ import annotations

import argparse

from trialstats.trialfile.named import PLAN, trial_path
from trialstats.verbs.trial import load, takes_trial

__all__ = ["explain"]

HELP = "print what a trial file stands for"


def options(parser: argparse.ArgumentParser) -> None:
    takes_trial(parser)
    parser.add_argument(
        "--plan",
        action="store_true",
        default=True,
        help="the whole trial file, with all that a short one stands for; also where nothing is asked for",
    )


def explain(trial: str, *, plan: bool = True) -> int:
    """Print what a trial file stands for.

    Parameters
    ----------
    trial : str
        Name of the trial, seen from the working folder.
    plan : bool
        The whole trial file, with all that a short one stands for: what is printed where nothing is asked for, too.

    Returns
    -------
    int
        0. SpecError (exit code 2) with all that is wrong with the trial file.

    Examples
    --------
    trialstats explain neck              # what the trial file stands for, to be read
    trialstats explain neck --plan > whole.yaml
    """
    from trialstats.explain.plan import whole_trial_file

    print(PLAN.format(trial))
    print(whole_trial_file(trial_path(trial), load(trial)), end="")
    return 0
