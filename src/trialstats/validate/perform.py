"""A validation from the choice of requirements to the protocol."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from trialstats.errors import SpecError
from trialstats.validate.carry_out import Outcome, Verdict, carry_out
from trialstats.validate.catalogue import chosen
from trialstats.validate.domains.installed import use_lock
from trialstats.validate.earlier import numbers_that_were_wrong
from trialstats.validate.installation import described, locked, needed, version_of
from trialstats.validate.protocol import Protocol, write_protocol

__all__ = ["FAILED", "perform"]

FAILED = 6
"""The exit code where a requirement failed."""
SAID = 3  # differences of a requirement on the screen; the protocol has them all


def perform(folder: Path, only: Sequence[str] = (), *, quick: bool = False, lock: Path | None = None) -> int:
    """Check requirements, say how each stands, write the protocol. Gives the exit code."""
    if lock is not None and not lock.is_file():
        raise SpecError([f"{lock}: there is no such file"])
    if lock is not None and not pins_libraries(lock):
        raise SpecError([f"{lock}: pins no library (`name==version`), as a requirements.lock does"])
    requirements = chosen(only)
    use_lock(lock)
    make_folder(folder)
    begun = datetime.now(UTC)
    outcomes = carry_out(requirements, quick=quick, told=say)
    words = ["trialstats", "validate", *only, *(["--quick"] if quick else [])]
    protocol = Protocol(
        outcomes,
        described(),
        {one.name: version_of(one.name) for one in needed()},
        numbers_that_were_wrong(),
        begun,
        datetime.now(UTC),
        " ".join([*words, *([f"--lock {lock}"] if lock else [])]),
    )
    page, record = write_protocol(protocol, folder)
    counts = ", ".join(f"{number} {word(verdict)}" for verdict, number in protocol.counts.items())
    print(f"{len(outcomes)} requirements: {counts}\n  to print and sign  {page}\n  every comparison   {record}")
    return 0 if protocol.met else FAILED


def pins_libraries(lock: Path) -> bool:
    """Tell whether a file is a lock; InvalidRequirement is a ValueError."""
    try:
        return bool(locked(lock))
    except (ValueError, StopIteration):
        return False


def make_folder(folder: Path) -> None:
    """Make the folder of the protocol before anything is checked; SpecError where there can be none."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SpecError([f"--output {folder}: the protocol cannot be written there ({error.strerror})"]) from None


def word(verdict: Verdict) -> str:
    return {Verdict.PASS: "passed", Verdict.FAIL: "failed", Verdict.NOT_RUN: "not run"}[verdict]


def say(outcome: Outcome) -> None:
    """Say on one line how a requirement stands; of one that failed also what differs."""
    one = outcome.requirement
    told = outcome.reason or f"{len(outcome.comparisons):,} compared, {outcome.seconds:.1f} s"
    print(f"  {one.id:<8} {outcome.verdict:<8} {told}", flush=True)
    if outcome.verdict is Verdict.FAIL:
        print(f"           {one.text}", file=sys.stderr)
        for each in outcome.failed[:SAID]:
            print(f"           {each.what}: expected {each.expected}, found {each.found}", file=sys.stderr)
        if len(outcome.failed) > SAID:
            print(f"           and {len(outcome.failed) - SAID:,} more differences", file=sys.stderr)
