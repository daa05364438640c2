"""A trial by its name or its file, and the folder that the paths in the file start from.

`laser` is config/trials/laser.yaml, or laser.yaml beside the user; `study/pain.yaml` is that file. Paths start from the
folder of the file, and from the top where the file lies in config/trials, as in a clone.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from trialstats.errors import SpecError
from trialstats.trialfile.text.wording import nearest

__all__ = ["PLAN", "TRIALS", "TrialFile", "find_trial", "new_trial", "trial_name", "trial_path", "trials_in"]

TRIALS = Path("config/trials")
ENDING = ".yaml"
NAME = re.compile(r"[A-Za-z0-9_-]+")
# How a plan begins that was printed of a trial: kept beside it, it is no other trial.
PLAN = "# What {} stands for, as `trialstats explain` prints it. Without this line it is a trial of its own."
PRINTED = re.compile(rb"(?:\xef\xbb\xbf)?" + re.escape(PLAN).replace(r"\{\}", r"[A-Za-z0-9_-]+").encode())
STUDYID = re.compile(rb"^STUDYID\s*:", re.MULTILINE)  # what every trial file has, and other YAML has not


@dataclass(frozen=True)
class TrialFile:
    """A trial file: its name, the folder (absolute) that its paths start from, and its own path from there."""

    name: str
    folder: Path
    path: Path


def find_trial(trial: str, start: Path = Path()) -> TrialFile:
    """Find a trial by its name or its file, seen from a folder; SpecError where there is none, or two of its name."""
    name = trial_name(trial)
    file = Path(trial) if is_file_name(trial) else Path(f"{name}{ENDING}")
    if file.parent == Path() and not (start / file).is_file():
        file = trial_path(name, start)
    elif not (start / file).is_file():
        raise SpecError(f"{file}: no such trial file{known_in((start / file).parent, name)}")
    # Not resolved: paths start from the folder that the user sees, also where a link stands in it.
    absolute = Path(os.path.normpath((start / file).absolute()))
    folder = absolute.parents[2] if absolute.parent.parts[-2:] == TRIALS.parts else absolute.parent
    return TrialFile(name, folder, trial_path(name, folder))


def new_trial(trial: str, start: Path = Path()) -> Path:
    """Say where the file of a new trial belongs, seen from a folder: in config/trials where there is one, or in it."""
    name = trial_name(trial)
    return (TRIALS if (start / TRIALS).is_dir() else Path()) / f"{name}{ENDING}"


def trial_name(trial: str) -> str:
    """Give the name of a trial, which is that of its file without the ending."""
    name = Path(trial).stem if is_file_name(trial) else trial
    if Path(trial).suffix.lower() in (".yml", ".yaml") and not is_file_name(trial):
        raise SpecError(f"{trial}: the name of a trial file ends in {ENDING}, in small letters: rename it")
    if not NAME.fullmatch(name):
        said = "is not the name of a trial, which has letters, digits, _ and - only"
        raise SpecError(f"{trial or repr(trial)} {said}{' before .yaml' if is_file_name(trial) else ''}")
    return name


def is_file_name(trial: str) -> bool:
    return trial.endswith(ENDING)


def trial_path(trial: str, root: Path = Path()) -> Path:
    """Find the file of a trial in a folder by its name; gives its path from there.

    SpecError where there is none, naming the nearest, and where there are two, whose results would be in one place.
    """
    name = trial_name(trial)
    paths = [folder / f"{name}{ENDING}" for folder in (TRIALS, Path())]
    found = [path for path in paths if (root / path).is_file()]
    if len(found) > 1:
        raise SpecError(f"{found[0]} and {found[1]} are two trials of one name, with one place for results: rename one")
    if not found:
        path = paths[0] if (root / TRIALS).is_dir() else paths[1]
        raise SpecError(f"{path}: no such trial file{known_in((root / path).parent, name)}")
    return found[0]


def trials_in(root: Path = Path()) -> list[Path]:
    """List the trial files of a folder: those in config/trials, and of those in the folder itself what reads as one.

    Plans that were printed of a trial and kept are none.
    """
    beside = (path for path in root.glob(f"*{ENDING}") if path.is_file() and STUDYID.search(path.read_bytes()))
    found = [*(root / TRIALS).glob(f"*{ENDING}"), *beside]
    return sorted(path.relative_to(root) for path in found if not is_plan(path))


def is_plan(path: Path) -> bool:
    """Tell a printed plan from a trial file; what cannot be read is not known to be one."""
    try:
        return PRINTED.match(path.read_bytes()) is not None
    except OSError:
        return False


def known_in(folder: Path, name: str) -> str:
    """Name the trial file of a folder that is nearest, or all."""
    return nearest(name, sorted(found.stem for found in folder.glob(f"*{ENDING}")))
