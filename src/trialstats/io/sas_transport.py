"""What a SAS transport file (XPT, versions 5 and 8) says of itself that the library which reads it does not tell.

A transport file is records of 80 bytes: headers of the library, then of each member its variables (a description of
140 bytes each, 136 from VAX/VMS) and its rows, filled up with blanks. Layout: SAS technical note TS-140, "The Record
Layout of a Data Set in SAS Transport (XPORT) Format".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate

from trialstats.errors import DataError
from trialstats.trialfile.text.wording import nearest

__all__ = ["SpecialMissing", "chosen_member", "read_special_missing"]

RECORD = 80
HEADER = re.compile(rb"HEADER RECORD\*{7}(\w+) *HEADER RECORD!{7}(.{32})", re.DOTALL)
SPECIAL = frozenset(b"_ABCDEFGHIJKLMNOPQRSTUVWXYZ")
DESCRIPTION, SHORT = 140, 136  # bytes that describe a variable, and those of VAX/VMS
NUMBER, TEXT = 1, 2
CPORT = b"**COMPRESSED** **COMPRESSED**"
DAMAGED = "its description of variables is damaged"


@dataclass(frozen=True)
class SpecialMissing:
    """A missing value that was given a letter, as `.A`: row from 0, name of the variable, and how it is written."""

    row: int
    name: str
    text: str


@dataclass(frozen=True)
class Variable:
    """A variable's name, type, and its place and length in a row."""

    name: str
    kind: int
    at: int
    length: int


def chosen_member(data: bytes, member: str | None, file: str) -> bytes:
    """Give a transport file of the declared member (dataset) alone, or of the only one.

    Raises DataError for several of which none is declared: rows of one are none of another.
    """
    if data.startswith(CPORT):
        raise DataError(f"{file}: was written by PROC CPORT: write it by PROC COPY with the engine XPORT instead")
    found = headers(data)
    begins = [at for name, at in found if name in ("MEMBER", "MEMBV8")]
    names = [member_name(data, at) for name, at in found if name in ("DSCRPTR", "DSCPTV8")]
    if not is_transport(found) or len(names) != len(begins):
        return data  # damaged, as is found later; or the library says what it is not
    known = ", ".join(names)
    if member is None and len(names) > 1:
        raise DataError(
            f"{file}: has {len(names)} members ({known}), and rows of one are none of another: declare the one to "
            f"read, `member: {names[0]}`"
        )
    if member is None:
        return data
    places = [index for index, name in enumerate(names) if name == member]
    if len(places) != 1:
        twice = f"has member {member} more than once ({known})" if places else f"has no member {member}"
        raise DataError(f"{file}: {twice}{'' if places else nearest(member, names)}")
    (place,) = places
    return data[: begins[0]] + data[begins[place] : (*begins, len(data))[place + 1]]


def headers(data: bytes) -> list[tuple[str, int]]:
    """Find the records that say what follows them, with their names and places."""
    return [(match[1].decode("latin-1"), at) for at in range(0, len(data), RECORD) if (match := HEADER.match(data, at))]


def is_transport(found: list[tuple[str, int]]) -> bool:
    return bool(found) and found[0][0] in ("LIBRARY", "LIBV8")


def read_special_missing(data: bytes, file: str) -> list[SpecialMissing]:
    """Find the missing values that have a letter; a plain one is a dot.

    data: of one member. Raises DataError for a file that was cut or is damaged.
    """
    found = headers(data)
    if not is_transport(found):
        return []  # the library says what it is not
    if len(data) % RECORD:
        raise DataError(
            f"{file}: was cut: a transport file is whole records of 80 bytes, and this has {len(data):,} bytes"
        )
    begin = next((at + RECORD for name, at in found if name in ("OBS", "OBSV8")), None)
    if begin is None:
        raise DataError(f"{file}: was cut: it ends before its rows begin")
    variables = read_variables(data, found, file)
    width = sum(variable.length for variable in variables)
    rows = data[begin:]
    if rows[len(rows) - len(rows) % width :].strip(b" "):
        raise DataError(f"{file}: was cut in the middle of its last row")
    told = data[begin - RECORD + 48 : begin - RECORD + 63].strip()  # version 8 only
    if told.isdigit() and len(rows) // width < int(told):
        raise DataError(f"{file}: was cut: it should have {int(told)} rows, and has {len(rows) // width}")
    return [
        SpecialMissing(row, variable.name, f".{chr(rows[place])}")
        for variable in variables
        if variable.kind == NUMBER
        for row in range(len(rows) // width)
        for place in [row * width + variable.at]
        if rows[place] in SPECIAL and not any(rows[place + 1 : place + variable.length])
    ]


def member_name(data: bytes, at: int) -> str:
    """Give the name of the dataset that a description is of."""
    return data[at + RECORD + 8 : at + RECORD + 40].split(b" ")[0].decode("latin-1") or "(no name)"


def read_variables(data: bytes, found: list[tuple[str, int]], file: str) -> list[Variable]:
    """Read the descriptions of the variables; DataError where they fit no rows."""
    described = next(((name, at) for name, at in found if name in ("NAMESTR", "NAMSTV8")), None)
    if described is None:
        raise DataError(f"{file}: {DAMAGED}")
    name, at = described
    count = data[at + (54 if name == "NAMESTR" else 52) : at + 58].strip()
    member = next((at for name, at in found if name in ("MEMBER", "MEMBV8")), at)
    size = SHORT if data[member + 74 : member + 78] == b"0136" else DESCRIPTION
    if not count.isdigit() or not 0 < int(count) * size < len(data):
        raise DataError(f"{file}: {DAMAGED}")
    begins = range(at + RECORD, at + RECORD + int(count) * size, size)
    variables = [variable(data[begin : begin + size], long=name == "NAMSTV8") for begin in begins]
    ends = [0, *accumulate(one.length for one in variables)]
    if any(one.kind not in (NUMBER, TEXT) or one.length < 1 for one in variables) or ends[:-1] != [
        one.at for one in variables
    ]:
        raise DataError(f"{file}: {DAMAGED}")
    return variables


def variable(text: bytes, *, long: bool) -> Variable:
    """Read one description: a short name of 8 characters and, in version 8, a long one of 32."""
    name = text[88:120] if long and text[88:120].strip(b" \0") else text[8:16]
    kind, at, length = (int.from_bytes(text[a:b], "big") for a, b in ((0, 2), (84, 88), (4, 6)))
    return Variable(name.strip(b" \0").decode("latin-1"), kind, at, length)
