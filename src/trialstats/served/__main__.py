"""`python -m trialstats.served TRIAL SOCKET`: serve the steps of a trial at a socket (the number of an open file).

It lives as long as its standard input is open, whose other end `trialstats run` holds: however that ends, this ends
too, and its children with it. A line a step of what it took is written to standard output.
"""

from __future__ import annotations

import os
import sys
from socket import socket

# As the command line has it, and before anything is imported that would start threads: a child has none of them.
os.environ.setdefault("OMP_NUM_THREADS", "1")

from trialstats.served.preparation import Preparation
from trialstats.served.server import Server


def main() -> None:
    _, trial, number = sys.argv
    Server(socket(fileno=int(number)), Preparation(trial)).serve(sys.stdin.fileno())
    # What libraries would do at the end is for processes that have used them.
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
