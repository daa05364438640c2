"""Check whether datasets are ADaM."""

from __future__ import annotations

import argparse
from pathlib import Path

from trialstats.verbs.trial import load, reading, trials_offered

__all__ = ["conformance"]

HELP = "check whether datasets are ADaM"
NOTE = "exit code 5 where something is an error; warnings alone give 0"


def options(parser: argparse.ArgumentParser) -> None:
    action = parser.add_argument("what", metavar="trial|folder", help="a trial that has run, or a folder of datasets")
    action.completer = trials_offered  # type: ignore[attr-defined]  # which argcomplete looks for
    parser.add_argument("--csv", type=Path, metavar="FILE", help="write every finding, a row each")


def conformance(what: str, *, csv: Path | None = None) -> int:
    """Check whether datasets are ADaM.

    Parameters
    ----------
    what : str
        Name of a trial that has run, or a folder of datasets: Parquet, SAS transport files or Dataset-JSON.
    csv : Path, optional
        The file to which every finding is written, a row each.

    Returns
    -------
    int
        0; 5 where something is an error. DataError (3) where there are no datasets, or one cannot be read,
        AliveError (75) while a run of the trial is alive.

    Examples
    --------
    trialstats conformance laser                      # the datasets of the last run
    trialstats conformance study/adam --csv found.csv # .parquet, .xpt or .json, of whatever origin
    """
    from trialstats.steps.conformance import check_conformance, check_trial

    folder = Path(what)
    if folder.is_dir():
        return check_conformance(folder, csv)
    declared = load(what)
    with reading(what) as layout:
        return check_trial(declared, layout, csv)
