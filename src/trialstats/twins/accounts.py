"""Which records an analysis used and what it left out, in sentences for the top of a program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

__all__ = ["told_of_records"]

WHERE = ("PARAMCD", "AVISIT", "group", "ARM")


def told_of_records(notes: Mapping[str, Any]) -> Iterator[str]:
    """Give the sentences: how records were chosen, what strategies did, what was not complete."""
    chosen = notes["records"]
    left = [f"{count} {reason}" for reason, count in chosen.items() if reason not in ("in", "used") and count]
    yield f"Of {chosen['in']} records of the dataset the analysis chose {chosen['used']}{told(left)}."
    for note in notes["excluded"]:
        if lost := [f"{count} {reason}" for reason, count in note["left_out"].items() if count]:
            place = " ".join(str(note[key]) for key in WHERE if note.get(key))
            yield f"{place}: {note['used']} of {note['in']} used{told(lost)}."


def told(left: list[str]) -> str:
    return f" (left out: {'; '.join(left)})" if left else ""
