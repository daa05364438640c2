"""Every figure of the cases drawn once: drawing is what takes the time."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest
from figures_cases import CASES

from trialstats.display.figure.drawing import Drawing


@pytest.fixture(scope="session")
def drawn() -> Callable[[str], Drawing]:
    """Draw a case by its name, once."""
    return cache(lambda name: CASES[name].draw())
