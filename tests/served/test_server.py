"""Steps in the children of one process: what they make, how they end, and that nothing is left behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.in_process import run_steps
from tests.tiny import Tiny
from trialstats.client import VARIABLE, ask
from trialstats.plan.jobs import Plan
from trialstats.plan.layout import Layout
from trialstats.steps.server import server

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="steps are served on Linux only")

KILLED = 128 + signal.SIGKILL
# A run that holds a server, in which the step `raw` never ends by itself.
RUN = """
import os, sys, time
from trialstats.steps import server as steps
steps.SERVER = (sys.executable, "-c", {serve!r})
lock, told = open("lock", "w"), open("told", "wb")
with steps.server("tiny", lock.fileno(), dict(os.environ), told) as served:
    print(served["TRIALSTATS_SERVER"], flush=True)
    time.sleep(600)
"""
SERVE = """
import time
import trialstats.steps.raw
trialstats.steps.raw.run = lambda *_: (print("begun", flush=True), time.sleep(600))
from trialstats.served.__main__ import main
main()
"""
STEP = (sys.executable, "-m", "trialstats", "step")


@contextmanager
def tiny_server() -> Iterator[dict[str, str]]:
    """Serve the tiny trial; gives what the environment says of the server."""
    with (
        Path("lock").open("w") as lock,
        Path("told").open("wb") as told,
        server("tiny", lock.fileno(), dict(os.environ), told) as variables,
    ):
        assert VARIABLE in variables
        yield variables


@pytest.fixture
def served(tiny: Tiny) -> Iterator[Callable[..., subprocess.CompletedProcess[str]]]:
    """Call a step as the workflow does, of the tiny trial, with a server that lives as long as the test."""
    with tiny_server() as variables:

        def call(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
            environment = os.environ | variables | more
            return subprocess.run([*STEP, *arguments], env=environment, capture_output=True, text=True, check=False)

        yield call


@contextmanager
def run_with_endless_step() -> Iterator[tuple[subprocess.Popen[str], subprocess.Popen[str]]]:
    """Start a process that holds a server as a run does, and a caller whose step has begun and never ends."""
    run = subprocess.Popen([sys.executable, "-c", RUN.format(serve=SERVE)], stdout=subprocess.PIPE, text=True)
    assert run.stdout is not None
    path = run.stdout.readline().strip()
    caller = subprocess.Popen(
        [*STEP, "raw", "tiny", "vas"],
        env=os.environ | {VARIABLE: path},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert caller.stdout is not None
        assert caller.stdout.readline() == "begun\n"
        yield run, caller
    finally:
        for process in (caller, run):
            process.kill()
            process.communicate()


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def lives(pid: int) -> bool:
    """Tell whether a process is at work: one that nobody has waited for is not."""
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_step_is_done_in_a_child_and_its_files_are_those_of_a_process_of_its_own(
    tiny: Tiny, served: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    run_steps("tiny")
    made = {path: path.read_bytes() for path in Path("results").rglob("*") if path.is_file()}
    for step, name in Plan(tiny.load(), Layout("tiny")).names():
        before = {path: path.stat().st_mtime_ns for path in made}
        done = served(step, "tiny", *filter(None, [name]))
        assert (done.returncode, done.stdout, done.stderr) == (0, "", ""), (step, name)
        assert any(path.stat().st_mtime_ns != before[path] for path in made), "the step has written nothing"
    assert {path: path.read_bytes() for path in Path("results").rglob("*") if path.is_file()} == made


def test_a_step_that_fails_says_why_to_its_caller_with_its_exit_code(
    served: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    unknown = served("table", "tiny", "nothing")
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert unknown.stderr.startswith("step table: 'nothing' is none of its names")
    assert served("nothing", "tiny").stderr.startswith("step nothing is not known")
    assert served("raw", "other", "vas").returncode == 2


def test_a_trial_file_that_changed_is_loaded_again(
    tiny: Tiny, served: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    assert served("raw", "tiny", "vas").returncode == 0
    tiny.spec("  sf36:\n    file: data/sf36.csv", "  sf37:\n    file: data/sf36.csv")
    tiny.spec("source: sf36", "source: sf37")
    assert served("raw", "tiny", "sf37").returncode == 0
    tiny.spec("title: A tiny trial", "titel: A tiny trial")
    wrong = served("raw", "tiny", "sf37")
    assert (wrong.returncode, "titel is not a known key" in wrong.stderr) == (2, True)


def test_a_step_stands_in_the_folder_of_its_caller(
    tmp_path: Path, served: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    here = Path.cwd()
    os.chdir(elsewhere)
    try:
        assert "no such trial file" in served("raw", "tiny", "vas").stderr
    finally:
        os.chdir(here)


def test_where_nobody_answers_the_step_is_done_by_its_caller(tiny: Tiny) -> None:
    environment = os.environ | {VARIABLE: "nowhere"}
    done = subprocess.run([*STEP, "raw", "tiny", "vas"], env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert Path("results/tiny/raw/vas.parquet").is_file()


def test_a_step_that_is_killed_is_said_to_be(tiny: Tiny) -> None:
    with run_with_endless_step() as (run, caller):
        (serving,) = children_of(run.pid)
        (child,) = children_of(serving)
        os.kill(child, signal.SIGKILL)
        _, said = caller.communicate(timeout=60)
        assert caller.returncode == KILLED
        assert said == "the step was killed (SIGKILL); the system does so where memory runs out\n"
        assert lives(serving)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_a_caller_that_is_stopped_takes_its_step_along(tiny: Tiny, how: signal.Signals) -> None:
    with run_with_endless_step() as (run, caller):
        (serving,) = children_of(run.pid)
        (child,) = children_of(serving)
        caller.send_signal(how)
        caller.communicate(timeout=60)
        assert caller.returncode != 0
        wait_until(lambda: not lives(child) and not children_of(serving))  # it is dead before the server hears of it
        assert lives(serving)


@pytest.mark.parametrize("who", ["run", "server"])
def test_nothing_outlives_a_run_or_a_server_that_is_killed(tiny: Tiny, who: str) -> None:
    with run_with_endless_step() as (run, caller):
        (serving,) = children_of(run.pid)
        (child,) = children_of(serving)
        os.kill(run.pid if who == "run" else serving, signal.SIGKILL)
        _, said = caller.communicate(timeout=60)
        assert caller.returncode in (1, KILLED)  # whichever the caller hears of first
        assert said.startswith("the ")
        wait_until(lambda: not lives(child) and not lives(serving))


def test_a_server_that_is_left_has_taken_its_socket_and_its_children_along(tiny: Tiny) -> None:
    with tiny_server() as variables:
        path = Path(variables[VARIABLE])
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.parent.stat().st_mode & 0o777 == 0o700
        (serving,) = children_of(os.getpid())
    assert not path.parent.exists()
    assert not lives(serving)


def test_what_is_no_request_is_refused_and_the_next_is_served(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    with tiny_server() as variables:
        monkeypatch.setenv(VARIABLE, variables[VARIABLE])
        for message in (b"not JSON", b"[]", b"{}", json.dumps({"arguments": ["step"]}).encode()):
            with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as connection:
                connection.connect(variables[VARIABLE])
                connection.send(message)
                assert json.loads(connection.recv(100)) == {"refused": 1}
        assert ask(["step", "raw", "tiny", "vas"]) == 0
        assert ask(["check", "tiny"]) is None


@pytest.mark.slow
def test_two_hundred_children_read_and_write_what_one_process_does(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    """Libraries with threads of their own can hang or fail in a child of a process that has started them."""
    run_steps("tiny")
    path = Path("results/tiny/adam/adpain.parquet")
    made = path.read_bytes()
    with tiny_server() as variables:
        (serving,) = children_of(os.getpid())
        monkeypatch.setenv(VARIABLE, variables[VARIABLE])
        for _ in range(200):
            path.unlink()
            assert ask(["step", "adam", "tiny", "adpain"]) == 0
            assert path.read_bytes() == made
        # jemalloc, which pyarrow brings, has a thread of its own and looks after it at every fork.
        threads = {task.joinpath("comm").read_text().strip() for task in Path(f"/proc/{serving}/task").iterdir()}
        assert len(threads - {"jemalloc_bg_thd"}) == 1
