"""`python -m trialstats.served.snakemake TRIAL SOCKET`: Snakemake, ready before it is needed (`started`).

It imports, loads the trial, and waits for its arguments at a socket (the number of an open file). It ends when the run
that started it ends, also by force.
"""

from __future__ import annotations

import gc
import json
import os
import socket
import sys
from contextlib import suppress

from trialstats.errors import TrialstatsError
from trialstats.served.child import end_with_parent
from trialstats.verbs.trial import keep

MESSAGE = 1 << 16  # bytes that a message has at most


def main() -> None:
    end_with_parent()
    _, trial, number = sys.argv
    prepare(trial)
    with socket.socket(fileno=int(number)) as connection:
        # The lock comes along, open in here and in every job: as long as one lives, no second run starts beside it.
        message, _, _, _ = socket.recv_fds(connection, MESSAGE, 1)
    if not message:  # the run has no need of it
        return
    told = json.loads(message)
    os.environ.update(told["environment"])
    sys.argv = ["snakemake", *told["arguments"]]
    run(told["arguments"])


def prepare(trial: str) -> None:
    """Import what the workflow imports, and load the trial; what is wrong with it the run says itself."""
    gc.disable()  # what is imported is of use to the end: nobody looks through it for what is not
    from snakemake import cli, workflow  # noqa: F401
    from snakemake.scheduling import job_scheduler  # noqa: F401

    from trialstats.plan import jobs, memory  # noqa: F401

    with suppress(TrialstatsError):
        keep(trial)
    gc.freeze()
    gc.enable()


def run(arguments: list[str]) -> None:
    """Do as the command `snakemake` does, without its limit of jobs a second."""
    from snakemake.cli import args_to_api, parse_args, print_exception

    try:
        parser, parsed = parse_args(arguments)
        # Jobs on this machine are as many as it has cores. A limit of jobs a second, which is for those of a cluster,
        # looks for jobs with every job a second later anew, and ends a second after the last.
        parsed.max_jobs_per_timespan = None
        ended_well = args_to_api(parsed, parser)
    except Exception as error:
        print_exception(error)
        ended_well = False
    sys.exit(0 if ended_well else 1)


if __name__ == "__main__":
    main()
