"""What could not be estimated, whole analyses and parts of them: said early in the report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from trialstats.report.content import ReportContent
from trialstats.report.words import absent, named

__all__ = ["failures"]

# Keys whose values need no name before them.
TELLING = ("PARAMCD", "AVISIT", "ARM", "measure")


def failures(content: ReportContent) -> list[tuple[str, str, str]]:
    """List (analysis, what, reason): of whole analyses first, then the parts that the notes say have failed."""
    whole = [(name, "", reason) for name, reason in content.failures.items()]
    parts = [
        (name, what(item), str(item.get("reason") or "no reason given"))
        for name, notes in content.diagnostics.items()
        for item in notes.get("failed") or ()
        if isinstance(item, Mapping)
    ]
    return whole + parts


def what(item: Mapping[str, Any]) -> str:
    """Name the part that failed: `PAIN, Week 12`."""
    words = [(key, value) for key, value in item.items() if key != "reason" and not absent(value)]
    return ", ".join(str(value) if key in TELLING else f"{named(key)} {value}" for key, value in words)
