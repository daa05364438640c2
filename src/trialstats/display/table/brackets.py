"""What stands in brackets stays on one line, so that it moves to a second line as a whole."""

from __future__ import annotations

import re

__all__ = ["whole_brackets"]

IN_BRACKETS = re.compile(r"\([^()]*\)")
NO_BREAK = "\N{NO-BREAK SPACE}"


def whole_brackets(text: str) -> str:
    """Keep what stands in brackets on one line."""
    return IN_BRACKETS.sub(lambda found: found[0].replace(" ", NO_BREAK), text)
