"""How much memory a job is likely to need, by which Snakemake decides how many run at once; and what there is.

A job holds what it reads, so its need grows with the input files behind it. The factors are those measured on trials of
250 to 5,000 subjects (benchmarks/README.md), rounded up. An estimate that is too small costs nothing but that too many
jobs may run at once, one that is too large a core that waits.
"""

from __future__ import annotations

import os
from pathlib import Path

from trialstats.plan.jobs import Plan
from trialstats.plan.origins import makers_of

__all__ = ["Memory", "memory_of_machine"]

# Megabytes of a step with nothing to read: Python and its libraries.
LIBRARIES = 250
# Megabytes for each megabyte of text behind a job.
FACTORS = {"raw": 20, "dataset": 30, "adam": 15, "affected": 10, "analyse": 30, "ard": 5, "figure": 20, "listing": 40}
OTHERWISE = 10
# How many times as large a packed file is as text.
PACKED = {".xlsx": 8, ".ods": 8, ".parquet": 8, ".gz": 8, ".zip": 8}
# How many times as much a questionnaire's file counts: its answers stand side by side there, and become a record each.
ITEMS = 9
# The part of the machine's memory that jobs may have together.
SHARE = 0.9
LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))


class Memory:
    """What the jobs of a trial are likely to need."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.makers = plan, makers_of(plan)
        self.known: dict[tuple[str, str], frozenset[Path]] = {}
        scored = [dataset.source for dataset in plan.trial.datasets.values() if dataset.instrument]
        self.items = {Path(path) for source in scored for path in plan.trial.sources[source].paths()}

    def needed(self, step: str, name: str = "") -> int:
        """Give megabytes, no more than there are: a job that needs all the memory runs alone."""
        text = sum(size_as_text(path) * (ITEMS if path in self.items else 1) for path in self.behind(step, name)) / 1e6
        return min(int(LIBRARIES + FACTORS.get(step, OTHERWISE) * text), memory_of_machine())

    def behind(self, step: str, name: str) -> frozenset[Path]:
        """Give the input files that a job's own inputs come of, in turn."""
        if (step, name) not in self.known:
            inputs, _, _ = getattr(self.plan, step)(name)
            each = (self.behind(*self.makers[path]) if path in self.makers else {path} for path in inputs)
            self.known[step, name] = frozenset(path for paths in each for path in paths)
        return self.known[step, name]


def size_as_text(path: Path) -> float:
    """Give the bytes of a file, unpacked; 0 where there is none yet."""
    try:
        return path.stat().st_size * PACKED.get(path.suffix.lower(), 1)
    except OSError:
        return 0.0


def memory_of_machine() -> int:
    """Give the megabytes that jobs may have together: most of the machine's, or of what its container may use."""
    there = [os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")]
    there += [int(text) for path in LIMITS if path.is_file() and (text := path.read_text("utf-8").strip()).isdigit()]
    return int(SHARE * min(there) / 1e6)
