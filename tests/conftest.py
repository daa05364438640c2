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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what one worker has to do alone, or the others would wait for it at the end."""
    items.sort(key=lambda item: item.get_closest_marker("xdist_group") is None)


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
