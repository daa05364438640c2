"""Names of at most eight characters for datasets and variables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from trialstats.trialfile.parts.submission import LONGEST_NAME

__all__ = ["is_short", "short_names"]

SHORT = re.compile(rf"[A-Z][A-Z0-9_]{{0,{LONGEST_NAME - 1}}}")


def is_short(name: str) -> bool:
    """Whether a name can stand in a transport file as it is."""
    return SHORT.fullmatch(name) is not None


def short_names(names: Iterable[str], declared: Mapping[str, str]) -> dict[str, str]:
    """Give each name that it is handed in by: as declared, as it stands, or its beginning, with a number where taken.

    Names that stand as they are and declared ones are given away first, so that no derived one takes theirs. Raises
    ValueError where two declared ones are the same.
    """
    names = list(dict.fromkeys(names))
    fixed = {name: declared.get(name, name.upper()) for name in names}
    fixed = {name: short for name, short in fixed.items() if is_short(short)}
    doubled = sorted({short for short in fixed.values() if list(fixed.values()).count(short) > 1})
    if doubled:
        whose = [name for name, short in fixed.items() if short == doubled[0]]
        raise ValueError(f"{' and '.join(whose)} would both be handed in as {doubled[0]}")
    taken = set(fixed.values())
    given = {}
    for name in names:
        given[name] = fixed.get(name) or free(name, taken)
        taken.add(given[name])
    return given


def free(name: str, taken: set[str]) -> str:
    """Derive a name that nobody has."""
    stem = re.sub(r"[^A-Z0-9_]", "", name.upper()).lstrip("0123456789_") or "V"
    if stem[:LONGEST_NAME] not in taken:
        return stem[:LONGEST_NAME]
    number = 1
    while (short := f"{stem[: LONGEST_NAME - len(str(number))]}{number}") in taken:
        number += 1
    return short
