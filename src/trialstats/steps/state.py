"""How the results of a trial stand: never run, running, current, stale or failed, and why."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from trialstats.plan.alive import is_held
from trialstats.plan.jobs import Plan
from trialstats.plan.layout import Layout
from trialstats.provenance import code_digests, library_versions
from trialstats.steps.outcome import not_estimated, not_shown
from trialstats.steps.recorded import digest_of
from trialstats.trialfile.trial import Trial

__all__ = ["State", "Word", "state_of"]


class Word(StrEnum):
    """What there is to say of results in a word."""

    NEVER = "never run"
    RUNNING = "running"
    CURRENT = "current"
    STALE = "stale"
    FAILED = "failed"
    WRONG = "wrong"  # the trial file, so that nothing can be said of its results


@dataclass(frozen=True)
class State:
    """The word, and the reason where there is one."""

    word: Word
    reason: str = ""


def state_of(trial: Trial, layout: Layout) -> State:
    """Compare what a trial is now with what its last run wrote down; nothing is run."""
    if is_held(layout.lock):
        return State(Word.RUNNING)
    if not layout.manifest.is_file():
        return State(Word.FAILED, "the last run did not end") if layout.asked.is_file() else State(Word.NEVER)
    try:
        manifest = json.loads(layout.manifest.read_text("utf-8"))
        if reason := why_stale(trial, layout, manifest):
            return State(Word.STALE, reason)
        lacking = [*not_estimated(trial, layout), *not_shown(trial, layout)]
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return State(Word.STALE, "its manifest cannot be read, or is of another version")
    more = f", and {len(lacking) - 1} more" if len(lacking) > 1 else ""
    return State(Word.FAILED, lacking[0] + more) if lacking else State(Word.CURRENT)


def why_stale(trial: Trial, layout: Layout, manifest: dict[str, Any]) -> str:
    """Say what a run would find changed: data, outputs, the trial file, or the program."""
    inputs, outputs = manifest["inputs"], manifest["outputs"]
    if changed := [file for file in trial.files if digest_of(Path(file)) != inputs.get(file)]:
        return f"{changed[0]} changed since the run" + more_than(changed)
    if altered := [name for name, digest in outputs.items() if digest_of(layout.top / name) != digest]:
        return f"{layout.top / altered[0]} is not what the run wrote" + more_than(altered)
    if manifest["jobs"]["spec"] != Plan(trial, layout).digest("spec"):
        return "the trial file changed since the run"
    same = manifest["code"] == code_digests() and manifest["versions"] == library_versions()
    # Comments count in the files of the program and not in what its jobs do, which takes longer to tell.
    if not same and manifest["jobs"]["code"] != Plan(trial, layout).digest("code"):
        return "the program changed since the run"
    return ""


def more_than(names: list[str]) -> str:
    return f", and {len(names) - 1} more" if len(names) > 1 else ""
