"""How often a run asks Snakemake, which stands here for one that makes everything and then has nothing to do."""

from __future__ import annotations

import os
from collections.abc import Mapping

import pytest

from tests.in_process import run_steps
from tests.tiny import Tiny, call
from trialstats.client import VARIABLE
from trialstats.plan.layout import Layout
from trialstats.steps import run
from trialstats.steps.progress import Work
from trialstats.steps.started import Started


def test_snakemake_is_asked_until_it_had_nothing_to_do_and_after_a_change(
    tiny: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Mapping[str, str]] = []

    def snakemake(started: Started, trial: str, lock: int, variables: Mapping[str, str]) -> tuple[Work, int, list[str]]:
        asked.append(variables)
        if len(asked) > 1:
            return Work(), 0, []
        run_steps(trial)
        return Work(total=40, done=40), 0, []

    monkeypatch.setattr(run, "snakemake", snakemake)
    done = call("run", "tiny", "--profile")
    assert (done.code, "where the time went" in done.out) == (0, True), done.err
    assert VARIABLE in asked[0]
    for _ in range(3):
        assert call("run", "tiny").code == 0
    assert len(asked) == 2
    lock = Layout("tiny").lock
    os.utime(lock, (0, 0))
    assert call("run", "tiny").code == 0
    assert lock.stat().st_mtime == 0, "who reads beside a run that changes nothing is not disturbed"
    tiny.spec("A tiny trial", "A small trial")
    assert call("run", "tiny").code == 0
    assert len(asked) == 3
    assert lock.stat().st_mtime > 0, "who reads can see that a run began"
