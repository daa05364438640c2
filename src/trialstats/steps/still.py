"""Whether all is still as it was when Snakemake last had nothing to do: then it would have nothing to do now.

What Snakemake goes by is looked at as a whole and not judged: files that go in and come out, by their times and sizes,
the trial file by its content, the workflow and the program. Where anything differs, Snakemake itself decides.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from trialstats.io.atomic import write_json
from trialstats.plan.code import libraries
from trialstats.plan.jobs import Plan
from trialstats.plan.workflow import HOME, PACKAGE, PROFILE, SNAKEFILE
from trialstats.provenance import file_digest
from trialstats.trialfile.house_style import house_style_file
from trialstats.trialfile.named import trial_path

__all__ = ["as_it_was", "keep", "state"]

CONFIGURATION = Path("config/config.yaml")


def state(plan: Plan) -> str:
    """Digest all that decides what there is to do; an output that is absent counts as such."""
    file = trial_path(plan.layout.trial)
    style = house_style_file(file) if "style" in plan.trial.model_fields_set else None
    read = [file_digest(path) for path in (file, style) if path is not None]
    rules = (path for path in (HOME / "workflow").rglob("*") if path.is_file())
    looked_at = [*map(Path, plan.trial.files), *plan.outputs(), *program(), *rules, SNAKEFILE, CONFIGURATION]
    looked_at += sorted(PROFILE.iterdir())
    found = [sys.version, hashlib.sha256(libraries()).hexdigest(), *read, *map(stamp, sorted(looked_at))]
    return hashlib.sha256("\n".join(found).encode()).hexdigest()


def program() -> Iterator[Path]:
    """The files of the program but for what Python compiles them to."""
    return (path for path in PACKAGE.rglob("*") if path.is_file() and path.suffix != ".pyc")


def stamp(path: Path) -> str:
    """Say which file lies there, its time and when the system last saw it change (which nobody sets), and its size."""
    try:
        found = path.stat()
    except OSError:
        return f"{path} absent"
    return f"{path} {found.st_ino} {found.st_mtime_ns} {found.st_ctime_ns} {found.st_size}"


def keep(plan: Plan, state: str) -> None:
    """Remember the state in which Snakemake had nothing to do."""
    write_json(plan.layout.settled, {"state": state})


def as_it_was(plan: Plan, state: str) -> bool:
    """Tell whether a state is the one that is remembered."""
    try:
        return bool(json.loads(plan.layout.settled.read_text("utf-8"))["state"] == state)
    except (OSError, ValueError, TypeError, KeyError):
        return False
