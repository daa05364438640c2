"""Write analyses once more as SAS and R programs, with the records that they used."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from trialstats.verbs.trial import load, reading, takes_trial

__all__ = ["twins"]

HELP = "write analyses as SAS and R programs, with the records that they used"


def options(parser: argparse.ArgumentParser) -> None:
    takes_trial(parser)
    parser.add_argument("analyses", nargs="*", help="names of analyses; by default all that can be written")
    parser.add_argument("--to", type=Path, help="the folder; by default twins/TRIAL")


def twins(trial: str, *, analyses: Sequence[str] = (), to: Path | None = None) -> int:
    """Write analyses once more as SAS and R programs, with the records that they used, of a trial that has run.

    Parameters
    ----------
    trial : str
        Name of the trial, seen from the working folder.
    analyses : sequence of str
        Names of analyses; by default all that can be written.
    to : Path, optional
        The folder, by default twins/TRIAL.

    Returns
    -------
    int
        0. SpecError (exit code 2) for an analysis that the trial file does not have, DataError (3) where the trial has
        not run, AliveError (75) while a run of it is alive.

    Examples
    --------
    trialstats twins laser                        # twins/laser/README.md says how the programs are run
    trialstats twins laser pain_mmrm --to second  # one analysis, in another folder
    """
    from trialstats.steps.state import Word, state_of
    from trialstats.steps.twins import write_twins

    declared, to = load(trial), to or Path("twins") / trial
    with reading(trial) as layout:
        written, reasons = write_twins(declared, layout, analyses, to)
        state = state_of(declared, layout)
    if state.word == Word.STALE:
        print(f"note: the results are stale ({state.reason}), and so are these: run the trial, and write them again")
    for twin in written:
        print(f"{twin.name}: {' and '.join(f'{twin.name}.{ending}' for ending in twin.programs)}")
        for language, reason in twin.lacking.items():
            print(f"  no program in {language}: {reason}")
    for name, reason in reasons.items():
        print(f"{name}: no twin: {reason}")
    print(f"{to / 'README.md'} says how they are run")
    return 0
