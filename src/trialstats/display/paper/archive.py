"""The archive that a Word document is: the same bytes for the same document, its bodies written as it is packed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

__all__ = ["PLACE", "packed"]

# What is put into the document where the body of a section goes; no text can hold it, for its signs are escaped there.
PLACE = "<w:place/>"
MAIN = "word/document.xml"
# The one day on which all files in the archive were written, or no two runs would give the same.
DAY = (1980, 1, 1, 0, 0, 0)


def packed(document: Any, bodies: Sequence[Iterable[str]] = ()) -> bytes:
    """Give the document's archive with one date for all of its files.

    bodies: what goes where the document keeps a place for it, one after the other, in pieces of XML.
    """
    written, made = io.BytesIO(), io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with target.open(entry, "w") as file:
                file.writelines(filled(source.read(name), bodies) if name == MAIN else [source.read(name)])
    return made.getvalue()


def filled(content: bytes, bodies: Sequence[Iterable[str]]) -> Iterator[bytes]:
    """Put bodies in their places."""
    before, *behind = content.split(PLACE.encode())
    yield before
    for body, after in zip(bodies, behind, strict=True):
        yield from (piece.encode() for piece in body)
        yield after
