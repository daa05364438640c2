"""What a SAS transport file (XPT, versions 5 and 8) says of itself that the library which reads it does not tell.

A transport file is records of 80 bytes: headers of the library, then of each member its variables (a description of
140 bytes each) and its rows, filled up with blanks. Layout: SAS technical note TS-140, "The Record Layout of a Data Set
in SAS Transport (XPORT) Format".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from trialstats.errors import DataError

__all__ = ["SpecialMissing", "read_special_missing", "refuse_broken_transport"]

RECORD = 80
HEADER = re.compile(rb"HEADER RECORD\*{7}(\w+) *HEADER RECORD!{7}(.{32})", re.DOTALL)
SPECIAL = frozenset(b"_ABCDEFGHIJKLMNOPQRSTUVWXYZ")
DESCRIPTION, NUMERIC = 140, 1


@dataclass(frozen=True)
class SpecialMissing:
    """A missing value that was given a letter, as `.A`: row from 0, name of the variable, and how it is written."""

    row: int
    name: str
    text: str


def headers(data: bytes) -> list[tuple[str, int]]:
    """Name every header record with its place in the file."""
    found = ((HEADER.match(data, at), at) for at in range(0, len(data), RECORD))
    return [(match[1].decode("latin-1"), at) for match, at in found if match]


def refuse_broken_transport(data: bytes, file: str) -> None:
    """Raise DataError for a file that was cut, and for one with several members (datasets)."""
    found = headers(data)
    names = [name for name, _ in found]
    if not names or names[0] not in ("LIBRARY", "LIBV8"):
        return  # the library says what it is not
    members = [member_name(data, at) for name, at in found if name in ("DSCRPTR", "DSCPTV8")]
    if len(members) > 1:
        raise DataError(
            f"{file}: has {len(members)} members ({', '.join(members)}), and rows of one are none of another: "
            "write each into a file of its own"
        )
    if len(data) % RECORD:
        raise DataError(
            f"{file}: was cut: a transport file is whole records of 80 bytes, and this has {len(data):,} bytes"
        )
    if not {"OBS", "OBSV8"} & set(names):
        raise DataError(f"{file}: was cut: it ends before its rows begin")
    width = sum(length for _, _, _, length in variables(data))
    rows = data[begin_of_rows(data) :]
    rest = rows[len(rows) - len(rows) % width :] if width else b""
    if rest.strip(b" "):
        raise DataError(f"{file}: was cut in the middle of its last row")


def member_name(data: bytes, at: int) -> str:
    """Give the name of the dataset that a description is of."""
    return data[at + RECORD + 8 : at + RECORD + 40].split(b" ")[0].decode("latin-1") or "(no name)"


def begin_of_rows(data: bytes) -> int:
    return next(at for name, at in headers(data) if name in ("OBS", "OBSV8")) + RECORD


def variables(data: bytes) -> list[tuple[bytes, int, int, int]]:
    """Give name, type (1: number), place in the row and length of every variable of the first member."""
    kind, at = next((name, at) for name, at in headers(data) if name in ("NAMESTR", "NAMSTV8"))
    count = int(data[at + 54 : at + 58] if kind == "NAMESTR" else data[at + 52 : at + 58])
    found = []
    for number in range(count):
        text = data[at + RECORD + number * DESCRIPTION : at + RECORD + (number + 1) * DESCRIPTION]
        name = text[88:120] if kind == "NAMSTV8" and text[88:120].strip(b" \0") else text[8:16]
        numbers = (int.from_bytes(text[a:b], "big") for a, b in ((0, 2), (84, 88), (4, 6)))
        found.append((name.strip(b" \0"), *numbers))
    return found  # type: ignore[return-value]


def read_special_missing(data: bytes) -> list[SpecialMissing]:
    """Find the missing values that have a letter; a plain one is a dot."""
    described = variables(data)
    width = sum(length for _, _, _, length in described)
    begin = begin_of_rows(data)
    numbers = [(name.decode("latin-1"), at, length) for name, kind, at, length in described if kind == NUMERIC]
    found = []
    for name, at, length in numbers:
        for row in range((len(data) - begin) // width):
            place = begin + row * width + at
            if data[place] in SPECIAL and not any(data[place + 1 : place + length]):
                found.append(SpecialMissing(row, name, f".{chr(data[place])}"))
    return found
