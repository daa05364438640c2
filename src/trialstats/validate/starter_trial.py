"""The small trial that `trialstats new` writes, run by the workflow, made again, and run with its data changed."""

from __future__ import annotations

import csv
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from trialstats.io.atomic import write_text

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "ANOTHER_TITLE",
    "NAME",
    "Done",
    "Table",
    "again",
    "by_workflow",
    "changed",
    "data",
    "packaged",
    "planned",
    "problems_with",
    "rows_of",
    "with_another_title",
]

NAME = "qualification"
DISPLAYS = ("figure", "table", "documents", "listing", "listings", "ard", "report", "manifest")
TITLE, ANOTHER_TITLE = "Adverse events", "Unwanted events"  # of the table of adverse events
SECONDS = 0.05  # from one look for a file to the next
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
        write_starter(NAME)
    return place


@dataclass(frozen=True)
class Done:
    """A command that ended: the folder of what it made, its exit code and its last words."""

    place: Path
    code: int
    said: str

    @property
    def end(self) -> int | str:
        """Its exit code, and where that is not 0 what it said."""
        return self.code and f"{self.code}: {self.said}"


@cache
def by_workflow() -> Done:
    """Run the trial as a user does: a first run is killed once it has numbers, a second one goes on from there."""
    place = begin()
    first = started(place, "run", NAME)
    while first.poll() is None and not list(place.glob(f"results/{NAME}/models/*.parquet")):
        time.sleep(SECONDS)
    with suppress(ProcessLookupError):
        os.killpg(first.pid, signal.SIGKILL)
    first.communicate()
    return ended(place, started(place, "run", NAME))


@cache
def again() -> Done:
    """Make the run again from its data, in another folder and undisturbed."""
    place = by_workflow().place
    done = ended(place, started(place, "reproduce", NAME, "--into", "again"))
    return Done(place / "again", done.code, done.said)


@cache
def with_another_title() -> Done:
    """Run a copy of what was made again, after the title of one table has changed in the trial file."""
    place = folder() / "changed"
    shutil.copytree(again().place, place)
    file = place / f"{NAME}.yaml"
    text = file.read_text("utf-8")
    assert text.count(TITLE) == 1
    write_text(file, text.replace(TITLE, ANOTHER_TITLE))
    return ended(place, started(place, "run", NAME))


def started(place: Path, *words: str) -> subprocess.Popen[str]:
    """Start the program in a folder, with a group of its own, which can be killed with all its children."""
    return subprocess.Popen(
        [sys.executable, "-m", "trialstats", *words],
        cwd=place,
        env=searched(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def ended(place: Path, process: subprocess.Popen[str]) -> Done:
    said, _ = process.communicate()
    return Done(place, process.returncode, said[-400:])


def searched() -> dict[str, str]:
    """Let a process that starts elsewhere find the same package."""
    import trialstats

    paths = [str(Path(trialstats.__file__).resolve().parents[1]), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in paths if path)}


def problems_with(file: str, written: str, instead: str) -> tuple[str, ...]:
    """Check the trial with one text of a file put in the place of another: what is said of it, line by line."""
    from trialstats.errors import TrialstatsError
    from trialstats.steps.check import check_data
    from trialstats.trialfile.load import load_trial
    from trialstats.trialfile.named import trial_path

    place = begin()
    text = (place / file).read_text("utf-8")
    assert written in text, f"{file} has no {written}"
    write_text(place / file, text.replace(written, instead, 1))
    with working_in(place):
        try:
            check_data(load_trial(trial_path(NAME)))
        except TrialstatsError as refused:
            return refused.problems
    return ()


def changed(change: Callable[[str, Table], Table]) -> Path:
    """Run data and analyses with data files changed: `change` gets a file's name and lines, header first."""
    place = begin()
    for path in sorted((place / "data" / NAME).glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            lines = change(path.name, list(csv.reader(file)))
        write_text(path, "".join(",".join(line) + "\n" for line in lines))
    run_steps(place)
    return place


@cache
def data() -> Path:
    """Run data and analyses as they are."""
    return changed(lambda _, lines: lines)


@cache
def packaged() -> Path:
    """Write what is handed in to an agency, of the run; gives the folder."""
    from contextlib import redirect_stdout
    from io import StringIO

    from trialstats.plan.layout import Layout
    from trialstats.steps.package import write_package
    from trialstats.trialfile.load import load_trial
    from trialstats.trialfile.named import trial_path

    place = by_workflow().place
    with working_in(place), redirect_stdout(StringIO()):
        write_package(load_trial(trial_path(NAME)), Layout(NAME), Path("handed_in"))
    return place / "handed_in"


def run_steps(place: Path) -> None:
    """Make data and analyses in this process, without displays."""
    from trialstats.plan.jobs import Plan
    from trialstats.plan.layout import Layout
    from trialstats.trialfile.load import load_trial
    from trialstats.trialfile.named import trial_path

    with working_in(place):
        trial, layout = load_trial(trial_path(NAME)), Layout(NAME)
        for step, job in Plan(trial, layout).names():
            if step not in DISPLAYS:
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
