"""Run the whole workflow of a trial under a lock that a living run holds and a dead one cannot."""

from __future__ import annotations

import fcntl
import json
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile

from trialstats.client import by_signal
from trialstats.errors import AliveError
from trialstats.io.atomic import write_json
from trialstats.plan.alive import OF_RUN, begin
from trialstats.plan.jobs import Plan
from trialstats.plan.layout import Layout
from trialstats.plan.memory import memory_of_machine
from trialstats.plan.workflow import PROFILE, SNAKEFILE
from trialstats.provenance import file_digest
from trialstats.steps.outcome import differences, not_estimated, not_shown, outputs_of
from trialstats.steps.profile import Spent, tell
from trialstats.steps.progress import Work, failures, follow
from trialstats.steps.server import server
from trialstats.steps.started import Started, environment
from trialstats.steps.still import as_it_was, keep, state
from trialstats.trialfile.trial import Trial

__all__ = ["run_workflow"]

STOPPED = 1


def run_workflow(trial: str, declared: Trial, started: Started, spent: Spent | None = None) -> int:
    """Run Snakemake for a trial; say where to look, or what went wrong. Gives the exit code.

    started: Snakemake, which waits. spent: where it is counted where the time goes, which is then told.
    """
    plan, counted = Plan(declared, Layout(trial)), spent or Spent()
    layout = plan.layout
    with lock(layout.lock) as descriptor:
        if descriptor is None:
            raise AliveError(f"another run of {trial} is still alive; wait for it, or stop it")
        before = outputs_of(layout)
        now = state(plan)
        if as_it_was(plan, now):
            return finish(declared, layout, before, spent)
        begin(layout.lock)
        remove_leftovers(plan)
        remove_changed(layout, before or {})
        layout.begun.touch()
        with TemporaryFile() as told:
            with server(trial, descriptor, environment(), told) as variables:
                work, code, last = snakemake(started, trial, descriptor, variables)
                counted.snakemake()
            counted.server(told)
        why = stopped(layout, code, last)
        if not why:
            layout.begun.unlink()
        if not why and work.total == 0:
            keep(plan, now)
    if why:
        print("\nthe run stopped:", *why, sep="\n", file=sys.stderr)
        return STOPPED
    return finish(declared, layout, before, spent)


def stopped(layout: Layout, code: int, last: list[str]) -> list[str]:
    """Say why a run made not everything; nothing where it did.

    code: Snakemake's exit code, below 0 the signal that killed it; last: its last words.
    """
    if code < 0:
        return [
            f"Snakemake was killed {by_signal(-code)}. What is made is whole: run again, and it goes on from there."
        ]
    if code > 0:
        return list(failures(layout.top / "logs")) or last
    if not layout.manifest.is_file():
        return [
            f"Snakemake ended well, yet {layout.manifest} is not there: is {layout.top} emptied by others? Run again."
        ]
    return []


def remove_leftovers(plan: Plan) -> None:
    """Remove what a killed run left half-written, and outputs that the trial file asks for no more.

    Files that no run was asked for are somebody's, and stay. Nobody else is at work here: the lock is held.
    """
    layout, planned = plan.layout, {path.as_posix() for path in plan.outputs()}
    for half in layout.top.rglob(".*.part"):
        half.unlink()
    asked = asked_for(layout)
    for path in sorted(asked - planned):
        if Path(path).is_file():
            Path(path).unlink()
            print(f"  removed {path}, which the trial file asks for no more")
    write_json(layout.asked, sorted(planned))


def remove_changed(layout: Layout, recorded: Mapping[str, str]) -> None:
    """Remove outputs that are not what the last run recorded, so that nothing is made of what somebody changed.

    recorded: digests by names in the results. After a run that did not end, files newer than its record are its own.
    """
    if layout.begun.is_file():
        return
    for name, digest in recorded.items():
        path = layout.top / name
        if path.is_file() and file_digest(path) != digest:
            path.unlink()
            print(f"  {path} was changed after the run that made it: it is made again")


def asked_for(layout: Layout) -> set[str]:
    """The files of this trial that the last run was asked for; none where that cannot be read."""
    try:
        known = json.loads(layout.asked.read_text("utf-8"))
    except (OSError, ValueError):
        return set()
    own = f"{layout.top.as_posix()}/"
    listed = known if isinstance(known, list) else []
    return {path for path in listed if isinstance(path, str) and path.startswith(own) and ".." not in path}


def snakemake(started: Started, trial: str, lock: int, variables: Mapping[str, str]) -> tuple[Work, int, list[str]]:
    """Run the workflow, showing how far it is; gives what there was to do, the exit code and Snakemake's last words."""
    arguments = ["--snakefile", str(SNAKEFILE), "--profile", str(PROFILE), "--config", f"trials={trial}"]
    arguments += ["--quiet", "host"]  # the profile's quiet hides what is done
    arguments += ["--resources", f"mem_mb={memory_of_machine()}"]
    last: deque[str] = deque(maxlen=30)
    work = follow(remember(started.go(arguments, {**variables, OF_RUN: trial}, lock), last), sys.stdout)
    return work, started.wait(), list(last)


def remember(lines: Iterable[str], last: deque[str]) -> Iterator[str]:
    """Pass lines on and keep the last of them."""
    for line in lines:
        last.append(line.rstrip())
        yield line


@contextmanager
def lock(path: Path) -> Iterator[int | None]:
    """Hold the lock; give None where another run holds it. The system frees it when its last holder dies."""
    path.parent.mkdir(exist_ok=True)
    with path.open("a") as file:  # which leaves its time as it is: `begin` marks that
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
        else:
            yield file.fileno()


def finish(trial: Trial, layout: Layout, before: dict[str, str] | None = None, spent: Spent | None = None) -> int:
    """Say where the results are, what changed, where the time went if that is asked, and what could not be made."""
    print(f"{trial.STUDYID}: {trial.title}")
    print(f"  report          {layout.report}")
    print(f"  tables, figures {layout.top}/tables, {layout.top}/figures")
    print(f"  every number    {layout.ard}")
    if before is not None:
        print(f"  since last run  {differences(before, outputs_of(layout) or {})}")
    if spent is not None:
        tell(spent, layout)
    failed, unmade = list(not_estimated(trial, layout)), list(not_shown(trial, layout))
    for words, found in (("not estimated", failed), ("not shown", unmade)):
        if found:
            print(f"{words} (the report says so too):", *found, sep="\n  ", file=sys.stderr)
    return 4 if failed or unmade else 0
