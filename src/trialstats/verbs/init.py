"""Look at data files and write a first trial file."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from trialstats.trialfile.named import new_trial
from trialstats.trialfile.text.open_questions import MARK, lines_of_questions

__all__ = ["init"]

HELP = "look at data files and write a first trial file"
NOTE = """\
Every guess in the file stands beside its evidence, every open question is marked with `# ?`. Nothing of a person is
written into it but ranges, and codes that several persons share. The data files stay where they are."""


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help="data files of the trial: CSV, XLSX, Parquet, XPT, ..."
    )
    parser.add_argument("--name", required=True, metavar="TRIAL", help="name of the trial and of its file")
    parser.add_argument("--force", action="store_true", help="overwrite a trial file of that name")


def init(files: Sequence[str], name: str, *, force: bool = False) -> int:
    """Look at data files and write a first trial file.

    Parameters
    ----------
    files : sequence of str
        Data files to look at.
    name : str
        Name of the trial.
    force : bool
        Whether a trial file of that name is overwritten.

    Returns
    -------
    int
        0. SpecError (exit code 2) where the trial file is there already, DataError (3) where a file cannot be read.

    Examples
    --------
    trialstats init data/neck/pain.csv --name neck
    trialstats init data/knee/people.xlsx data/knee/pain.csv data/knee/events.csv --name knee
    trialstats check neck     # as often as you like
    """
    from trialstats.steps.init import write_draft

    path = new_trial(name)
    name = path.stem
    text = write_draft(files, name, path, force=force)
    questions = len(lines_of_questions(text))
    print(f"{path}: written, {len(text.splitlines())} lines, {questions} of them questions (`{MARK}`)")
    print(f"next: trialstats check {name}")
    return 0
