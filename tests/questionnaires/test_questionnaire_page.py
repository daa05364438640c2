"""A data file is all that a questionnaire needs: the trial file, scoring, the reference and the page follow from it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import trialstats
from tests.questionnaires.toy import write_toy
from tests.tiny import Tiny

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "tools" / "questionnaires.py"
SF36 = '{name: sf36, version: v1, items: "q{n:02d}"}'


def test_the_page_is_up_to_date() -> None:
    done = subprocess.run([sys.executable, PROGRAM], capture_output=True, check=True)
    page = (ROOT / "docs" / "questionnaires.md").read_text("utf-8")
    assert page == done.stdout.decode("utf-8"), "make schema"


@pytest.fixture
def with_toy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the package that has one data file more."""
    package = tmp_path / "copy" / "trialstats"
    shutil.copytree(Path(trialstats.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    write_toy(package / "questionnaires" / "forms")
    monkeypatch.setitem(os.environ, "PYTHONPATH", str(package.parent))
    return package


def test_a_data_file_is_all_that_a_questionnaire_needs(tiny: Tiny, with_toy: Path) -> None:
    tiny.spec(SF36, '{name: toy, items: "t{n}", prorate_up_to: 1}')
    tiny.write(
        "data/sf36.csv", "id,visit,t1,t2,t3,t4,t5,t6\n001,V0,1,2,3,0,1,2\n001,V1,5,1,2,0,,2\n002,V0,6,1,2,0,3,2\n"
    )
    checked = subprocess.run([sys.executable, "-m", "trialstats", "check", "tiny"], capture_output=True, text=True)
    assert "data/sf36.csv, line 4: t1 = 6, not one of 1 to 5 (item q1; subject 002)" in checked.stderr

    for command, said in (
        ([sys.executable, "-m", "trialstats", "guide"], "- `TOYUP` Toy Upper, 3 to 15"),
        ([sys.executable, PROGRAM], "| `toy` | TOYLOW | Toy Lower | mean of 2 items | at least 1 | 0 to 3 |  | H |"),
    ):
        done = subprocess.run(command, capture_output=True, check=True)
        assert said in done.stdout.decode("utf-8")
