"""Texts from a file as they stand in a message: on one line, with nothing that a terminal would act on."""

from __future__ import annotations

__all__ = ["escaped", "shortened", "shown"]

LONGEST = 200  # characters of one value in a message


def escaped(text: str) -> str:
    r"""Write line ends, control characters and other invisible ones as escapes: `\n`, `\x1b`, `\xa0`."""
    return "".join(mark if mark.isprintable() else repr(mark)[1:-1] for mark in text)


def shown(value: str) -> str:
    """Write a value: `(blank)` where there is none, cut where it is very long.

    It is quoted, as it can be written in the trial file, where blanks stand around it or a sign is not seen.
    """
    if not value.strip(" "):
        return "(blank)"
    if len(value) > LONGEST:
        return f"{escaped(value[:LONGEST])}... ({len(value):,} characters)"
    return f'"{escaped(value)}"' if value != value.strip() or not value.isprintable() else value


def shortened(text: str, most: int = 40) -> str:
    """Write the beginning of a text."""
    return text if len(text) <= most else f"{text[: most - 3]}..."
