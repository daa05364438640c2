"""An entry of the trial file, and why it stands there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["Said", "counted", "plain", "several"]


@dataclass(frozen=True)
class Said:
    """A value and its comment. What begins with `?` is open: `evidence; ? question`."""

    value: Any
    why: str = ""


def plain(value: Any) -> Any:
    """Give a value without the comments in it."""
    if isinstance(value, Said):
        return plain(value.value)
    if isinstance(value, dict):
        return {key: plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [plain(entry) for entry in value]
    return value


def counted(number: int, what: str) -> str:
    """Write a count of something: `1 subject`, `2,004 rows`."""
    return f"{number:,} {what}{'s' * (number != 1)}"


def several(words: list[str], most: int = 6) -> str:
    """Name a few of something, and how many more there are."""
    more = f" and {len(words) - most} more" if len(words) > most else ""
    return f"{', '.join(words[:most])}{more}"
