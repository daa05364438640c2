"""A trial by its name: `laser` is the trial file config/trials/laser.yaml."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

from trialstats.errors import SpecError
from trialstats.trialfile.text.wording import nearest

__all__ = ["trial_name", "trial_path"]

TRIALS = Path("config/trials")
NAME = re.compile(r"[A-Za-z0-9_-]+")


def trial_name(trial: str) -> str:
    """Give the name of a trial, of which `<name>.yaml` and `config/trials/<name>.yaml` are other ways to say it."""
    path = PurePosixPath(trial)
    name = path.stem if path.suffix == ".yaml" and path.parent in (PurePosixPath(), PurePosixPath(TRIALS)) else trial
    if not NAME.fullmatch(name):
        raise SpecError(f"{trial or repr(trial)} is not the name of a trial, which has letters, digits, _ and - only")
    return name


def trial_path(trial: str, root: Path = Path()) -> Path:
    """Find the file of a trial by its name; SpecError naming the nearest one where there is none."""
    name = trial_name(trial)
    path = TRIALS / f"{name}.yaml"
    if not (root / path).is_file():
        known = sorted(found.stem for found in (root / TRIALS).glob("*.yaml"))
        raise SpecError(f"{path}: no such trial file{nearest(name, known)}")
    return path
