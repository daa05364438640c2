"""A workflow beside a living run of the same trial."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.tiny import Tiny, call
from trialstats.errors import AliveError, DataError
from trialstats.plan import alive
from trialstats.plan.alive import OF_RUN, begin, refuse_beside, undisturbed
from trialstats.plan.layout import Layout
from trialstats.steps.run import lock


def test_a_workflow_is_refused_while_a_run_holds_the_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(OF_RUN, raising=False)
    layout = Layout("tiny")
    refuse_beside(layout)  # there was no run yet
    with lock(layout.lock) as held:
        assert held is not None
        with pytest.raises(AliveError, match="a run of tiny is still alive; wait for it, or stop it"):
            refuse_beside(layout)
        monkeypatch.setenv(OF_RUN, "tiny")
        refuse_beside(layout)
        monkeypatch.delenv(OF_RUN)
    refuse_beside(layout)


READING = (
    ("compare", "tiny", "other"),
    ("compare", "other", "results/tiny"),
    ("compare", "other", "results/tiny/ard.parquet"),
    ("compare", "tiny", "means.csv"),
    ("conformance", "tiny"),
    ("crate", "tiny"),
    ("explain", "tiny", "change"),
    ("explain", "tiny", "--list", "change"),
    ("manuscript", "tiny"),
    ("package", "tiny", "--to", "handed"),
    ("report", "tiny", "--against", "other"),
    ("reproduce", "tiny"),
    ("run", "tiny"),
    ("twins", "tiny"),
    ("verify", "tiny"),
    ("verify", "tiny", "--update"),
)


@pytest.mark.parametrize("line", READING, ids=[" ".join(line) for line in READING])
def test_results_are_not_read_while_a_run_is_at_work_in_them(
    tiny: Tiny, line: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where it has removed or not yet made some of them, which without a run is a fault of the data (3)."""
    monkeypatch.delenv(OF_RUN, raising=False)
    leave_half()
    with lock(Layout("tiny").lock) as held:
        assert held is not None
        outcome = call(*line)
    assert outcome.code == AliveError.exit_code == 75
    assert "run of tiny is still alive; wait for it, or stop it" in outcome.err


READERS = tuple(line for line in READING if line[0] != "run")


@pytest.mark.parametrize("line", READERS, ids=[" ".join(line) for line in READERS])
def test_what_goes_wrong_since_a_run_began_is_told_as_that(
    tiny: Tiny, line: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run loads and checks before it takes its lock: who reads meanwhile found no lock, and then no files."""
    monkeypatch.delenv(OF_RUN, raising=False)
    leave_half()
    looked_at: set[Path] = set()

    def first_free(path: Path) -> bool:
        first = path not in looked_at
        looked_at.add(path)
        return not first and path.name == ".tiny.lock"

    monkeypatch.setattr(alive, "is_held", first_free)
    outcome = call(*line)
    assert outcome.code == 75
    assert "run of tiny is still alive; wait for it, or stop it" in outcome.err
    assert "half old, half new: do this again after the run" in outcome.err


@pytest.mark.parametrize("line", READERS, ids=[" ".join(line) for line in READERS])
def test_a_run_that_began_and_ended_meanwhile_counts(
    tiny: Tiny, line: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(OF_RUN, raising=False)
    leave_half()

    def free_then_run(path: Path) -> bool:
        if path.name == ".tiny.lock":
            path.touch()
        return False

    monkeypatch.setattr(alive, "is_held", free_then_run)
    outcome = call(*line)
    assert outcome.code == 75
    assert outcome.err.splitlines()[-2] == "a run of tiny began and ended while its results were read"


@pytest.mark.parametrize("line", READERS, ids=[" ".join(line) for line in READERS])
def test_without_a_run_what_went_wrong_is_told(
    tiny: Tiny, line: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """So the two tests above see what is told of a run, not of any fault."""
    monkeypatch.delenv(OF_RUN, raising=False)
    leave_half()
    outcome = call(*line)
    assert outcome.code not in (0, 75)
    assert "a run of tiny" not in outcome.err


def leave_half() -> None:
    """Leave what a run has of its results while it is at work."""
    Path("other").mkdir()
    Path("results/tiny").mkdir(parents=True)
    Path("results/tiny/ard.parquet").touch()
    Path("means.csv").touch()


def test_reading_that_went_well_beside_a_run_is_refused_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(OF_RUN, raising=False)
    layout = Layout("tiny")
    with ExitStack() as run, pytest.raises(AliveError, match="half old, half new"), undisturbed(layout):
        run.enter_context(lock(layout.lock))
    os.utime(layout.lock, (0, 0))
    with pytest.raises(AliveError, match="began and ended"), undisturbed(layout), lock(layout.lock):
        begin(layout.lock)


def test_a_run_that_had_nothing_to_do_disturbs_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(OF_RUN, raising=False)
    layout = Layout("tiny")
    with lock(layout.lock):
        begin(layout.lock)
    os.utime(layout.lock, (0, 0))
    with undisturbed(layout), lock(layout.lock):
        pass
    with pytest.raises(DataError, match="as it is"), undisturbed(layout):
        raise DataError("as it is")


def test_what_reads_no_results_does_not_wait(tiny: Tiny) -> None:
    with lock(Layout("tiny").lock):
        assert call("explain", "tiny").code == 0
        assert call("check", "tiny").code == 0
