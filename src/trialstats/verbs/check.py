"""Check a trial file and its data, without running anything."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from trialstats.errors import TrialstatsError
from trialstats.plan.layout import Layout
from trialstats.trialfile.named import trial_path
from trialstats.trialfile.text.open_questions import MARK, lines_of_questions
from trialstats.verbs.trial import load, takes_trial

__all__ = ["check"]

MOST_LINES = 10  # that a note names
HELP = "check a trial file and its data, without running anything"


def options(parser: argparse.ArgumentParser) -> None:
    takes_trial(parser)


def check(trial: str) -> int:
    """Check a trial file and its data, without running anything.

    Parameters
    ----------
    trial : str
        Name of the trial, seen from the working folder.

    Returns
    -------
    int
        0. SpecError (exit code 2) with all that is wrong with the trial file, DataError (3) with that of the data.

    Examples
    --------
    trialstats check laser               # config/trials/laser.yaml, or laser.yaml
    trialstats check study/pain.yaml     # paths in the file start from study/
    """
    from trialstats.steps.checked import code_of_check, fingerprint, recall, remember, without_displays
    from trialstats.trialfile.unused import unused_occurrences

    declared, layout = load(trial), Layout(trial)
    checked = without_displays(declared)
    code = code_of_check(checked)
    mark, known = fingerprint(checked, code), recall(layout)
    if known.get("fingerprint") == mark:
        listed, notices = known["listed"], known["notices"]
    else:
        from trialstats.steps.check import check_data
        from trialstats.steps.memory import Memory

        memory = Memory(code, known.get("pieces"))
        try:
            found = check_data(checked, memory)
        except TrialstatsError:
            if layout.top.is_dir():  # before a first run that can be, nothing is written
                remember(layout, memory.known | memory.used)
            raise
        listed, notices = found.listed, list(found.notices)
        remember(layout, memory.used, mark, listed, notices)
    print(f"{trial}: trial file and data are in order ({listed_text(listed)}; see the report)")
    for notice in [*open_questions(trial), *unused_occurrences(trial_path(trial), declared), *notices]:
        print(f"  note: {notice}")
    return 0


def open_questions(trial: str) -> list[str]:
    """Say how many questions of a draft nobody has answered."""
    lines = lines_of_questions(trial_path(trial).read_text("utf-8"))
    if not lines:
        return []
    said = ", ".join(map(str, lines[:MOST_LINES])) + (", ..." if len(lines) > MOST_LINES else "")
    many = len(lines) > 1
    return [
        f"the trial file has {len(lines)} question{'s' * many} that nobody has answered (`{MARK}`, "
        f"line{'s' * many} {said})"
    ]


def listed_text(listed: Mapping[str, int]) -> str:
    """Count the records listed by their kind: `72 records listed: 60 blank, 12 outside_window`."""
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in sorted(listed.items(), key=lambda of: (-of[1], of[0])))
    total = sum(listed.values())
    return f"{total:,} record{'s' * (total != 1)} listed" + (f": {kinds}" if kinds else "")
