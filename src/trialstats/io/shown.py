"""Texts from a file as they stand in a message: on one line, with nothing that a terminal would act on."""

from __future__ import annotations

__all__ = ["escaped", "shown"]


def escaped(text: str) -> str:
    r"""Write line ends, control characters and other invisible ones as escapes: `\n`, `\x1b`, `\xa0`."""
    return "".join(mark if mark.isprintable() else repr(mark)[1:-1] for mark in text)


def shown(value: str) -> str:
    """Write a value: `(blank)` where there is none, quoted where blanks stand around it."""
    if not value.strip(" "):
        return "(blank)"
    return f'"{escaped(value)}"' if value != value.strip() else escaped(value)
