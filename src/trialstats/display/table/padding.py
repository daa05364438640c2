"""Alignment of mixed texts, such as `58`, `52.1 (9.80)` and `31.0 to 70.0`, at the units of their first number."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["leads"]


def leads(texts: Sequence[str]) -> list[int]:
    """Count the digits' widths to put before each text, so that texts flush left line up at their first units."""
    widths = [whole(text) for text in texts]
    widest = max(widths, default=0)
    return [widest - width if text else 0 for text, width in zip(texts, widths, strict=True)]


def whole(text: str) -> int:
    """Count the characters up to the units of the first number; a dash stands where the units would."""
    found = re.match(r"\D*\d+", text)
    return found.end() if found else len(text)
