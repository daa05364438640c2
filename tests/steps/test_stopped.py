"""What a run says, and its exit code, where Snakemake is killed or leaves nothing."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path

import pytest

from tests.tiny import Tiny
from trialstats.plan.layout import Layout
from trialstats.provenance import file_digest
from trialstats.steps import run, started

KILLED = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
FAILED = "print('no rule makes this'); raise SystemExit(1)"


@pytest.mark.parametrize(
    ("program", "said"),
    [
        (
            KILLED,
            "Snakemake was killed (SIGKILL); the system does so where memory runs out. "
            "What is made is whole: run again, and it goes on from there.",
        ),
        (FAILED, "no rule makes this"),
        (
            "",
            "Snakemake ended well, yet results/tiny/manifest.json is not there: is results/tiny emptied by others? "
            "Run again.",
        ),
    ],
    ids=["killed", "failed", "nothing"],
)
def test_a_run_that_stopped_says_why_and_ends_with_1(
    tiny: Tiny, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], program: str, said: str
) -> None:
    monkeypatch.setattr(started, "SNAKEMAKE", (sys.executable, "-c", program))
    monkeypatch.setattr(run, "server", lambda *_: nullcontext({}))

    with started.started("tiny") as snakemake:
        assert run.run_workflow("tiny", tiny.load(), snakemake) == 1

    assert capsys.readouterr().err == f"\nthe run stopped:\n{said}\n"


@pytest.mark.parametrize("ended", [True, False], ids=["ended", "killed"])
def test_what_was_changed_after_the_run_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], ended: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    layout = Layout("tiny")
    kept, changed = layout.rows("kept"), layout.rows("changed")
    kept.parent.mkdir(parents=True)
    for path in (kept, changed):
        path.write_text(path.stem)
    recorded = {path.relative_to(layout.top).as_posix(): file_digest(path) for path in (kept, changed)}
    changed.write_text("something else")
    if not ended:
        layout.begun.touch()

    run.remove_changed(layout, {**recorded, "tables/gone.csv": "0"})

    assert (kept.is_file(), changed.is_file()) == (True, not ended)
    said = "  results/tiny/models/changed.parquet was changed after the run that made it: it is made again\n"
    assert capsys.readouterr().out == (said if ended else "")


@pytest.mark.parametrize("ended", [True, False], ids=["ended", "killed"])
def test_a_run_looks_for_changed_results_before_it_makes_anything(
    tiny: Tiny, monkeypatch: pytest.MonkeyPatch, ended: bool
) -> None:
    layout, seen = Layout("tiny"), []
    changed = layout.rows("change")
    changed.parent.mkdir(parents=True)
    changed.write_text("something else")
    layout.manifest.write_text('{"outputs": {"models/change.parquet": "0"}}')
    monkeypatch.setattr(started, "SNAKEMAKE", (sys.executable, "-c", "" if ended else KILLED))
    monkeypatch.setattr(run, "server", lambda *_: seen.append(changed.is_file()) or nullcontext({}))
    monkeypatch.setattr(run, "finish", lambda *_: 0)

    with started.started("tiny") as snakemake:
        assert run.run_workflow("tiny", tiny.load(), snakemake) == (0 if ended else 1)

    assert (seen, layout.begun.is_file()) == ([False], not ended)
