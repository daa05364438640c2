"""Columns that a choice of records names and the records have not."""

from __future__ import annotations

from collections.abc import Sequence

from trialstats.trialfile.names import Broken, unknown
from trialstats.trialfile.parts.analysis import Filter

__all__ = ["filters"]

Path = tuple[str | int, ...]


def filters(at: Path, chosen: Sequence[Filter], columns: Sequence[str]) -> Broken:
    for number, one in enumerate(chosen):
        if one.column not in columns:
            yield (*at, "records", number, "column"), unknown("variable of the occurrence dataset", one.column, columns)
