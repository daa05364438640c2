"""What a new user does first: `init` on some files, then `check`, in an empty folder."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.tiny import Outcome, call

__all__ = ["FirstHour", "csv_of", "first_hour"]


@dataclass(frozen=True)
class FirstHour:
    """The trial file as text and as values, and what `init` and `check` said."""

    text: str
    file: Mapping[str, Any]
    init: Outcome
    check: Outcome

    def line(self, beginning: str) -> str:
        """Give the first line that begins so, without its indent."""
        return next(line.strip() for line in self.text.splitlines() if line.strip().startswith(beginning))


def first_hour(*files: str, name: str = "first") -> FirstHour:
    """Run `init` on files of the working folder, and `check` on what it wrote."""
    begun = call("init", *files, "--name", name)
    assert begun.code == 0, begun.err
    text = Path(f"{name}.yaml").read_text("utf-8")
    return FirstHour(text, YAML(typ="safe").load(text), begun, call("check", name))


def csv_of(path: str, header: str, rows: Sequence[Sequence[object]], mark: str = ",") -> str:
    """Write a CSV; gives its path."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    lines = [header, *(mark.join(map(str, row)) for row in rows)]
    Path(path).write_text("\n".join(lines) + "\n", "utf-8")
    return path


def questions(text: str) -> list[str]:
    """List what is left open."""
    return re.findall(r"# \? (.*)", text)
