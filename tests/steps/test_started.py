"""Snakemake, started before it is needed."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from trialstats.steps import started
from trialstats.steps.run import lock

# Instead of a workflow: a job that outlives Snakemake by so long that it is seen to hold the lock.
WITH_A_JOB = """
import subprocess
from trialstats.served import snakemake
snakemake.prepare = lambda trial: None
snakemake.run = lambda arguments: print(arguments, subprocess.Popen(["sleep", "60"], close_fds=False).pid)
snakemake.main()
"""


def test_what_is_let_go_gets_arguments_and_its_jobs_hold_the_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(started, "SNAKEMAKE", (sys.executable, "-c", WITH_A_JOB))
    path = tmp_path / "results" / "lock"
    with started.started("tiny") as snakemake:
        with lock(path) as held:
            assert held is not None
            said = snakemake.go(["--cores", "2"], {}, held).readline()
            assert snakemake.wait() == 0
        arguments, _, job = said.rpartition(" ")
        assert arguments == "['--cores', '2']"
        try:
            with lock(path) as second:
                assert second is None
        finally:
            os.kill(int(job), signal.SIGKILL)
    for _ in range(100):
        with lock(path) as second:
            if second is not None:
                return
        time.sleep(0.05)
    pytest.fail("the lock outlives the job")


def test_what_is_not_let_go_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(started, "SNAKEMAKE", (sys.executable, "-c", "import time; time.sleep(60)"))
    begin = time.monotonic()
    with started.started("tiny") as snakemake:
        assert snakemake.process.poll() is None
    assert snakemake.process.returncode == -signal.SIGKILL
    assert time.monotonic() - begin < 30
