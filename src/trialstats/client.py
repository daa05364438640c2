"""Ask the process that `trialstats run` has started to do a step, for it has imported once what every step imports.

A step that is served so spends its time on its own work, and this module is all that is imported to ask for it. What
is said both ways is JSON, one message each; the step writes to the files that the caller has open (0, 1 and 2), which
travel along. The caller ends as the step did; where it is stopped, the server sees the connection end, and stops the
step.
"""

from __future__ import annotations

import os
import sys

__all__ = ["VARIABLE", "ask", "by_signal"]

VARIABLE = "TRIALSTATS_SERVER"  # names the socket
STANDARD = (0, 1, 2)
STOPPED = 130  # by the user, as shells count it
SIGNALLED = 128  # and the number of the signal, as shells count it
MESSAGE = 1 << 16  # bytes that an answer has at most


def ask(arguments: list[str]) -> int | None:
    """Have a step done by the server; gives its exit code, or None where no server answers and nothing was done."""
    path = os.environ.get(VARIABLE)
    if not path or arguments[:1] != ["step"]:
        return None
    import json
    import socket

    try:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    except (OSError, AttributeError):  # a system that has no such sockets
        return None
    with connection:
        try:
            connection.connect(path)
            asked = {"arguments": arguments, "folder": os.getcwd(), "environment": dict(os.environ)}
            socket.send_fds(connection, [json.dumps(asked).encode()], list(STANDARD))
        except OSError:
            return None
        try:
            answer = json.loads(connection.recv(MESSAGE) or "null")
        except OSError:
            answer = None
        except KeyboardInterrupt:
            return STOPPED
    return code_of(answer)


def code_of(answer: dict[str, int] | None) -> int | None:
    """Give the exit code that an answer stands for, and say what has no other words: a step that was killed."""
    if answer is None:
        print("the process that does the steps of the run has ended before this step was done", file=sys.stderr)
        return 1
    if "refused" in answer:
        return None
    if "signal" in answer:
        print(f"the step was killed {by_signal(answer['signal'])}", file=sys.stderr)
        return SIGNALLED + answer["signal"]
    return answer["code"]


def by_signal(number: int) -> str:
    """Say which signal killed a process, and why that may be."""
    import signal

    name = signal.Signals(number).name if number in set(signal.Signals) else f"signal {number}"
    why = "; the system does so where memory runs out" if name == "SIGKILL" else ""
    return f"({name}){why}"
