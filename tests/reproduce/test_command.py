"""What `trialstats reproduce` refuses, keeps and says when there is nothing to compare."""

from __future__ import annotations

import fcntl
from pathlib import Path

import pytest

from tests.reproduce.conftest import Kept
from trialstats.errors import AliveError, DataError, SpecError
from trialstats.plan.layout import Layout
from trialstats.steps.reproduce import copy_sources, folder_for
from trialstats.trialfile.load import load_trial


def test_without_a_run_there_is_nothing_to_compare(kept: Kept) -> None:
    (kept.top / "manifest.json").unlink()
    with pytest.raises(DataError, match=r"results/neck/manifest.json: no such file; .*run the trial"):
        kept.reproduce()


@pytest.mark.parametrize("text", ["{", "[]", '{"inputs": {}}', '{"inputs": {"a": 1}}'])
def test_a_damaged_manifest_is_said(kept: Kept, text: str) -> None:
    (kept.top / "manifest.json").write_text(text)
    with pytest.raises(DataError, match=r"results/neck/manifest.json: damaged, "):
        kept.reproduce()


def test_beside_a_living_run_nothing_is_compared(kept: Kept) -> None:
    with Path("results/.neck.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(AliveError, match="a run of neck is still alive; wait for it, or stop it"):
            kept.reproduce()


def test_data_that_are_absent(kept: Kept) -> None:
    Path("data/neck/pain.csv").unlink()
    with pytest.raises(DataError, match=r"data/neck/pain.csv: absent: what is made of it cannot be made again"):
        kept.reproduce()


def test_a_run_that_stops_is_told_after_what_changed(kept: Kept) -> None:
    from trialstats.steps.reproduce import reproduce_run

    def stops(trial: str) -> int:
        raise DataError("data/neck/pain.csv, line 3: wrong")

    assert reproduce_run(Layout("neck"), stops) == 3
    kept.sign(lambda manifest: manifest["inputs"].update({"data/neck/pain.csv": "0" * 64}))
    assert reproduce_run(Layout("neck"), stops) == 5


@pytest.mark.parametrize("place", ["results/neck/again", "data"])
def test_a_folder_that_holds_something_or_lies_in_the_results(kept: Kept, place: str) -> None:
    with pytest.raises(SpecError, match=f"{place}: "), folder_for(Path(place), Layout("neck")):
        pass


def test_paths_that_lead_out_of_the_folder_of_the_trial(kept: Kept, tmp_path: Path) -> None:
    """Seen from the copy they lead to copies, and to nothing outside of the new folder."""
    Path("../pain.csv").write_bytes(Path("data/neck/pain.csv").read_bytes())
    file = Path("neck.yaml")
    file.write_text(file.read_text("utf-8").replace("data/neck/pain.csv", "../pain.csv"), "utf-8")
    new = tmp_path / "new"
    new.mkdir()
    start = copy_sources(load_trial(file), Layout("neck"), new)
    copied = sorted(path.relative_to(new).as_posix() for path in new.rglob("*") if path.is_file())
    assert copied == ["pain.csv", "trial/data/neck/events.csv", "trial/data/neck/people.csv", "trial/neck.yaml"]
    assert start == new / "trial"
