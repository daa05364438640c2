"""A raw table: columns of text, and where each row stood."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

__all__ = ["FILE", "LINE", "RawTable", "is_own", "own_name", "without_value"]


def own_name(word: str) -> str:
    """Name a column of ours that stands beside those of a file: no column of a file begins with a blank."""
    return f" {word}"


def is_own(name: str) -> bool:
    """Tell whether a column is ours, and none of the file's."""
    return name.startswith(" ")


FILE, LINE = own_name("file"), own_name("line")


def without_value(frame: pd.DataFrame) -> pd.Series[bool]:
    """Tell the rows in which nothing but blanks stands: they are no records."""
    texts = frame[[name for name in frame.columns if not is_own(name)]]
    empty = pd.Series(True, index=frame.index)
    for name in texts:
        empty &= texts[name].str.strip().eq("")
    return empty


@dataclass(frozen=True)
class RawTable:
    """Rows of text as received.

    header: column names. rows: one list of texts a row. lines: the 1-based line (text) or row (others) of each.
    place: what `lines` counts. columns: the 1-based place of each column, where some have no name. encoding: how it was
    read. notes: what a reader of the file should know. problems: what is wrong with the file, of whose other lines and
    columns this is the table.
    """

    header: list[str]
    rows: list[list[str]]
    lines: list[int]
    place: str
    columns: tuple[int, ...] = ()
    encoding: str | None = None
    notes: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()

    def frame(self, file: str) -> pd.DataFrame:
        """Give the rows as a frame of text columns, with FILE and LINE."""
        columns = list(zip(*self.rows, strict=True)) if self.rows else [()] * len(self.header)
        frame = pd.DataFrame(dict(zip(self.header, columns, strict=True)), dtype="str")
        frame[FILE] = pd.Series([Path(file).as_posix()] * len(self.rows), dtype="str")
        frame[LINE] = pd.Series(self.lines, dtype="int64")
        return frame
