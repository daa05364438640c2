"""The page of the first report: what it says that the program writes, the program writes."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.tiny import call

PAGES = Path(__file__).parents[2] / "docs"


def test_the_trial_file_of_the_page_is_what_init_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(PAGES / "first-report" / "pain.csv", tmp_path)
    page = (PAGES / "first-report.md").read_text("utf-8")
    shown = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert call("init", "pain.csv", "--name", "pain").code == 0
    assert (tmp_path / "pain.yaml").read_text("utf-8") == shown[0]
    asked = call("check", "pain").out.splitlines()[1:]
    assert asked == [
        "  note: the trial file has 7 questions that nobody has answered (`# ?`, lines 3, 18, 41, 46, 49, 50, 51)"
    ]
    (tmp_path / "pain.yaml").write_text(re.sub(r" *# \?.*", "", shown[0]), "utf-8")
    checked = call("check", "pain")
    assert checked.code == 0
    assert checked.out in re.findall(r"```text\n(.*?)```", page, re.DOTALL)
    head = re.findall(r"```text\n(.*?)```", page, re.DOTALL)[0]
    assert (tmp_path / "pain.csv").read_text("utf-8").startswith(head)
