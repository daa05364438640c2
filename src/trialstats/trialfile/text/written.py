"""Texts of the data as an author writes them in the trial file."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

__all__ = ["written", "written_list"]

PLAIN = re.compile(r"[^\W\d_][\w ./()-]*(?<! )")
WORDS = {"yes", "no", "on", "off", "true", "false", "null", "y", "n"}  # what YAML takes for something else
LONGEST = 60


def written(text: str) -> str:
    """Write a text: plainly, or quoted where YAML would read it as something else."""
    short = text.strip() if len(text.strip()) <= LONGEST else text.strip()[:LONGEST] + "*"
    plain = PLAIN.fullmatch(short) and short.casefold() not in WORDS
    if plain:
        return short
    # What cannot be seen is written as an escape, which YAML reads back.
    quoted = json.dumps(short, ensure_ascii=False)
    return "".join(mark if mark.isprintable() else json.dumps(mark)[1:-1] for mark in quoted)


def written_list(texts: Sequence[str], most: int | None = None) -> str:
    """Write a list of texts, or the first of them."""
    some = [written(text) for text in texts[:most]]
    return f"[{', '.join([*some, *(['...'] if len(texts) > len(some) else [])])}]"
