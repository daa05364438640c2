"""What verbs of a trial have in common: how it is called, what a shell offers for it, its file loaded."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from trialstats.trialfile.named import trial_path, trials_in

if TYPE_CHECKING:
    from trialstats.trialfile.trial import Trial

__all__ = ["load", "takes_trial"]


def takes_trial(parser: argparse.ArgumentParser) -> None:
    """Let a verb take a trial, by its name or its file."""
    action = parser.add_argument("trial", help="a name, laser, or a file, study/pain.yaml")
    action.completer = trials_offered  # type: ignore[attr-defined]  # which argcomplete looks for


def trials_offered(prefix: str, **_: object) -> list[str]:
    """Say what a shell may offer for a trial: the names of those here, and any file of such an ending."""
    from argcomplete.completers import FilesCompleter

    return [*(path.stem for path in trials_in()), *FilesCompleter(allowednames=[".yaml"])(prefix)]


def load(trial: str) -> Trial:
    """Load the file of a trial by its name, seen from the working folder."""
    from trialstats.trialfile.load import load_trial

    return load_trial(trial_path(trial))
