"""Write the report of a run once more, with what changed since an earlier one."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from trialstats.verbs.compare import place_of
from trialstats.verbs.trial import load, reading, takes_trial

__all__ = ["arranged", "options", "report"]

HELP = "write the report of a run with what changed since an earlier run"
NOTE = "The report of the run itself stays as it is: the page with the changes is a file of its own, beside its folder."


def options(parser: argparse.ArgumentParser) -> None:
    takes_trial(parser)
    parser.add_argument(
        "--against",
        required=True,
        metavar="RUN",
        help="the earlier run: a copy of its folder, its ard.parquet, or a trial",
    )
    parser.add_argument("--output", type=Path, metavar="FILE", help="by default results/<trial>.changes.html")


def arranged(taken: dict[str, Any]) -> dict[str, Any]:
    """See the paths from where the command was given, before it goes to the folder of the trial."""
    output = taken["output"]
    return {**taken, "against": place_of(taken["against"]).absolute(), "output": output and output.absolute()}


def report(trial: str, against: Path, output: Path | None = None) -> int:
    """Write the report of a run with what changed since an earlier run.

    Parameters
    ----------
    trial : str
        Name of the trial, seen from the working folder.
    against : path
        The earlier run: its folder, or its analysis results data.
    output : path, optional
        Where the page goes; by default beside the folder of the results.

    Returns
    -------
    int
        0. SpecError (2) where both are one run, DataError (3) where one of them has no results,
        AliveError (75) while a run of the trial is alive.

    Examples
    --------
    cp -r results/neck earlier                    # before the run that changes something
    trialstats run neck
    trialstats report neck --against earlier
    """
    from trialstats.steps.changes import write_changes

    with reading(trial) as layout:
        target = output or layout.changes
        write_changes(load(trial), layout, against, target)
    print(f"{trial}: {target.as_posix() if output is None else target}")
    return 0
