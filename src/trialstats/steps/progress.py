"""Snakemake's output in a few words: what is being made, what is left, for how long; and what failed steps said."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from time import monotonic
from typing import TextIO

__all__ = ["Work", "failures", "follow", "jobs_started"]

TICK = 1.0  # seconds after which a terminal sees how long it has been
ERASE = "\r\x1b[2K"


@dataclass
class Work:
    """How far a run is: how many jobs it has and has done, and those at work by Snakemake's number."""

    total: int = 0
    done: int = 0
    at_work: dict[str, str] = field(default_factory=dict)
    _rule: str = ""
    _number: str = ""
    _failed: bool = False

    def read(self, line: str) -> str | None:
        """Take a line of Snakemake's output in; gives the job that it says to start: `analyse pain_mmrm`."""
        match line.split():
            case ["total", count] if count.isdigit():
                self.total = int(count) - 1  # the rule `all` makes nothing
            case ["rule" | "localrule", rule]:
                self._rule, self._failed = rule.rstrip(":"), False
            case ["Error", "in", "rule", *_]:
                self._failed = True
            case ["jobid:", number]:
                self._number = number
                if self._failed:
                    self.at_work.pop(number, None)
            case ["wildcards:", *words] if self._rule:
                known = dict(word.rstrip(",").split("=", 1) for word in words if "=" in word)
                rule = self._rule.removesuffix(f"_{known.get('trial')}")  # a rule of one trial has its name
                job, self._rule = " ".join([rule, *filter(None, [known.get("name")])]), ""
                self.at_work[self._number] = job
                return job
            case ["Finished", "jobid:", number, *_] if number in self.at_work:
                del self.at_work[number]
                self.done += 1
        return None

    def so_far(self, seconds: float) -> str:
        """Say what is done of how much, and for how long: `12 of 23 done, 1:05`."""
        return f"{self.done} of {self.total} done, {clock(seconds)}" if self.total else f"preparing, {clock(seconds)}"


def jobs_started(lines: Iterable[str]) -> Iterator[str]:
    """Give the jobs that Snakemake says to start."""
    work = Work()
    return (job for line in lines if (job := work.read(line)))


def follow(lines: Iterable[str], out: TextIO, time: Callable[[], float] = monotonic) -> Work:
    """Show how far a run is until its lines end: on one line of a terminal, elsewhere a line for each job.

    time: gives seconds, since whenever.
    """
    work, begin = Work(), time()
    show = on_one_line if out.isatty() and os.environ.get("TERM") != "dumb" else line_by_line
    show(lines, work, out, lambda: time() - begin)
    if work.total:
        print(f"  {work.done} of {work.total} made in {clock(time() - begin)}", file=out, flush=True)
    return work


def line_by_line(lines: Iterable[str], work: Work, out: TextIO, passed: Callable[[], float]) -> None:
    for line in lines:
        if job := work.read(line):
            print(f"  {job} ({work.so_far(passed())})", file=out, flush=True)


def on_one_line(lines: Iterable[str], work: Work, out: TextIO, passed: Callable[[], float]) -> None:
    try:
        for line in ticking(lines):
            if line is not None:
                work.read(line)
            shown = "  " + ": ".join(filter(None, [work.so_far(passed()), ", ".join(work.at_work.values())]))
            out.write(f"{ERASE}{shown[: shutil.get_terminal_size().columns - 1]}")
            out.flush()
    finally:
        out.write(ERASE)
        out.flush()


def ticking(lines: Iterable[str]) -> Iterator[str | None]:
    """Pass lines on as they come, and None where a while goes by without one."""
    waiting: Queue[str | None] = Queue()

    def fill() -> None:
        for line in lines:
            waiting.put(line)
        waiting.put(None)

    Thread(target=fill, daemon=True).start()
    while True:
        try:
            line = waiting.get(timeout=TICK)
        except Empty:
            yield None
            continue
        if line is None:
            return
        yield line


def clock(seconds: float) -> str:
    """Write a time as a clock does: 0:07, 12:40, 1:02:03."""
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def failures(logs: Path) -> Iterator[str]:
    """Give what failed steps said; the log of a step that went well is empty."""
    for log in sorted(logs.rglob("*.log")):
        if said := log.read_text("utf-8").strip():
            yield f"{log.relative_to(logs).with_suffix('')}:"
            yield from (f"  {line}" for line in said.splitlines())
