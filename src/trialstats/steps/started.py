"""Snakemake as a process that is started before it is needed: what it imports takes as long as a check of the data."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

__all__ = ["Started", "environment", "started"]

SNAKEMAKE = (sys.executable, "-m", "trialstats.served.snakemake")


class Started:
    """A process that waits for its arguments at the other end of a connection."""

    def __init__(self, process: subprocess.Popen[str], connection: socket.socket) -> None:
        self.process, self.connection = process, connection

    def go(self, arguments: list[str], variables: Mapping[str, str], lock: int) -> IO[str]:
        """Let it run with these arguments and further variables of its environment; gives what it says.

        lock: the open file that stands for the run, which Snakemake and its jobs hold while they live.
        """
        message = json.dumps({"arguments": arguments, "environment": dict(variables)}).encode()
        with suppress(OSError):  # it has ended already, and its exit code says how
            socket.send_fds(self.connection, [message], [lock])
        assert self.process.stdout is not None
        return self.process.stdout

    def wait(self) -> int:
        """Wait for its end; gives its exit code, below 0 the signal that killed it."""
        return self.process.wait()


@contextmanager
def started(trial: str) -> Iterator[Started]:
    """Start Snakemake for a trial. What was not let go by the end has done nothing, and is killed."""
    own, other = socket.socketpair()
    with own:
        with other:
            process = subprocess.Popen(
                [*SNAKEMAKE, trial, str(other.fileno())],
                env=environment(),
                pass_fds=[other.fileno()],
                text=True,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
            )
        with process:
            try:
                yield Started(process, own)
            finally:
                process.kill()


def environment() -> dict[str, str]:
    """Keep caches inside the folder, and find this installation's programs first."""
    cache = Path(".cache").absolute()
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    return {**os.environ, "PATH": programs, "XDG_CACHE_HOME": str(cache), "MPLCONFIGDIR": str(cache / "matplotlib")}
