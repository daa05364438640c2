"""Figures are laid out in one place: kinds know nothing of each other, and place no text and no axes on their own."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import trialstats
from trialstats import methods

FIGURES = sorted(Path(methods.__path__[0]).glob("*/*_figure.py"))
# A figure of a run tells of the program, and is none of the trial's.
OF_A_RUN = "profile_figure.py"
SOURCES = sorted(path for path in Path(trialstats.__path__[0]).rglob("*.py") if path.name != OF_A_RUN)
FACETS = {
    "association", "concentrations", "lsmeans", "missingness", "profiles", "repeated_binary", "shares", "sf36_profile",
}  # fmt: skip
SHARES_MODULE = "trialstats.display.figure.shares"
SHARES = Path(trialstats.__path__[0]) / "display" / "figure" / "shares.py"
# What places or dresses things in matplotlib, and the modules that do it for all figures.
PLACES = re.compile(
    r"\.(add_axes|annotate|tick_params|add_artist|text|set_xlabel|set_ylabel)\(|\bFigure\(|MaxNLocator\("
)
HOME = {"page.py", "axes.py"}


def imports_of(path: Path) -> set[str]:
    """Name the modules that a file imports."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return {
        name
        for node in nodes
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names])
    }


def test_there_are_figures() -> None:
    assert len(FIGURES) > 12


@pytest.mark.parametrize("path", FIGURES, ids=lambda path: path.stem)
def test_kinds_do_not_depend_on_each_other(path: Path) -> None:
    others = {f"trialstats.methods.{other.parent.name}.{other.stem}" for other in FIGURES if other != path}
    assert not imports_of(path) & others


@pytest.mark.parametrize("path", FIGURES, ids=lambda path: path.stem)
def test_plotnine_draws_facets_and_matplotlib_the_rest(path: Path) -> None:
    """A kind of figure is drawn by the library that the docstring of the page names for it."""
    # Shares of subjects are drawn for two kinds of figures in one place.
    modules = [path, *path.parent.glob(f"{path.stem}_*.py"), *([SHARES] if SHARES_MODULE in imports_of(path) else [])]
    assert any("plotnine" in imports_of(module) for module in modules) == (path.stem.removesuffix("_figure") in FACETS)


def test_text_and_axes_are_placed_in_one_module_each() -> None:
    found = {
        path.name
        for path in SOURCES
        if path.parent.name == "figure" or "_figure" in path.stem
        if PLACES.search(path.read_text(encoding="utf-8"))
    }
    assert found == HOME
