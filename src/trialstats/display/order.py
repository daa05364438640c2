"""The order of displays: that of their numbers."""

from __future__ import annotations

import re

__all__ = ["by_number"]


def by_number(number: str | None) -> tuple[bool, list[tuple[int, str]]]:
    """Give what sorts numbers part by part, 14.2.9 before 14.2.10; what has none comes last."""
    parts = re.findall(r"\d+|[^\d.\s]+", number or "")
    return not parts, [(int(part), "") if part.isdigit() else (0, part) for part in parts]
