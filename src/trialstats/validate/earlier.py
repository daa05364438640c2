"""Numbers that were wrong in earlier versions, as CHANGELOG.md tells them; the wheel takes the file along."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from trialstats.plan.workflow import PACKAGE

__all__ = ["CHANGELOG", "Wrong", "numbers_that_were_wrong"]

PACKED = Path(__file__).parent / "CHANGELOG.md"  # in wheels alone: pyproject.toml puts the clone's file there
CHANGELOG = PACKED if PACKED.is_file() else PACKAGE.parents[1] / "CHANGELOG.md"
SECTION = "Numbers that were wrong"


@dataclass(frozen=True)
class Wrong:
    """What was wrong, and the version in which it is right."""

    right_in: str
    text: str


def numbers_that_were_wrong(changelog: str | None = None) -> list[Wrong]:
    """Read the entries of every section of that name, an entry a list item, which may go on in further lines."""
    text = CHANGELOG.read_text("utf-8") if changelog is None else changelog
    found: list[Wrong] = []
    version, inside = "", False
    for line in text.splitlines():
        if line.startswith("## "):
            version, inside = line[3:].strip(), False
        elif line.startswith("#"):
            inside = line.strip("# ").lower() == SECTION.lower()
        elif inside and line.startswith("- "):
            found.append(Wrong(version, line[2:].strip()))
        elif inside and line.strip() and found:
            found[-1] = Wrong(found[-1].right_in, f"{found[-1].text} {line.strip()}")
    return found
