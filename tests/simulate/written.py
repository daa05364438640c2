"""What planned trials of tests have in common: their sources, their arms, and how a file is written and loaded."""

from __future__ import annotations

from pathlib import Path
from textwrap import indent

from trialstats.trialfile.load import load_trial
from trialstats.trialfile.trial import Trial

__all__ = ["ARMS", "LOW", "SOURCES", "written"]

SOURCES = """\
sources:
  subjects: {file: subjects.csv, subject: id}
  pain: {file: pain.csv, subject: id, visit: visit}
"""
LOW = "  Low: {codes: L}\n"
ARMS = f"""\
arms:
  High: {{codes: H}}
{LOW}  Sham: {{codes: S, role: reference}}
"""


def written(path: Path, trial: str, analyses: str, design: str, more: str = "") -> Trial:
    """Write a trial with its analyses and its design, and load it."""
    path.write_text(f"{trial}analyses:\n{analyses}design:\n{indent(design, '  ')}{more}", "utf-8")
    return load_trial(path)
