"""Plain values as YAML of the house: an entry on one line where it has room, else its keys below each other."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

__all__ = ["flow", "laid_out", "plain_text"]

WIDTH = 120
# A text that YAML, and our reader of it, takes as it stands, wherever it stands.
PLAIN = re.compile(r"[A-Za-z_][\w.+%/()<>=^-]*(?: [\w.+%/()<>=^-]+)*")
WORDS = {"yes", "no", "on", "off", "true", "false", "null", "y", "n"}  # what YAML takes for something else


def laid_out(entries: Mapping[str, Any], indent: int = 0) -> Iterator[str]:
    """Yield the lines of a mapping, key by key."""
    before = " " * indent
    for key, value in entries.items():
        start = f"{before}{plain_text(key)}:"
        line = f"{start} {flow(value)}"
        if len(line) <= WIDTH or not isinstance(value, Mapping | list) or not value:
            yield line
        elif isinstance(value, Mapping):
            yield start
            yield from laid_out(value, indent + 2)
        else:
            yield start
            for item in value:
                yield from below(item, indent + 2)


def below(item: Any, indent: int) -> Iterator[str]:
    """Yield the lines of an item of a list that is written downwards."""
    before, line = " " * indent, f"{' ' * indent}- {flow(item)}"
    if len(line) <= WIDTH or not isinstance(item, Mapping):
        yield line
    else:
        first, *others = laid_out(item, indent + 2)
        yield from (f"{before}- {first.lstrip()}", *others)


def flow(value: Any) -> str:
    """Write a value on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{plain_text(str(key))}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(map(flow, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if value is None:
        return "null"
    return plain_text(value) if isinstance(value, str) else number(value)


def number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)


def plain_text(text: str) -> str:
    """Write a text as it stands, or quoted where YAML would read it as something else."""
    if PLAIN.fullmatch(text) and text.casefold() not in WORDS:
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    # What cannot be seen is written as an escape, which YAML reads back.
    return "".join(mark if mark.isprintable() else json.dumps(mark)[1:-1] for mark in quoted)
