"""The pages become a site without a warning, every link leads somewhere, and what they name of the program is there."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
PACKAGE = PROJECT / "src" / "trialstats"
# Where what a page names may lie; what stands below the others is named from there.
PLACES = (PROJECT, PACKAGE, PROJECT / "docs", PROJECT / "tests")
# What a run makes, and ids of results.
MADE = ("results/", "models/", "pain_mmrm/")


@pytest.mark.slow
def test_the_site_is_built_without_a_warning_or_a_network(tmp_path: Path) -> None:
    pages = tmp_path / "docs"
    shutil.copytree(PROJECT / "docs", pages, ignore=shutil.ignore_patterns("_site", "_gallery", "gallery.md"))
    build = [sys.executable, "-m", "sphinx", "-q", "--fail-on-warning", str(pages), str(tmp_path / "site")]
    built = subprocess.run(build, capture_output=True, text=True, check=False)
    assert (built.returncode, built.stderr) == (0, "")
    assert "fit_mmrm" in (tmp_path / "site" / "api.html").read_text("utf-8")


@pytest.mark.parametrize("page", ["docs/architecture.md", "CONTRIBUTING.md"])
def test_files_that_a_page_names_are_there(page: str) -> None:
    marked = re.findall(r"`([^`\n]+)`", (PROJECT / page).read_text("utf-8"))
    paths = [text for text in marked if re.fullmatch(r"[\w.-]+(/[\w.-]+)+/?", text) and not text.startswith(MADE)]
    assert len(paths) > 10
    lost = [path for path in paths if not any(is_there(place / path) for place in PLACES)]
    assert not lost


def test_modules_that_the_map_of_rooms_names_are_there() -> None:
    text = (PROJECT / "docs" / "architecture.md").read_text("utf-8")
    rooms, engine = re.findall(r"(?s)```(?:text)?\n((?:trialfile/|formula).*?)```", text)
    known = {path.stem for path in PACKAGE.rglob("*") if path.is_dir() or path.suffix == ".py"}
    heads = re.findall(r"(?m)^ {0,4}([a-z][\w/.]*(?:, [\w/.]+)*)(?= {2,}|$)", rooms + engine)
    names = [name.removesuffix(".py") for head in heads for name in re.split(r"[,/ ]+", head) if name.strip(".")]
    assert len(names) > 100
    assert not [name for name in names if name not in known]


def is_there(path: Path) -> bool:
    return path.exists() or path.with_suffix(".py").exists()
