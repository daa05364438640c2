"""What a forked child is: a process that stands where the caller stands, does its step, and ends with its exit code."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NoReturn, Protocol

from trialstats.client import VARIABLE

__all__ = ["Request", "be_child", "end_with_parent"]

PR_SET_PDEATHSIG = 1  # prctl(2)
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Request:
    """A command line, the folder and the environment that it was given in, and its standard files."""

    arguments: list[str]
    folder: str
    environment: dict[str, str]
    files: list[int]


class Closes(Protocol):
    def close(self) -> None: ...


def be_child(request: Request, server: int, inherited: Iterable[Closes]) -> NoReturn:
    """Do the step and end; nothing of the server's goes on in here, and the child does not outlive it.

    inherited: what is the server's own, and would stay open here.
    """
    code = 1
    try:
        end_with_parent()
        if os.getppid() != server:  # it ended before that was said
            os._exit(code)
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for one in inherited:
            one.close()
        for number, file in enumerate(request.files):
            os.dup2(file, number)
            os.close(file)
        os.chdir(request.folder)
        os.environ.clear()
        os.environ.update({name: text for name, text in request.environment.items() if name != VARIABLE})
        code = run(request.arguments)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def end_with_parent() -> None:
    """Have the system kill this process when that which started it ends, however it does."""
    if LIBC is not None:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def run(arguments: list[str]) -> int:
    """Call the command line; gives its exit code when all that it said is written."""
    from trialstats.cli import main

    sys.argv = ["trialstats", *arguments]
    try:
        main()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    sys.stdout.flush()
    sys.stderr.flush()
    return code
