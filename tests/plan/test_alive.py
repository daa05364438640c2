"""A workflow beside a living run of the same trial."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tiny import Tiny, call
from trialstats.errors import AliveError
from trialstats.plan.alive import OF_RUN, refuse_beside
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
    Path("other").mkdir()
    Path("results/tiny").mkdir(parents=True)
    Path("results/tiny/ard.parquet").touch()
    Path("means.csv").touch()
    with lock(Layout("tiny").lock) as held:
        assert held is not None
        outcome = call(*line)
    assert outcome.code == AliveError.exit_code == 75
    assert "run of tiny is still alive; wait for it, or stop it" in outcome.err


def test_what_reads_no_results_does_not_wait(tiny: Tiny) -> None:
    with lock(Layout("tiny").lock):
        assert call("explain", "tiny").code == 0
        assert call("check", "tiny").code == 0
