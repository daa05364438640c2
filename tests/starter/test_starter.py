"""The small trial to begin with: it is in order as it stands, wherever it is written, and overwrites nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.in_process import run_steps
from tests.tiny import call
from trialstats.trialfile.load import load_trial

FILES = ["data/neck-1/events.csv", "data/neck-1/pain.csv", "data/neck-1/people.csv", "neck-1.yaml"]
IN_ORDER = "neck-1: trial file and data are in order (1 record listed: 1 blank; see the report)\n"


@pytest.fixture(autouse=True)
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def written() -> list[str]:
    return sorted(path.as_posix() for path in Path().rglob("*") if path.is_file() and "results" not in path.parts)


def test_it_is_in_order_as_it_stands() -> None:
    begun = call("new", "neck-1")
    assert (begun.code, begun.err, begun.out.splitlines()[-1]) == (0, "", "next: trialstats run neck-1")
    assert sorted(begun.out.splitlines()[:-1]) == written() == FILES
    assert call("check", "neck-1").out == IN_ORDER
    assert load_trial(Path("neck-1.yaml")).data_cut == "2024-06-30"  # after the last date of its data


def test_in_a_clone_its_file_lies_with_the_others() -> None:
    Path("config/trials").mkdir(parents=True)
    call("new", "neck-1")
    assert written() == ["config/trials/neck-1.yaml", *FILES[:3]]
    assert call("check", "neck-1").out == IN_ORDER


def test_its_results_have_all_that_it_names_and_say_that_the_data_are_invented() -> None:
    call("new", "neck")
    layout = run_steps("neck")
    report = layout.report.read_text("utf-8")
    assert "These data are invented." in report
    assert "Not shown" not in report
    assert call("list").out == "neck  current  NECK: A title of your own\n"
    told = call("explain", "neck", "figure/pain").out
    for ending in ("svg", "pdf", "png", "csv"):
        assert f"results/neck/figures/pain.{ending}" in told
        assert layout.figure("pain", ending).is_file()


def test_nothing_is_overwritten() -> None:
    Path("data/neck").mkdir(parents=True)
    Path("data/neck/pain.csv").write_text("mine", "utf-8")
    Path("neck.yaml").write_text("mine", "utf-8")
    refused = call("new", "neck")
    assert refused.code == 2
    assert refused.lines == [
        f"{path}: is there already, and is not overwritten" for path in ("neck.yaml", "data/neck/pain.csv")
    ]
    assert written() == ["data/neck/pain.csv", "neck.yaml"]


def test_a_name_that_is_none() -> None:
    assert call("new", "my neck").lines == [
        "my neck is not the name of a trial, which has letters, digits, _ and - only"
    ]
    assert written() == []
