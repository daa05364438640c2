"""What a sheet says of its rows and columns beside their values: which are hidden, and which cells are merged."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import iterparse

__all__ = ["SheetMarks", "read_marks"]

PLACE = re.compile(r"[A-Z]+(\d+):[A-Z]+(\d+)")
YES = ("1", "true")
MOST_COLUMNS = 1000  # a span of columns to the end of the sheet has 16,384


@dataclass
class SheetMarks:
    """Numbers (from 1) of hidden rows and columns; merged cells as name, first and last row."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[int] = field(default_factory=list)
    merged: list[tuple[str, int, int]] = field(default_factory=list)


def read_marks(sheet: Any) -> SheetMarks:
    """Read them from the XML of a sheet, which openpyxl opens but does not tell when it reads row by row."""
    marks = SheetMarks()
    number = 0
    with sheet._get_source() as xml:
        for _, element in iterparse(xml):
            match element.tag.rsplit("}")[-1]:
                case "row":
                    number = int(element.get("r", number + 1))
                    if element.get("hidden") in YES:
                        marks.hidden_rows.add(number)
                case "col" if element.get("hidden") in YES:
                    last = min(int(element.attrib["max"]), MOST_COLUMNS)
                    marks.hidden_columns += range(int(element.attrib["min"]), last + 1)
                case "mergeCell" if found := PLACE.fullmatch(element.get("ref", "")):
                    marks.merged.append((element.attrib["ref"], int(found[1]), int(found[2])))
                case "c" | "v" | "is" | "t":
                    continue  # a part of a row, which is let go with it
            element.clear()
    return marks
