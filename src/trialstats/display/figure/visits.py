"""The axis of visits: where each stands and how its name is written, so that nothing overlaps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import pandas as pd

from trialstats.display.figure.choose import present
from trialstats.display.figure.theme import LINE, SIZE, text_width
from trialstats.display.figure.words import list_of, unbroken, wrap

__all__ = ["VisitAxis", "place_visits"]

# Room kept free between neighbours and beyond the outermost visits, mm.
GAP = 1.0
EDGE = 5.0
# Every how manieth visit is named at the least, before all names are turned.
SPARSEST = 4
# What tells one visit of a row of them from another.
NUMBER = re.compile(r"\d+(\.\d+)?")


@dataclass(frozen=True)
class VisitAxis:
    """Visits along an axis of a length in mm.

    positions: weeks (AVISITN), or 1, 2, 3 ... where names would overlap or there are no weeks: `in_time` says
    which, `faithful` whether time is shown as well as the rows know it. labels: the names as written, empty where a
    visit is not named, `upright` if they are turned. cell: width in mm of the widest text below a name; every: the
    how manieth visit has one.
    """

    visits: tuple[str, ...]
    positions: tuple[float, ...]
    labels: tuple[str, ...]
    length: float
    in_time: bool
    upright: bool
    cell: float = 0.0
    faithful: bool = True
    every: int = 1

    @property
    def told(self) -> tuple[tuple[str, float], ...]:
        """The visits that have a text below them, and where they stand."""
        return tuple((self.visits[k], self.positions[k]) for k in kept(len(self.visits), self.every))

    @property
    def all_told(self) -> bool:
        """Whether every visit is named on a line, with its text below."""
        return self.every == 1 and all(self.labels) and not self.upright

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
        """Tell the reader where equal steps are not equal times, and which visits have no text below them."""
        apart = "" if self.in_time or len(self.visits) < 3 else "Visits are drawn at equal distances."
        left_out = [visit for visit in self.visits if visit not in dict(self.told)] if self.cell else []
        without = f"Without room for their numbers: {list_of([*map(unbroken, left_out)])}." if left_out else ""
        return " ".join(filter(None, [apart, without]))


def place_visits(rows: pd.DataFrame, length: float, cell: float = 0.0) -> VisitAxis:
    """Choose the most faithful axis on which names, and cells of a width in mm below them, do not overlap.

    First true distances in time with names on one line or wrapped, then equal distances; then, where names are those
    of a row (`Week 4`, `Week 8`), every second or so of them; last names upright.
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
    positions = weeks or even
    few = VisitAxis(visits, positions, visits, length, positions is weeks, False, cell, faithful=False)
    named = next((axis for axis in _sparse(few, written.values())), None)
    return _with_room(named or VisitAxis(visits, even, visits, length, False, True, cell, faithful=False))


def kept(count: int, every: int) -> list[int]:
    """Choose the last of so many places, every so manieth before it, and the first."""
    backwards = [*range(count - 1, every - 1, -every), 0]
    return sorted(set(backwards))


def _sparse(axis: VisitAxis, written: Iterable[Sequence[str]]) -> Iterator[VisitAxis]:
    """Give the axes on which some names stand apart and tell what the others are, those with the most names first."""
    count = len(axis.visits)
    for every in range(2, min(SPARSEST, count - 1) + 1):
        named = kept(count, every)
        if not _tell_the_others(axis.visits, named):
            return
        for labels in written:
            some = replace(axis, labels=tuple(name if k in named else "" for k, name in enumerate(labels)))
            if _apart(some, named, [text_width(labels[k]) for k in named]):
                yield some


def _tell_the_others(visits: Sequence[str], named: Sequence[int]) -> bool:
    """Whether those that are not named differ from one that is in their number alone."""
    forms = {NUMBER.sub("#", visits[k]) for k in named}
    others = [NUMBER.sub("#", visit) for k, visit in enumerate(visits) if k not in named]
    return all("#" in other and other in forms for other in others)


def _with_room(axis: VisitAxis) -> VisitAxis:
    """Leave out texts below visits as far as they would touch."""
    count = len(axis.visits)
    every = next(
        (k for k in range(1, count) if _apart(axis, kept(count, k), [axis.cell] * len(kept(count, k)))), max(count, 1)
    )
    return replace(axis, every=every)


def _apart(axis: VisitAxis, places: Sequence[int], widths: Sequence[float]) -> bool:
    """Whether texts of these widths at these places do not touch."""
    at = [axis.positions[k] / axis.unit for k in places]
    return all(
        after - before >= (left + right) / 2 + GAP
        for (before, after), (left, right) in zip(pairwise(at), pairwise(widths), strict=True)
    )


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
