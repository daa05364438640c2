"""How the columns of a source make up the identifier of a subject: `SITE01-{id:03}`, in which nothing is evaluated."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["pieces_of"]

PIECE = re.compile(r"(?P<text>[^{}]*)\{(?P<column>[^{}:]+)(?::(?P<width>0?[1-9][0-9]?))?\}")


def pieces_of(identifier: str, columns: Sequence[str]) -> tuple[tuple[tuple[str, str, int], ...], str]:
    """Take it apart: texts, each with the column behind it and its digits (0: as it stands); and what follows.

    Raises ValueError for another column than these, for one of them that is absent, and for what is no identifier.
    """
    found = list(PIECE.finditer(identifier))
    rest = identifier[found[-1].end() :] if found else identifier
    if not found or "".join(match[0] for match in found) + rest != identifier or set(rest) & set("{}"):
        raise ValueError(f"`identifier` is a text with columns in braces, e.g. `SITE01-{{{columns[0]}}}`")
    named = [match["column"] for match in found]
    if strangers := [name for name in named if name not in columns]:
        raise ValueError(f"`identifier` has {strangers[0]}, which is no column of `subject`")
    if absent := [name for name in columns if name not in named]:
        raise ValueError(f"`identifier` lacks {absent[0]}, a column of `subject`: two subjects could become one")
    return tuple((match["text"], match["column"], int(match["width"] or 0)) for match in found), rest
