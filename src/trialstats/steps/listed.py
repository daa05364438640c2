"""The trials of a folder in words: a line each, with the state of its results."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from trialstats.errors import TrialstatsError
from trialstats.plan.layout import Layout
from trialstats.steps.state import State, Word, state_of
from trialstats.trialfile.load import load_trial
from trialstats.trialfile.named import find_trial, trials_in
from trialstats.trialfile.text.wording import one_line

__all__ = ["listing"]

NONE = """no trial file here (config/trials/*.yaml, *.yaml)
trialstats init FILE... --name NAME writes one from data files, trialstats new NAME a small one with invented data"""


def listing() -> Iterator[str]:
    """Give the lines for the trial files of the working folder, and what to do where there is none."""
    found = [(path.stem, *looked_at(path)) for path in trials_in()]
    widths = [max((len(row[column]) for row in found), default=0) for column in (0, 1)]
    for name, word, title, reason in found:
        yield f"{name:{widths[0]}}  {word:{widths[1]}}  {title}".rstrip()
        if reason:
            yield f"  {one_line(reason)}"
    if not found:
        yield from NONE.splitlines()


def looked_at(path: Path) -> tuple[str, str, str]:
    """Give the state of a trial in a word, its title, and the reason of its state."""
    try:
        file = find_trial(str(path))
        trial = load_trial(file.path)
        state, title = state_of(trial, Layout(file.name)), one_line(f"{trial.STUDYID}: {trial.title}")
    except TrialstatsError as error:
        more = f" (and {len(error.problems) - 1:,} more)" if len(error.problems) > 1 else ""
        state, title = State(Word.WRONG, error.problems[0] + more), ""
    return state.word, title, state.reason
