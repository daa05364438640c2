"""The cells of a text file or a sheet: lines of text, each with its number."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

__all__ = ["Grid"]


@dataclass(frozen=True)
class Grid:
    """Cells of text: one list a line on which something stands, and the number of each line (`place`, from 1)."""

    lines: list[int]
    cells: list[list[str]]
    place: str

    def since(self, first: int) -> Grid:
        return replace(self, lines=self.lines[first:], cells=self.cells[first:])

    def until(self, last: int) -> Grid:
        return replace(self, lines=self.lines[:last], cells=self.cells[:last])

    def without(self, numbers: Collection[int]) -> Grid:
        """Leave out the lines of these numbers."""
        if not numbers:
            return self
        kept = [index for index, number in enumerate(self.lines) if number not in numbers]
        return replace(self, lines=[self.lines[index] for index in kept], cells=[self.cells[index] for index in kept])
