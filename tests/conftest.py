"""What every test may use."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import Phase, settings

from tests.tiny import Tiny

# What made an example fail is told by its message; hypothesis looks for it line by line, which takes minutes.
settings.register_profile("short", settings.default, phases=[phase for phase in Phase if phase is not Phase.explain])
settings.load_profile("short")

if TYPE_CHECKING:
    from trialstats.display.figure.drawing import Drawing

ROOT = Path(__file__).resolve().parents[1]


# Folders whose tests share what is made once a process: runs, results of every method, drawings.
MADE_ONCE = ("trials", "methods/contract", "steps", "display/figure", "simulate", "standards")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give one worker all tests that share what takes long to make, or each worker would make it again.

    These are the tests of a file, or of a folder of MADE_ONCE, or of a group that a test names itself. What takes one
    worker longest comes first, or the others would wait for it at the end.
    """
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(shared_with(item.path)))
    items.sort(key=lambda item: turn(str(item.get_closest_marker("xdist_group").args[0])))


def shared_with(path: Path) -> str:
    """Name the folder or the file whose tests share what they make."""
    inside = path.relative_to(ROOT / "tests").as_posix()
    return next((folder for folder in MADE_ONCE if inside.startswith(f"{folder}/")), inside)


def turn(group: str) -> int:
    """Say when a group begins: the runs of the workflow, the folders, then file by file."""
    first = ("workflow", *MADE_ONCE)
    return first.index(group) if group in first else len(first)


@pytest.fixture(scope="session")
def shared() -> Callable[[str], Path]:
    """Find a file of a published trial that may not be redistributed; skip where it is absent.

    The folder stands beside the clone, or where TRIALSTATS_SHARED says.
    """
    folder = Path(os.environ.get("TRIALSTATS_SHARED", ROOT.parent / "shared"))

    def find(relative: str) -> Path:
        path = folder / relative
        if not path.exists():
            pytest.skip(f"{relative} may not be redistributed and is not in {folder.name}/ beside the clone")
        return path

    return find


@pytest.fixture(scope="session")
def reference_results() -> Path:
    """The folder of what other programs computed; its README says which, of what and how."""
    return ROOT / "tests" / "reference"


@pytest.fixture(scope="session")
def shipped_results() -> Path:
    """The folder of those that the package holds, for `trialstats validate`."""
    from trialstats.validate.reference import REFERENCE

    return REFERENCE


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tiny:
    """A whole small trial in an empty folder, which is the working directory."""
    monkeypatch.chdir(tmp_path)
    return Tiny()


@pytest.fixture(scope="session")
def drawn() -> Callable[[str], Drawing]:
    """Draw a figure of the cases by its name, once: drawing is what takes the time."""
    from tests.display.figure.cases import CASES

    return cache(lambda name: CASES[name].draw())
