"""Snakemake's output in a few words: what is being made, and of a failure what the failed steps said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

__all__ = ["failures", "progress"]


def progress(lines: Iterable[str]) -> Iterator[str]:
    """Give a line for each job that starts: `analyse pain_mmrm`."""
    rule = ""
    for line in lines:
        words = line.split()
        if len(words) == 2 and words[0] in ("rule", "localrule"):
            rule = words[1].rstrip(":")
        elif words[:1] == ["wildcards:"] and rule:
            name = [word.removeprefix("name=") for word in words if word.startswith("name=")]
            yield " ".join([rule, *name])
            rule = ""


def failures(logs: Path) -> Iterator[str]:
    """Give what failed steps said; the log of a step that went well is empty."""
    for log in sorted(logs.rglob("*.log")):
        if said := log.read_text("utf-8").strip():
            yield f"{log.relative_to(logs).with_suffix('')}:"
            yield from (f"  {line}" for line in said.splitlines())
