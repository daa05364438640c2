"""Write a first trial file from data files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePath

from trialstats.errors import SpecError
from trialstats.init.draft import trial_sections
from trialstats.init.page import page
from trialstats.io.atomic import write_text
from trialstats.trialfile.named import TRIALS

__all__ = ["draft", "write_draft"]

SCHEMA = "workflow/schemas/trial.schema.json"
FIRST = f"# yaml-language-server: $schema=../../{SCHEMA}\n"
HEAD = "# A draft by `trialstats init`: evidence stands behind each guess, and `# ?` marks what is yours to decide.\n"
TAIL = "# Analyses, tables and figures are the standard ones: `trialstats explain {} --plan` prints them.\n"


def draft(files: Sequence[str], name: str, path: Path, root: Path = Path()) -> str:
    """Write the text of a trial file at a path; DataError for data files that cannot be read or used."""
    sections, unused = trial_sections([PurePath(file).as_posix() for file in files], name, root)
    lines = "".join(f"# Not used: {one}\n" for one in unused)
    first = FIRST if path.parent == TRIALS and (root / SCHEMA).is_file() else ""
    return first + HEAD + lines + page(sections) + "\n" + (TAIL.format(name) if "analyses" not in sections else "")


def write_draft(files: Sequence[str], name: str, path: Path, *, force: bool) -> str:
    """Write the file of a trial, and give its text; SpecError where there is one already."""
    if path.exists() and not force:
        raise SpecError(
            f"{path}: is there already, and is not overwritten; `--force` does that, another `--name` keeps both"
        )
    text = draft(files, name, path)
    write_text(path, text)
    return text
