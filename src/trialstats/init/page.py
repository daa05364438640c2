"""Entries with comments to the text of a trial file: one line where that is short, else a line an entry."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from trialstats.init.said import Said, plain
from trialstats.io.shown import escaped
from trialstats.trialfile.text.layout import flow, plain_text

__all__ = ["page"]

WIDEST = 130
STEP = "  "
COMMENT = 110  # characters of a line of comment


def page(sections: Mapping[str, Any]) -> str:
    """Write the sections of a trial file; those of several lines stand apart."""
    blocks = ["\n".join(entry(key, value, 0)) for key, value in sections.items()]
    text = blocks[0]
    for before, block in pairwise(blocks):
        apart = "\n" in before or "\n" in block
        text += ("\n\n" if apart else "\n") + block
    return text + "\n"


def entry(key: str, value: Any, depth: int) -> Iterator[str]:
    """Write an entry: what is open about it above, then the key with its value, and the evidence behind."""
    said = value if isinstance(value, Said) else Said(value)
    evidence, questions = split(said.why)
    indent = STEP * depth
    start = f"{indent}{plain_text(key)}:"
    line = f"{start} {flow(plain(said.value))}"
    whole = fits_in_a_line(said.value, line, depth)
    alone = [question for question in questions if len(questions) > 1 or evidence]
    for question in alone:
        yield from comment(f"? {question}", indent)
    behind = evidence if alone or not questions else f"? {questions[0]}"
    first = line if whole else start
    if behind and len(first) + len(behind) + 3 > WIDEST:
        yield from comment(behind, indent)
        behind = ""
    yield f"{first} # {escaped(behind)}" if behind else first
    if whole:
        return
    if isinstance(said.value, Mapping):
        for inner, child in said.value.items():
            yield from entry(str(inner), child, depth + 1)
    else:
        for item in said.value:
            yield f"{indent}{STEP}- {flow(plain(item))}"


def split(why: str) -> tuple[str, list[str]]:
    """Split a comment into its evidence and what is open: `a; ? b; ? c`."""
    parts = [part.strip() for part in f"; {why}".split("; ?")]
    return parts[0].lstrip("; ").strip(), [part for part in parts[1:] if part]


def fits_in_a_line(value: Any, line: str, depth: int) -> bool:
    """Tell whether an entry is written in a line: nothing in it has a comment, and it is short."""
    if not isinstance(value, Mapping | list | tuple):
        return True
    if isinstance(value, Mapping) and (has_comments(value) or (depth == 0 and holds_parts(value))):
        return False
    return len(line) <= WIDEST


def has_comments(value: Any) -> bool:
    if isinstance(value, Said):
        return bool(value.why) or has_comments(value.value)
    return isinstance(value, Mapping) and any(map(has_comments, value.values()))


def holds_parts(value: Mapping[str, Any]) -> bool:
    return any(isinstance(plain(child), Mapping) for child in value.values())


def comment(text: str, indent: str) -> Iterator[str]:
    """Write a comment on lines of its own."""
    for line in textwrap.wrap(escaped(text), COMMENT):
        yield f"{indent}# {line}"
