"""Adding as CONTRIBUTING says: a questionnaire and a method go into a copy of the program, and run."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
ADDITIONS = Path(__file__).with_name("additions")
REGISTRY = "methods/registry.py"
LINES = {
    "METHODS: tuple[Entry, ...] = (\n": "    Entry(Middle, tables=(MiddleTable,)),\n",
    "from pydantic import Field\n": "\nfrom trialstats.methods.middle.options import Middle, MiddleTable\n",
}
# What CONTRIBUTING calls a file, by the name that it has here.
CALLED = {
    "questionnaires/forms/moods.json": "questionnaires/forms/<name>.json",
    "methods/middle/__init__.py": "a package in `methods/`",
    "methods/middle/options.py": "options.py",
    "methods/middle/rows.py": "rows.py",
    "methods/middle/middle.py": "a module of its name",
    "methods/middle/middle_table.py": "<kind>_table.py",
    REGISTRY: REGISTRY,
}


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Add to a copy, and run the tiny trial with it."""
    top = tmp_path_factory.mktemp("copy")
    package = top / "src" / "trialstats"
    shutil.copytree(ROOT / "src" / "trialstats", package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ADDITIONS, package, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    registry = (package / REGISTRY).read_text("utf-8")
    for line, further in LINES.items():
        assert registry.count(line) == 1
        registry = registry.replace(line, line + further)
    (package / REGISTRY).write_text(registry, "utf-8")
    (top / "trial").mkdir()
    path = os.pathsep.join([str(top / "src"), str(ROOT)])
    command = [sys.executable, "-W", "error", "-m", "tests.contributing.in_a_copy"]
    surroundings = os.environ | {"PYTHONPATH": path}
    done = subprocess.run(command, cwd=top / "trial", env=surroundings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    printed: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert Path(printed["program"]).is_relative_to(top)
    return printed


def test_a_questionnaire_is_scored(given: dict[str, Any]) -> None:
    """q1 is n modulo 4 of subject n, q2 is n plus the number of the visit."""
    expected = sorted(float(n % 4 + (n + m) % 4) for n in range(6) for m in range(3))
    assert sorted(given["scores"]) == expected


def test_a_method_comes_down_to_its_table(given: dict[str, Any]) -> None:
    """At Week 4 the three subjects of Laser (n = 0, 2, 4) have 1, 5 and 1; of Sham (1, 3, 5) 3, 3 and 3."""
    shown = {cell for row in given["cells"] for cell in row}
    assert {"MOODS, Week 4, Laser", "MOODS, Week 4, Sham", "MOODS, Week 8, Laser"} <= shown
    of_row = {row[name]: row for row in given["cells"] for name in range(len(row)) if row[name].startswith("MOODS, ")}
    assert "1.0" in of_row["MOODS, Week 4, Laser"]
    assert "3.0" in of_row["MOODS, Week 4, Sham"]


def test_contributing_names_every_place() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    table = text[text.index("## Adding") :]
    added = {str(path.relative_to(ADDITIONS)) for suffix in ("py", "json") for path in ADDITIONS.rglob(f"*.{suffix}")}
    assert {*added, REGISTRY} == CALLED.keys()
    for file, called in CALLED.items():
        assert called in table, f"{file} is not named in CONTRIBUTING"


def test_contributing_names_nothing_that_is_not_there() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    for name in re.findall(r"`((?:tests|docs|questionnaires|methods|trialfile|results)/[\w/.]+\.\w+)`", text):
        assert (ROOT / name).exists() or (ROOT / "src" / "trialstats" / name).exists(), name
