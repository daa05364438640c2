"""The server of a run's steps (`served`): started with the run, and never left behind.

It serves where Linux does what it needs. Elsewhere, or where it cannot be started, each step is a process of its own,
as where `snakemake` is called by itself.
"""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from trialstats.client import VARIABLE

__all__ = ["server"]

SERVER = (sys.executable, "-m", "trialstats.served")
WAITING = 1024  # callers that are not yet heard
PATIENCE = 10.0  # seconds for the server to end its children


@contextmanager
def server(trial: str, lock: int, environment: dict[str, str], told: BinaryIO) -> Iterator[dict[str, str]]:
    """Serve the steps of a trial; gives what the environment of its workflow says of the server, if there is one.

    lock: the open file that stands for the run, which every step holds while it lives.
    told: where a line goes for each step, of what it took.
    """
    with TemporaryDirectory(prefix="trialstats-") as folder:
        path = Path(folder) / "socket"
        listening = listen(path) if sys.platform == "linux" else None
        if listening is None:
            yield {}
            return
        with listening:
            process = start(trial, listening.fileno(), lock, environment, told)
        try:
            yield {VARIABLE: str(path)}
        finally:
            stop(process)


def listen(path: Path) -> socket.socket | None:
    """Open a socket that this user alone can speak to (its folder is closed too); None where the system allows none."""
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        listening.bind(str(path))  # of at most 107 bytes
        path.chmod(0o600)
        listening.listen(WAITING)
    except OSError:
        listening.close()
        return None
    return listening


def start(
    trial: str, listening: int, lock: int, environment: dict[str, str], told: BinaryIO
) -> subprocess.Popen[bytes]:
    command = [*SERVER, trial, str(listening)]
    return subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=told, pass_fds=[listening, lock])


def stop(process: subprocess.Popen[bytes]) -> None:
    """End the server: it sees its input end, and ends its children."""
    assert process.stdin is not None
    with suppress(OSError):
        process.stdin.close()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
