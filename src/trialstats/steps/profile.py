"""Where the time of a run went: what this command, Snakemake, imports and each step took.

It is told, and written beside the results. None of it is an output of the run: times differ from run to run, and no
file that is compared holds one.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from time import monotonic
from typing import BinaryIO

from trialstats.io.atomic import write_text
from trialstats.plan.layout import Layout

__all__ = ["Kind", "Spent", "Took", "kinds", "read", "tell"]

SLOWEST = 10  # steps that are told one by one
MIB = 1024  # in KiB


@dataclass(frozen=True)
class Took:
    """What one step took.

    job: step and name; waited: seconds for others, and for what its server imported first; begun: seconds of a steady
    clock; wall, cpu: seconds passed and computed; memory: the most that it held (KiB), with what is the server's.
    """

    job: str
    waited: float
    begun: float
    wall: float
    cpu: float
    memory: int


@dataclass(frozen=True)
class Kind:
    """All steps of one kind: how many, seconds passed and computed, and the most memory (KiB) that one held."""

    name: str
    steps: int
    wall: float
    cpu: float
    memory: int


@dataclass
class Spent:
    """The seconds that the parts of a run computed, read from the system when each has ended; and its steps."""

    begun: float = field(default_factory=monotonic)
    of_snakemake: float = 0.0
    of_server: float = 0.0
    took: tuple[Took, ...] = ()
    _before: float = field(default_factory=lambda: computed(RUSAGE_CHILDREN))

    def snakemake(self) -> None:
        """Count what has ended since as Snakemake's, with the shells that it starts for steps."""
        self.of_snakemake, self._before = computed(RUSAGE_CHILDREN) - self._before, computed(RUSAGE_CHILDREN)

    def server(self, told: BinaryIO) -> None:
        """Count what has ended since as the server's, but for the steps in its children; `told` tells these."""
        self.took = tuple(read(told))
        both, self._before = computed(RUSAGE_CHILDREN) - self._before, computed(RUSAGE_CHILDREN)
        self.of_server = max(both - sum(one.cpu for one in self.took), 0.0)


def computed(who: int) -> float:
    """Seconds computed by this process, or by its children that have ended and theirs."""
    used = getrusage(who)
    return used.ru_utime + used.ru_stime


def read(told: BinaryIO) -> Iterable[Took]:
    """Read what a server told; a line that a killed one left half-written is no step."""
    told.seek(0)
    for line in told.read().decode().splitlines():
        try:
            yield Took(**json.loads(line))
        except (ValueError, TypeError):
            continue


def kinds(took: Sequence[Took]) -> list[Kind]:
    """Add steps up by their kind, the longest computed first."""
    by_kind: dict[str, list[Took]] = {}
    for one in took:
        by_kind.setdefault(one.job.split()[0], []).append(one)
    summed = [
        Kind(name, len(of), sum(one.wall for one in of), sum(one.cpu for one in of), max(one.memory for one in of))
        for name, of in by_kind.items()
    ]
    return sorted(summed, key=lambda kind: (-kind.cpu, kind.name))


def tell(spent: Spent, layout: Layout) -> None:
    """Print where the time went, and write it, step by step, as a table and as a figure."""
    print(*lines(spent), sep="\n")
    if not spent.took:
        return
    from trialstats.steps.profile_figure import draw

    write_text(layout.profile("csv"), as_csv(spent.took))
    draw(spent.took, layout.profile("svg"))
    print(f"  step by step    {layout.profile('csv')}, {layout.profile('svg')}")


def lines(spent: Spent) -> Iterable[str]:
    steps = sum(one.cpu for one in spent.took)
    parts = {
        "this command, with the check": computed(RUSAGE_SELF),
        "Snakemake, with its shells" if spent.took else "Snakemake, with all steps": spent.of_snakemake,
        "imports for all steps": spent.of_server,
        f"{len(spent.took)} steps": steps,
    }
    yield f"\nwhere the time went ({monotonic() - spent.begun:.1f} s passed, {sum(parts.values()):.1f} s computed):"
    yield from (f"  {name:<30}{seconds:>8.1f} s computed" for name, seconds in parts.items() if seconds)
    if not spent.took:
        yield "  no step was served, so that nothing is known of each"
        return
    head = f"{'steps':>6}{'s passed':>10}{'s computed':>12}{'most MiB':>10}"
    yield f"\n  {'kind of step':<34}{head}"
    for kind in kinds(spent.took):
        yield f"  {kind.name:<34}{kind.steps:>6}{numbers(kind)}"
    yield f"\n  {'slowest steps':<34}{head[6:]:>{len(head)}}"
    for one in sorted(spent.took, key=lambda one: (-one.wall, one.job))[:SLOWEST]:
        yield f"  {one.job:<40}{numbers(one)}"


def numbers(of: Kind | Took) -> str:
    return f"{of.wall:>10.2f}{of.cpu:>12.2f}{of.memory / MIB:>10.0f}"


def as_csv(took: Sequence[Took]) -> str:
    """Write a row a step in the order in which they began; seconds from the first."""
    text, first = io.StringIO(), min(one.begun for one in took)
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["step", "name", "waited_s", "begun_s", "passed_s", "computed_s", "memory_mib"])
    for one in sorted(took, key=lambda one: one.begun):
        step, _, name = one.job.partition(" ")
        times = (one.waited, one.begun - first, one.wall, one.cpu)
        rows.writerow([step, name, *(f"{seconds:.3f}" for seconds in times), f"{one.memory / MIB:.0f}"])
    return text.getvalue()
