"""Write the folder that is handed in to an agency, from a finished run."""

from __future__ import annotations

import argparse
from pathlib import Path

from trialstats.plan.layout import RESULTS
from trialstats.verbs.trial import load, reading, takes_trial

__all__ = ["package"]

HELP = "write the data of a run in the formats of the agencies"


def options(parser: argparse.ArgumentParser) -> None:
    takes_trial(parser)
    parser.add_argument("--to", metavar="FOLDER", default=str(RESULTS), help="where the folder m5 is made (results)")
    parser.add_argument(
        "--check", action="store_true", help="only say what would be refused or written otherwise, before any run"
    )


def package(trial: str, *, to: str = str(RESULTS), check: bool = False) -> int:
    """Write the folder that is handed in to an agency: datasets, their definition, a guide, how to reproduce them.

    Parameters
    ----------
    trial : str
        Name of the trial, seen from the working folder.
    to : str
        The folder in which m5/datasets/<study> is made.
    check : bool
        Only say what would be refused or written otherwise, from trial file and data; no run is needed.

    Returns
    -------
    int
        0. DataError (3) where the run is not current, or holds what the formats cannot, AliveError (75) while one
        is alive.

    Examples
    --------
    trialstats package laser                    # results/m5/datasets/laser-01/analysis/adam/datasets/define.html
    trialstats package laser --to submission
    trialstats package laser --check            # before the run: what of names, labels, letters and texts fits not
    """
    from trialstats.steps.package import check_package, write_package

    if check:
        return check_package(load(trial))
    declared = load(trial)
    with reading(trial) as layout:
        return write_package(declared, layout, Path(to))
