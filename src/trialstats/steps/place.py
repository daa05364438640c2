"""Where two files of one name begin to differ, in words that lead there."""

from __future__ import annotations

from itertools import zip_longest
from pathlib import Path

import pandas as pd
import pyarrow.lib as arrow

from trialstats.io.artefacts import read_artefact

__all__ = ["place_of_difference"]

TEXTS = {".csv", ".html", ".json", ".md", ".svg", ".rtf"}
WIDEST = 80  # letters of a line that are shown
KEYS = ("id", "row_id", "USUBJID")  # what tells a row, where a dataset has it


def place_of_difference(kept: Path, again: Path) -> str:
    """Say where a kept file and the one made again begin to differ: a line, or a row and variable; else nothing."""
    if kept.suffix == ".parquet":
        return place_in_table(kept, again)
    if kept.suffix not in TEXTS:
        return ""
    try:
        both = (path.read_text("utf-8").splitlines() for path in (again, kept))
        for number, (expected, found) in enumerate(zip_longest(*both), start=1):
            if expected != found:
                return f"line {number}: {apart(expected, found)}"
    except UnicodeDecodeError:
        return "it is no text in UTF-8 any longer"
    return "line ends alone"


def apart(expected: str | None, found: str | None) -> str:
    """Show two lines from where they part."""
    if expected is None or found is None:
        return "it goes on" if expected is None else "it ends"
    pairs = enumerate(zip_longest(expected, found))
    start = max(next(number for number, (one, other) in pairs if one != other) - WIDEST // 4, 0)
    return f"expected {shown(expected, start)}, found {shown(found, start)}"


def shown(line: str, start: int) -> str:
    end = start + WIDEST
    return f"`{'...' if start else ''}{line[start:end]}{'...' if len(line) > end else ''}`"


def place_in_table(kept: Path, again: Path) -> str:
    """Say which value of which row differs first, and how many do."""
    try:
        found = read_artefact(kept)
    except (OSError, ValueError, arrow.ArrowException):
        return "it is no table any longer"
    expected = read_artefact(again)
    if list(expected) != list(found):
        other = sorted({*expected} ^ {*found})
        return f"other variables: {', '.join(other)}" if other else "the variables stand in another order"
    if len(expected) != len(found):
        return f"expected {len(expected)} rows, found {len(found)}"
    unequal = {name: differing(expected[name], found[name]) for name in expected}
    count = sum(int(rows.sum()) for rows in unequal.values())
    if not count:
        return "the same values, written otherwise"
    name, rows = next((name, rows) for name, rows in unequal.items() if rows.any())
    row = int(rows.to_numpy().argmax())
    more = f", and {count - 1} more values" if count > 1 else ""
    return f"{row_of(expected, row)}, {name}: expected {expected[name].iloc[row]}, found {found[name].iloc[row]}{more}"


def differing(expected: pd.Series, found: pd.Series) -> pd.Series:
    """Tell the values of a variable that are not the same; two that are absent are."""
    one, other = (values.astype(object).where(values.notna(), None) for values in (expected, found))
    return ~(one.isna() & other.isna() | one.eq(other))


def row_of(frame: pd.DataFrame, row: int) -> str:
    """Name a row by what tells it, or by its number."""
    key = next((key for key in KEYS if key in frame), None)
    return f"row {row + 1}" if key is None else f"row {row + 1} ({frame[key].iloc[row]})"
