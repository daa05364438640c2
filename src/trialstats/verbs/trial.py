"""What verbs of a trial have in common: how it is called, what a shell offers for it, its file loaded."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from trialstats.trialfile.named import trial_path, trials_in

if TYPE_CHECKING:
    from trialstats.plan.layout import Layout
    from trialstats.trialfile.trial import Trial

__all__ = ["keep", "load", "reading", "takes_trial"]

# The last trial that was loaded to be kept, and the content of the files that it was loaded from.
KEPT: list[tuple[dict[Path, bytes], Trial]] = []


def takes_trial(parser: argparse.ArgumentParser) -> None:
    """Let a verb take a trial, by its name or its file."""
    action = parser.add_argument("trial", help="a name, laser, or a file, study/pain.yaml")
    action.completer = trials_offered  # type: ignore[attr-defined]  # which argcomplete looks for


def trials_offered(prefix: str, **_: object) -> list[str]:
    """Say what a shell may offer for a trial: the names of those here, and any file of such an ending."""
    from argcomplete.completers import FilesCompleter

    return [*(path.stem for path in trials_in()), *FilesCompleter(allowednames=[".yaml"])(prefix)]


def load(trial: str) -> Trial:
    """Load the file of a trial by its name, seen from the working folder; what is kept and still the same is given."""
    path = trial_path(trial)
    for files, kept in KEPT:
        if path in files and content_of(files) == files:
            return kept
    from trialstats.trialfile.load import load_trial

    return load_trial(path)


@contextmanager
def reading(trial: str) -> Iterator[Layout]:
    """Say where the results lie that a verb reads; AliveError where a run of the trial is or was at work in them."""
    from trialstats.plan.alive import undisturbed
    from trialstats.plan.layout import Layout

    layout = Layout(trial)
    with undisturbed(layout):
        yield layout


def keep(trial: str) -> Trial:
    """Load a trial for more than one use: the same file is not loaded again by this process, nor by its forks."""
    from trialstats.trialfile.house_style import house_style_file
    from trialstats.trialfile.load import load_trial

    path = trial_path(trial)
    files = content_of([path])
    loaded = load_trial(path)
    if "style" in loaded.model_fields_set and (style := house_style_file(path)):
        files |= content_of([style])
    KEPT[:] = [(files, loaded)]
    return loaded


def content_of(files: Iterable[Path]) -> dict[Path, bytes]:
    """Read files; what cannot be read has none, and a loader says so."""
    return {file: file.read_bytes() for file in files if file.is_file()}
