"""R gives the numbers that are expected of the built-in trial, by the programs that are written of its analyses."""

from __future__ import annotations

import json
from contextlib import chdir
from pathlib import Path

import pytest

from tests.in_process import copy_trial_file, run_steps
from tests.twins.kept import KEPT, analyses_kept, code_of, differences, printed
from trialstats.steps.twins import write_twins
from trialstats.trialfile.load import load_trial
from trialstats.trialfile.named import trial_path
from trialstats.twins.made import TWINS

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def expected() -> dict[str, float]:
    found: dict[str, float] = json.loads((ROOT / "results" / "laser.expected.json").read_text("utf-8"))["estimates"]
    return found


@pytest.mark.parametrize("analysis", analyses_kept("laser"))
def test_r_gives_our_numbers(analysis: str, expected: dict[str, float]) -> None:
    theirs = printed("laser", analysis)
    kinds = {name.split("/")[1] for name in theirs.index}
    ours = {name.partition(":estimate")[0] for name in expected if name.endswith(":estimate")}
    ours = {name for name in ours if name.split("/")[0] == analysis and name.split("/")[1] in kinds}
    assert set(theirs.index) == ours
    for statistic, far in differences(theirs, expected).items():
        assert far < 1e-8, f"{statistic} differs by {far:.1e}"


# What comes after the analyses, which the programs are made of.
SHOWN = ("figure", "table", "documents", "listing", "listings", "ard", "report", "manifest")


@pytest.mark.slow
def test_the_programs_are_those_that_were_run(tmp_path: Path) -> None:
    copy_trial_file("laser", tmp_path)
    (tmp_path / "data").symlink_to(ROOT / "data")
    with chdir(tmp_path):
        trial = load_trial(trial_path("laser"))
        names = [name for name, analysis in trial.analyses.items() if analysis.method in TWINS]
        layout = run_steps("laser", without=SHOWN, analyses=names)
        write_twins(trial, layout, names, Path("twins"))
    written = {path.name: code_of(path.read_text("utf-8")) for path in (tmp_path / "twins").glob("*.R")}
    kept = {path.name: code_of(path.read_text("utf-8")) for path in (KEPT / "laser").glob("*.R")}
    del written["run.R"]
    assert written == kept
