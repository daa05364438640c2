"""Print the paragraphs on methods and results of a finished run."""

from __future__ import annotations

import argparse

from trialstats.errors import DataError
from trialstats.verbs.trial import load, reading, takes_trial

__all__ = ["manuscript", "options"]

HELP = "print the paragraphs on methods and results for a paper, written from what was run"
NOTE = """Markdown. Behind each number stands its id as a comment, which no reader sees and `trialstats explain` knows;
--plain leaves the ids out. A run writes the same into results/TRIAL/manuscript.md."""


def options(parser: argparse.ArgumentParser) -> None:
    takes_trial(parser)
    parser.add_argument("--plain", action="store_true", help="leave the ids of the numbers out")


def manuscript(trial: str, *, plain: bool = False) -> int:
    """Print the paragraphs on methods and results of a finished run.

    Parameters
    ----------
    trial : str
        Name of the trial, seen from the working folder.
    plain : bool
        Whether the ids of the numbers are left out.

    Returns
    -------
    int
        0. SpecError (exit code 2) where the trial file is wrong, DataError (3) where no run has ended, AliveError
        (75) while one is alive.

    Examples
    --------
    trialstats manuscript neck
    trialstats manuscript neck --plain > paper.md
    """
    from trialstats.manuscript.pieces import without_ids

    load(trial)
    with reading(trial) as layout:
        path = layout.manuscript
        if not path.is_file():
            raise DataError(f"{path}: no such file; the last run did not end, or there was none: run the trial")
        text = path.read_text("utf-8")
    print(without_ids(text) if plain else text, end="")
    return 0
