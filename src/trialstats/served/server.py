"""Take requests for steps, do each in a forked child, and answer with how it ended."""

from __future__ import annotations

import json
import os
import resource
import selectors
import signal
import socket
import struct
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import Any, Protocol

from trialstats.served.child import Request, be_child

__all__ = ["Server"]

LARGEST = 1 << 20  # bytes of a request, most of which are its environment
STANDARD = 3  # files that a request brings: input, output, errors
REFUSED = {"refused": 1}  # the caller then does the step itself
CREDENTIALS = struct.Struct("3i")  # process, user, group: struct ucred of unix(7)


class Prepares(Protocol):
    """What is done before the fork, in the server, once for all children."""

    def prepare(self, arguments: list[str]) -> None: ...


@dataclass
class Job:
    """A child at work: who asked for it, what for, and since when (seconds of a steady clock)."""

    connection: socket.socket
    arguments: list[str]
    asked: float
    begun: float


class Server:
    """One loop over the socket, the connections, ends of children, and the end of the run."""

    def __init__(self, listening: socket.socket, preparation: Prepares) -> None:
        self.listening, self.preparation = listening, preparation
        self.jobs: dict[int, Job] = {}
        self.selector = selectors.DefaultSelector()
        self.bell, self.rung = socket.socketpair()

    def serve(self, life: int) -> None:
        """Serve until the file `life` ends, then end every child.

        A signal that a terminal sends to all (Ctrl-C) is for the steps and for the run, which then ends this.
        """
        for end in (self.bell, self.rung, self.listening):
            end.setblocking(False)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # or it would not ring
        signal.set_wakeup_fd(self.rung.fileno(), warn_on_full_buffer=False)
        for watched in (life, self.listening, self.bell):
            self.selector.register(watched, selectors.EVENT_READ)
        while True:
            ready = [key.fileobj for key, _ in self.selector.select()]
            if life in ready:
                break
            if self.bell in ready:
                with suppress(BlockingIOError):
                    self.bell.recv(4096)
                self.reap()
            for one in ready:
                if one is self.listening:
                    self.accept()
                elif isinstance(one, socket.socket) and one is not self.bell:
                    self.hear(one)
        self.end()

    def accept(self) -> None:
        with suppress(OSError):
            connection, _ = self.listening.accept()
            if of_this_user(connection):
                self.selector.register(connection, selectors.EVENT_READ)
            else:
                connection.close()

    def hear(self, connection: socket.socket) -> None:
        """Take a request; of one that was taken already, only the end is to be heard: then its child ends too."""
        if connection.fileno() < 0:  # closed a moment ago, when its child was found to have ended
            return
        message, files = b"", list[int]()
        with suppress(OSError):
            message, files, _, _ = socket.recv_fds(connection, LARGEST, STANDARD)
        if not message:
            self.stop(connection)
        elif (request := request_of(message, files)) is None:
            self.answer(connection, REFUSED)
        else:
            self.begin(connection, request)
        for file in files:
            os.close(file)

    def stop(self, connection: socket.socket) -> None:
        """End the child of a caller that is gone."""
        self.selector.unregister(connection)
        connection.close()
        for pid, job in self.jobs.items():
            if job.connection is connection:
                os.kill(pid, signal.SIGKILL)

    def begin(self, connection: socket.socket, request: Request) -> None:
        """Prepare and fork; where the system allows no further process, the caller does the step itself."""
        asked = monotonic()
        self.preparation.prepare(request.arguments)
        job = Job(connection, request.arguments, asked, monotonic())
        server = os.getpid()
        try:
            pid = os.fork()
        except OSError:
            self.answer(connection, REFUSED)
            return
        if pid == 0:
            kept = (self.listening, self.bell, self.rung, *(job.connection for job in self.jobs.values()), connection)
            be_child(request, server, [self.selector, *kept])
        self.jobs[pid] = job

    def reap(self) -> None:
        """Answer for every child that has ended."""
        while self.jobs:
            try:
                pid, status, used = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if (job := self.jobs.pop(pid, None)) is None:
                continue
            self.account(job, used)
            code = os.waitstatus_to_exitcode(status)
            self.answer(job.connection, {"signal": -code} if code < 0 else {"code": code})

    def answer(self, connection: socket.socket, said: dict[str, int]) -> None:
        if connection.fileno() < 0:  # who asked is gone
            return
        with suppress(OSError):
            connection.send(json.dumps(said).encode())
        self.selector.unregister(connection)
        connection.close()

    def account(self, job: Job, used: resource.struct_rusage) -> None:
        """Write down what a step took, as `steps.profile.Took` reads it: seconds, and the most memory held (KiB)."""
        took: dict[str, Any] = {
            "job": " ".join([job.arguments[1], *job.arguments[3:]]),
            "waited": job.begun - job.asked,
            "begun": job.begun,
            "wall": monotonic() - job.begun,
            "cpu": used.ru_utime + used.ru_stime,
            "memory": used.ru_maxrss,
        }
        print(json.dumps(took), flush=True)

    def end(self) -> None:
        for pid in self.jobs:
            os.kill(pid, signal.SIGKILL)
        for pid in self.jobs:
            os.waitpid(pid, 0)


def request_of(message: bytes, files: list[int]) -> Request | None:
    """Read a request; None where it is none, or was cut off."""
    try:
        return Request(**json.loads(message), files=files) if len(files) == STANDARD else None
    except (ValueError, TypeError):
        return None


def of_this_user(connection: socket.socket) -> bool:
    """Tell whether who asks is the user for whom this process runs."""
    sent = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, CREDENTIALS.size)
    return bool(CREDENTIALS.unpack(sent)[1] == os.getuid())
