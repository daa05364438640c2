"""Figures are laid out in one place: kinds know nothing of each other, and place no text or axes on their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from trialstats import methods

FIGURES = sorted(Path(methods.__path__[0]).glob("*/*_figure.py"))


def test_there_are_figures() -> None:
    assert len(FIGURES) > 12


@pytest.mark.parametrize("path", FIGURES, ids=lambda path: path.stem)
def test_kinds_do_not_depend_on_each_other(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert not [other.stem for other in FIGURES if other != path and f".{other.stem} import" in source]
