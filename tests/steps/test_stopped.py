"""What a run says, and its exit code, where Snakemake is killed or leaves nothing."""

from __future__ import annotations

import sys
from contextlib import nullcontext

import pytest

from tests.tiny import Tiny
from trialstats.steps import run

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
    monkeypatch.setattr(run, "SNAKEMAKE", (sys.executable, "-c", program))
    monkeypatch.setattr(run, "server", lambda *_: nullcontext({}))

    assert run.run_workflow("tiny", tiny.load()) == 1

    assert capsys.readouterr().err == f"\nthe run stopped:\n{said}\n"
