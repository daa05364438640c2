"""The small trial that `trialstats new` writes, run whole: by the workflow, in one process, with its data changed."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from trialstats.io.atomic import write_text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["NAME", "Table", "by_workflow", "changed", "data", "in_one_process", "packaged", "planned", "rows_of"]

NAME = "qualification"
DISPLAYS = ("figure", "table", "documents", "listing", "listings", "ard", "report", "manifest")
CUT = "2024-06-30"  # what is handed in is dated by it
Table = list[list[str]]

_KEPT: list[TemporaryDirectory[str]] = []


def folder() -> Path:
    """Make a folder that lasts as long as the program."""
    _KEPT.append(TemporaryDirectory(prefix="trialstats-validate-"))
    return Path(_KEPT[-1].name)


@contextmanager
def working_in(place: Path) -> Iterator[None]:
    """Paths of a trial start from the working folder."""
    before = Path.cwd()
    os.chdir(place)
    try:
        yield
    finally:
        os.chdir(before)


def begin() -> Path:
    from trialstats.starter import write_starter

    place = folder()
    with working_in(place):
        file = place / write_starter(NAME)[0]
    write_text(file, file.read_text("utf-8") + f"\ndata_cut: {CUT}\n")
    return place


@cache
def by_workflow() -> tuple[Path, int, str]:
    """Run the trial as a user does; gives folder, exit code and the last words."""
    place = begin()
    command = [sys.executable, "-m", "trialstats", "run", NAME]
    run = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False, env=searched())
    return place, run.returncode, (run.stderr or run.stdout)[-400:]


def searched() -> dict[str, str]:
    """Let a process that starts elsewhere find the same package."""
    import trialstats

    paths = [str(Path(trialstats.__file__).resolve().parents[1]), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in paths if path)}


@cache
def in_one_process() -> Path:
    """Run every step of the trial in this process; gives the folder."""
    place = begin()
    run_steps(place, displays=True)
    return place


def changed(change: Callable[[str, Table], Table]) -> Path:
    """Run data and analyses with data files changed: `change` gets a file's name and lines, header first."""
    place = begin()
    for path in sorted((place / "data" / NAME).glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            lines = change(path.name, list(csv.reader(file)))
        write_text(path, "".join(",".join(line) + "\n" for line in lines))
    run_steps(place, displays=False)
    return place


@cache
def data() -> Path:
    """Run data and analyses as they are."""
    return changed(lambda _, lines: lines)


@cache
def packaged() -> Path:
    """Write what is handed in to an agency, of the run in one process; gives the folder."""
    from contextlib import redirect_stdout
    from io import StringIO

    from trialstats.plan.layout import Layout
    from trialstats.steps.package import write_package
    from trialstats.trialfile.load import load_trial
    from trialstats.trialfile.named import trial_path

    place = in_one_process()
    with working_in(place), redirect_stdout(StringIO()):
        write_package(load_trial(trial_path(NAME)), Layout(NAME), Path("handed_in"))
    return place / "handed_in"


def run_steps(place: Path, *, displays: bool) -> None:
    from trialstats.plan.jobs import Plan
    from trialstats.plan.layout import Layout
    from trialstats.trialfile.load import load_trial
    from trialstats.trialfile.named import trial_path

    with working_in(place):
        trial, layout = load_trial(trial_path(NAME)), Layout(NAME)
        for step, job in Plan(trial, layout).names():
            if displays or step not in DISPLAYS:
                import_module(f"trialstats.steps.{step}").run(trial, layout, job)


def planned(place: Path) -> list[Path]:
    """The files that a run of the trial makes, seen from its folder."""
    from trialstats.plan.jobs import Plan
    from trialstats.plan.layout import Layout
    from trialstats.trialfile.load import load_trial
    from trialstats.trialfile.named import trial_path

    with working_in(place):
        return sorted(Plan(load_trial(trial_path(NAME)), Layout(NAME)).outputs())


def rows_of(place: Path, analysis: str) -> pd.DataFrame:
    """The rows of an analysis, by id."""
    import pandas as pd

    frame: pd.DataFrame = pd.read_parquet(place / "results" / NAME / "models" / f"{analysis}.parquet")
    return frame.set_index("id")
