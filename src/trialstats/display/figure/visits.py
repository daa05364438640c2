"""The axis of visits: where each stands and how its name is written, so that nothing overlaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from trialstats.display.figure.choose import present
from trialstats.display.figure.theme import LINE, SIZE, text_width
from trialstats.display.figure.words import wrap

__all__ = ["VisitAxis", "place_visits"]

# Room kept free between neighbours and beyond the outermost visits, mm.
GAP = 1.0
EDGE = 5.0


@dataclass(frozen=True)
class VisitAxis:
    """Visits along an axis of a length in mm.

    positions: weeks (AVISITN), or 1, 2, 3 ... where names would overlap or there are no weeks: `in_time` says
    which, `faithful` whether time is shown as well as the rows know it. labels: the names as written, `upright`
    if they are turned. cell: width in mm of the widest text below a name.
    """

    visits: tuple[str, ...]
    positions: tuple[float, ...]
    labels: tuple[str, ...]
    length: float
    in_time: bool
    upright: bool
    cell: float = 0.0
    faithful: bool = True

    @property
    def edge(self) -> float:
        """Room beyond the outermost visits, mm, which holds the half of their names and cells."""
        ends = [LINE] * 2 if self.upright else [text_width(self.labels[0]), text_width(self.labels[-1])]
        return max(EDGE, self.cell / 2 + GAP, *(end / 2 for end in ends))

    @property
    def unit(self) -> float:
        """How far along the axis one mm is."""
        span = self.positions[-1] - self.positions[0]
        return (span or 1.0) / (self.length - 2 * self.edge)

    @property
    def limits(self) -> tuple[float, float]:
        """Where the axis begins and ends."""
        edge = self.edge * self.unit if len(self.positions) > 1 else self.length / 2 * self.unit
        return self.positions[0] - edge, self.positions[-1] + edge

    @property
    def height(self) -> float:
        """How much room the names take below the axis, mm."""
        if self.upright:
            return max(text_width(label) for label in self.labels)
        return LINE * max(label.count("\n") + 1 for label in self.labels)

    @property
    def gap(self) -> float:
        """The smallest distance between two visits, mm."""
        gaps = [(after - before) / self.unit for before, after in pairwise(self.positions)]
        return min(gaps, default=self.length - 2 * self.edge)

    def at(self, visits: pd.Series[str]) -> pd.Series[float]:
        """Place each visit of a column."""
        return visits.astype(str).map(dict(zip(self.visits, self.positions, strict=True))).astype("float64")

    def note(self) -> str:
        """Tell the reader where equal steps are not equal times."""
        return "" if self.in_time or len(self.visits) < 3 else "Visits are drawn at equal distances."


def place_visits(rows: pd.DataFrame, length: float, cell: float = 0.0) -> VisitAxis:
    """Choose the most faithful axis on which names, and cells of a width in mm below them, do not overlap.

    First true distances in time with names on one line or wrapped, then equal distances, last names upright.
    """
    visits = tuple(present(rows["AVISIT"]))
    weeks = _weeks(rows, visits)
    even = tuple(float(place + 1) for place in range(len(visits)))
    written = {"line": visits, "wrapped": tuple(wrap(visit, 0) for visit in visits)}
    for positions in ([weeks] if weeks else []) + [even]:
        for labels in written.values():
            axis = VisitAxis(
                visits, positions, labels, length, positions is weeks, False, cell, positions is weeks or not weeks
            )
            if _fits(axis, [text_width(label) for label in labels]):
                return axis
    return VisitAxis(visits, even, visits, length, False, True, cell, faithful=False)


def _weeks(rows: pd.DataFrame, visits: Sequence[str]) -> tuple[float, ...] | None:
    numbers = rows.dropna(subset=["AVISITN"]).drop_duplicates("AVISIT").set_index("AVISIT")["AVISITN"]
    if not all(visit in numbers.index for visit in visits):
        return None
    weeks = tuple(float(numbers[visit]) for visit in visits)
    return weeks if all(after > before for before, after in pairwise(weeks)) else None


def _fits(axis: VisitAxis, widths: Sequence[float]) -> bool:
    gaps = [(after - before) / axis.unit for before, after in pairwise(axis.positions)]
    names = [(left + right) / 2 + GAP for left, right in pairwise(widths)]
    return all(gap >= max(name, axis.cell + GAP, SIZE / 2) for gap, name in zip(gaps, names, strict=True))
