"""The records behind an analysis, down to file and line: those used, those left out and why, who has none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["CellFacts", "LeftOut", "MaterialFacts", "RecordFacts", "Without"]


@dataclass(frozen=True)
class RecordFacts:
    """A record: of whom, of what, its values as they were used, and the lines of the files that it was made of.

    at_baseline: the lines that BASE was made of, where it is used.
    """

    subject: str
    arm: str
    parameter: str
    visit: str
    values: Mapping[str, float | str]
    lines: tuple[str, ...]
    at_baseline: tuple[str, ...] = ()


@dataclass(frozen=True)
class LeftOut:
    """Records that one condition left out: how many, and which; `records` is empty where that is only counted.

    by: `selection` of the records of the dataset, `strategy` for an intercurrent event, or the `model`.
    """

    condition: str
    by: str
    count: int
    records: tuple[RecordFacts, ...]


@dataclass(frozen=True)
class CellFacts:
    """How many records of how many subjects were used of a parameter, visit and arm."""

    parameter: str
    visit: str
    arm: str
    records: int
    subjects: int


@dataclass(frozen=True)
class Without:
    """A subject of the population who has no record among those used: why, and where the data say so."""

    subject: str
    arm: str
    why: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class MaterialFacts:
    """The records of an analysis, or of the part of it that a row is about.

    scope: the parameter, visit and arms of that part. came: the records of the dataset, all conditions before them.
    """

    analysis: str
    dataset: str
    scope: Mapping[str, str]
    came: int
    assigned: tuple[RecordFacts, ...]
    left_out: tuple[LeftOut, ...]
    cells: tuple[CellFacts, ...]
    used: tuple[RecordFacts, ...]
    without: tuple[Without, ...]
