"""The questions that a draft of a trial file leaves open, each a comment that begins with its mark."""

from __future__ import annotations

__all__ = ["MARK", "lines_of_questions"]

MARK = "# ?"


def lines_of_questions(text: str) -> list[int]:
    """Give the lines of a trial file with a question that nobody has answered."""
    return [number for number, line in enumerate(text.splitlines(), start=1) if f"{MARK} " in line]
