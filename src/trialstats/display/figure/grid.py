"""Where panels of one size stand on a page, whichever library draws them."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Grid"]


@dataclass(frozen=True)
class Grid:
    """Panels side by side on a page of a width: the room left of the first, between two and right of the last, mm."""

    width: float
    columns: int
    left: float
    between: float
    right: float

    @property
    def length(self) -> float:
        """Width of a panel, mm."""
        room = self.width - self.left - self.right - self.between * (self.columns - 1)
        return room / self.columns

    def left_of(self, place: int) -> float:
        """Where the panel of a place begins, mm from the left."""
        return self.left + place % self.columns * (self.length + self.between)

    def is_first(self, place: int) -> bool:
        """Tell whether the panel of a place is the first in its row."""
        return place % self.columns == 0

    def rows(self, panels: int) -> int:
        """Count the rows that so many panels stand in."""
        return -(-panels // self.columns)
