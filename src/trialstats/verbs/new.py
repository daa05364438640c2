"""Write a small trial to begin with: a commented trial file and invented data, which run as they stand."""

from __future__ import annotations

import argparse

from trialstats.trialfile.named import trial_name

__all__ = ["new"]

HELP = "write a small trial to begin with, which runs as it stands"


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", help="name of the trial: letters, digits, _ and -")


def new(name: str) -> int:
    """Write a small trial to begin with: a commented trial file and invented data, which run as they stand.

    Parameters
    ----------
    name : str
        Name of the trial: letters, digits, _ and -.

    Returns
    -------
    int
        0. SpecError (exit code 2) where a file is there already.

    Examples
    --------
    trialstats new neck     # writes neck.yaml, or config/trials/neck.yaml where there is such a folder, and data/neck
    trialstats run neck
    """
    from trialstats.starter import write_starter

    name = trial_name(name)
    for path in write_starter(name):
        print(path)
    print(f"next: trialstats run {name}")
    return 0
