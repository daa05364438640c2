"""Every display of the standard set is made, and nothing of it fails."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.in_process import ROOT, run_steps
from tests.tiny import TRIAL, TRIAL_FILE, Tiny
from trialstats.plan.layout import Layout
from trialstats.trialfile.load import load_trial
from trialstats.trialfile.named import trial_path

pytestmark = pytest.mark.slow  # whole runs

LASER = Path("config/trials/laser.yaml")


def unmade(name: str) -> dict[str, str]:
    """Name the displays that were not made, with the reason."""
    trial, layout = load_trial(trial_path(name)), Layout(name)
    said = {f"table {one}": layout.table(one, "json") for one in trial.tables}
    said |= {f"figure {one}": layout.figure(one, "json") for one in trial.figures}
    words = {one: json.loads(path.read_text("utf-8")) for one, path in said.items()}
    assert len(words) > 10
    return {one: each["failed"] for one, each in words.items() if each["failed"]}


def test_every_display_of_the_tiny_trial_is_made(tiny: Tiny) -> None:
    tiny.write(TRIAL_FILE, TRIAL[: TRIAL.index("analyses:")])
    layout = run_steps("tiny")
    assert unmade("tiny") == {}
    page = layout.report.read_text("utf-8")
    assert "Of the subjects randomised: " in page
    assert " with a value at Week 8) with " in page
    assert "Table 14.2.1" in page


def test_every_display_of_the_built_in_trial_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (ROOT / LASER).read_text("utf-8")
    target = tmp_path / LASER
    target.parent.mkdir(parents=True)
    target.write_text(text[: text.index("\nanalyses:")], encoding="utf-8")
    (tmp_path / "data").symlink_to(ROOT / "data")
    monkeypatch.chdir(tmp_path)
    layout = run_steps("laser")
    assert unmade("laser") == {}
    failed = {name: json.loads(layout.notes(name).read_text("utf-8"))["failed"] for name in load_trial(target).analyses}
    assert {name: what for name, what in failed.items() if what} == {}
