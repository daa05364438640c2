"""The trial files of the project itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from trialstats.trialfile.load import load_trial
from trialstats.trialfile.named import trial_path
from trialstats.trialfile.trial import Trial

ROOT = Path(__file__).resolve().parents[2]
TRIALS = ("laser", "cdisc_pilot", "chow2006", "dinat2015", "progabide1990", "senn2002")
WITHOUT_BASELINE = ("progabide1990", "senn2002")


@pytest.fixture(autouse=True)
def at_the_top(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def test_these_are_all_of_them() -> None:
    assert {path.stem for path in Path("config/trials").glob("*.yaml")} == set(TRIALS)


@pytest.mark.parametrize("name", TRIALS)
def test_a_trial_file_loads(name: str) -> None:
    trial = load_trial(trial_path(name))
    assert trial.reference_arm in trial.arms
    assert trial.baseline_visit == (None if name in WITHOUT_BASELINE else "Baseline")
    assert trial.arm_order[0] == trial.reference_arm


def test_laser_declares_what_the_report_needs() -> None:
    trial = load_trial(trial_path("laser"))
    assert trial.notice is not None
    assert trial.notice.startswith("Synthetic data")
    assert list(trial.arms) == ["DTLT", "Sham"]
    assert trial.arm_order == ["Sham", "DTLT"]
    assert trial.visits["Week 12"].window == (78, 92)
    assert trial.datasets["adqs"].instrument is not None
    assert trial.problems.fate("outside_window") == "keep"


def test_an_analysis_takes_from_its_estimand_what_it_does_not_say() -> None:
    trial = load_trial(trial_path("laser"))
    own, taken = trial.complete("pain_pp"), trial.complete("pain_mmrm")
    assert (own.population, own.dataset, own.parameters, own.value) == ("PPROTFL", "adpain", ("VASPAIN",), "CHG")
    assert (taken.population, taken.dataset, taken.parameters, taken.value) == ("ITTFL", "adpain", ("VASPAIN",), "CHG")
    assert trial.complete("nerve_ancova") is trial.analyses["nerve_ancova"]


def test_a_trial_does_not_change() -> None:
    trial = load_trial(trial_path("chow2006"))
    with pytest.raises(ValueError, match="frozen"):
        trial.title = "Another"  # type: ignore[misc]
    assert isinstance(trial, Trial)
