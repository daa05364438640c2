"""A run that is killed midway leaves nothing half-written, and the next one ends where an undisturbed run does."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.workflow.project import Project
from trialstats.steps.progress import failures

# One worker: they share a finished run.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("workflow")]


PLACE = "config/trials/small.yaml:"  # where the trial file declares what the text is not
SPOILT = "data/laser/vas.csv, line 3: result = sixty, not a number (VASPAIN; subject 101-001)"


def start(project: Project) -> subprocess.Popen[str]:
    """Start a run in a process group of its own, which can be killed with all its children."""
    return subprocess.Popen(
        ["trialstats", "run", project.trial],
        cwd=project.top,
        env=project.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def outputs(project: Project) -> dict[str, str]:
    manifest = project.top / "results" / project.trial / "manifest.json"
    found: dict[str, str] = json.loads(manifest.read_text("utf-8"))["outputs"]
    return found


def wait_for(path: Path, process: subprocess.Popen[str]) -> None:
    while not path.exists():
        assert process.poll() is None, "the run ended before it could be killed"
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("reached", "cores"), [("mapped/adice.parquet", "4"), ("models/pain_mmrm.parquet", "1")], ids=["data", "models"]
)
def test_killed_and_run_again_gives_the_same_bytes(finished: Project, fresh: Project, reached: str, cores: str) -> None:
    """On one core and on four as on those of the machine: strategies, drawn values and hypotheses too."""
    profile = next(path.relative_to(fresh.top).as_posix() for path in (fresh.top / "profiles/default").iterdir())
    fresh.replace(profile, "cores: all", f"cores: {cores}")
    process = start(fresh)
    wait_for(fresh.top / "results" / fresh.trial / reached, process)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    assert not (fresh.top / "results" / fresh.trial / "manifest.json").exists()

    done = fresh.run()

    assert done.returncode == 0, done.stdout + done.stderr
    assert outputs(fresh) == outputs(finished)
    assert not list((fresh.top / "results").rglob(".*.part")), "what the killed run left half-written"


def test_a_second_run_beside_a_living_one_is_refused(fresh: Project) -> None:
    lock = fresh.top / "results" / f".{fresh.trial}.lock"
    lock.parent.mkdir()
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        refused = fresh.run()
    assert refused.returncode == 75
    assert refused.stderr.strip() == f"another run of {fresh.trial} is still alive; wait for it, or stop it"
    assert not [path for path in (fresh.top / "results").rglob("*") if path.is_file() and path.name[0] != "."]


def test_a_failed_step_is_said_in_the_users_words(fresh: Project) -> None:
    spoil(fresh)
    assert fresh.call("snakemake", "--config", f"trials={fresh.trial}").returncode != 0
    said = list(failures(fresh.top / "results" / fresh.trial / "logs"))
    assert said[0] == "mapped/adpain:"
    assert said[1].startswith(f"  {SPOILT} [{PLACE}")
    assert not (fresh.top / "results" / fresh.trial / "mapped" / "adpain.parquet").exists()


def test_a_run_checks_before_anything_is_written(fresh: Project) -> None:
    spoil(fresh)
    failed = fresh.run()
    assert failed.returncode == 3
    assert failed.stderr.startswith(f"{SPOILT} [{PLACE}")
    assert "Traceback" not in failed.stderr
    assert not (fresh.top / "results").exists()


def spoil(project: Project) -> None:
    """Put a text where a number belongs."""
    project.replace("data/laser/vas.csv", "101-001,V1,2022-02-09,VAS,63", "101-001,V1,2022-02-09,VAS,sixty")
