"""Load a trial file: read, check, and report everything that is wrong with it at once."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from trialstats.errors import SpecError
from trialstats.spec.document import Document, dotted, read_document
from trialstats.spec.references import broken_references
from trialstats.spec.trial import Trial
from trialstats.spec.wording import describe, nearest, written_path

__all__ = ["load_trial", "trial_path"]

TRIALS = Path("config/trials")


def trial_path(trial: str, root: Path = Path()) -> Path:
    """Find the file of a trial by its name; SpecError naming the nearest one where there is none."""
    path = TRIALS / f"{trial}.yaml"
    if not (root / path).is_file():
        known = sorted(found.stem for found in (root / TRIALS).glob("*.yaml"))
        raise SpecError(f"{path}: no such trial file{nearest(trial, known)}")
    return path


def load_trial(path: Path) -> Trial:
    """Load a trial file; SpecError with one line for each problem: file, line, key, what is allowed."""
    document = read_document(path)
    problems = list(document.problems)
    trial = None
    if not isinstance(document.data, dict):
        problems.append((1, "the file is empty" if document.data is None else "must be `key: value` lines"))
    else:
        trial, lost = validate(document, problems)
        problems += references(document, trial, lost) if trial is not None else []
    if problems or trial is None:
        raise SpecError([f"{path}:{line}: {text}" for line, text in sorted(set(problems))])
    return trial


def validate(document: Document, problems: list[tuple[int, str]]) -> tuple[Trial | None, set[str]]:
    """Type the document, adding to the problems what does not fit.

    What does not fit is taken out and the rest tried again, so that names in it are checked in the same go.
    Returns the trial, if enough of it was left, and the names that were taken out.
    """
    data, lost = document.data, set[str]()
    for attempt in range(3):
        try:
            return Trial.model_validate(data), lost
        except ValidationError as failure:
            errors = failure.errors(include_url=False)
        paths = [written_path(Trial, error["loc"]) for error in errors]
        if attempt == 0:
            said = [describe(Trial, error) for error in errors]
            problems += [(document.line(at), text) for at, text in zip(paths, said, strict=True)]
        data = deepcopy(data)
        for error, at in zip(errors, paths, strict=True):
            lost |= take_out(data, at if error["type"] == "extra_forbidden" else at[:2])
    return None, lost


def take_out(data: Any, path: tuple[str | int, ...]) -> set[str]:
    """Remove an entry and give its name."""
    for step in path[:-1]:
        if not isinstance(data, dict | list):
            return set()
        try:
            data = data[step]
        except (KeyError, IndexError):
            return set()
    if isinstance(data, dict):
        data.pop(path[-1], None)
    return {str(path[-1])}


def references(document: Document, trial: Trial, lost: set[str]) -> list[tuple[int, str]]:
    """Check names that must exist elsewhere; those of entries that were taken out are not held against the author."""
    found = [(at, text) for at, text in broken_references(trial) if not any(f"= {name} " in text for name in lost)]
    return [(document.line(at), f"{dotted(at)} {text}") for at, text in found]
