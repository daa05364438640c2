"""Read back what stands in an RTF file: a small reader of groups, control words and characters of our own documents."""

from __future__ import annotations

import re

TOKEN = re.compile(r"\\u(-?\d+)\?|\\([a-z]+)(-?\d+)? ?|\\([^a-z])|([{}])|([^\\{}]+)", re.DOTALL)
SILENT = {"fonttbl", "header", "footer", "fldinst", "bkmkstart", "bkmkend"}


def rows_of(rtf: str) -> list[list[str]]:
    """Give the texts of the cells of every row, in order."""
    rows, cells, text, silent = list[list[str]](), list[str](), list[int](), list[bool]([False])
    for unit, word, _, escaped, brace, plain in TOKEN.findall(rtf):
        if brace == "{":
            silent.append(silent[-1])
        elif brace == "}":
            silent.pop()
        elif word in SILENT:
            silent[-1] = True
        elif silent[-1]:
            continue
        elif unit:
            text.append(int(unit) % 65536)
        elif word in ("par", "cell"):
            cells += [decoded(text)] if word == "cell" else []
            text = []
        elif word == "row":
            rows.append(cells)
            cells = []
        elif word == "line":
            text.append(ord("\n"))
        elif escaped or plain:
            text += [ord(each) for each in (escaped or plain) if each != "\n"]
    assert silent == [False], "a group is open, or closed twice"
    return rows


def decoded(units: list[int]) -> str:
    return b"".join(unit.to_bytes(2, "little") for unit in units).decode("utf-16-le")
