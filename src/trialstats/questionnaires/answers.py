"""The answers as given: are all items there, and is every code one that the item has?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trialstats.errors import DataError
from trialstats.questionnaires.cells import clock_hours, column_numbers, text_codes
from trialstats.questionnaires.codes import Clock, Codes, Reading, say_codes

__all__ = ["Sheet", "are_codes", "find_wrong_answers", "read_answers"]

# An error that lists a thousand cells is read by nobody; `find_wrong_answers` returns them all.
LISTED = 20
MANY = 30  # columns, beyond which the first and the last say more than all

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


class Sheet(Protocol):
    """What is asked: the codes of each item in the order of the form, and the items that may be there unread.

    A sheet may have `texts` too: answers that are texts, by item, and the code of each.
    """

    @property
    def title(self) -> str: ...

    @property
    def items(self) -> Mapping[Any, Codes]: ...

    @property
    def unscored(self) -> tuple[Any, ...]: ...


def find_wrong_answers(items: pd.DataFrame, sheet: Sheet) -> pd.DataFrame:
    """Find the answers that are no code of their item.

    Returns a row per offending cell, in the order of `items`: `index` (its label; a tuple for several levels), `item`,
    `value` (as found), `allowed` (`0 to 10`). Fractions, infinities, text (numerals too) and booleans are findings;
    missing values are not. Raises DataError naming missing, unknown and repeated columns.
    """
    return _findings(items, _numbers(items, sheet), sheet)


def read_answers(items: pd.DataFrame, sheet: Sheet) -> dict[Any, Floats]:
    """Return the answers of each item, n each, NaN where missing; DataError if `find_wrong_answers` has findings."""
    numbers = _numbers(items, sheet)
    findings = _findings(items, numbers, sheet)
    if len(findings):
        raise DataError(_problems(findings, sheet))
    return numbers


def _numbers(items: pd.DataFrame, sheet: Sheet) -> dict[Any, Floats]:
    _require_columns(items, sheet)
    texts: Mapping[Any, Mapping[str, float]] = getattr(sheet, "texts", {})
    return {item: _item_numbers(items[item], codes, texts.get(item)) for item, codes in sheet.items.items()}


def _item_numbers(column: pd.Series[Any], codes: Codes, texts: Mapping[str, float] | None) -> Floats:
    if isinstance(codes, Clock):
        return clock_hours(column)
    return text_codes(column, texts) if texts else column_numbers(column)


def _require_columns(items: pd.DataFrame, sheet: Sheet) -> None:
    counts: Counter[Any] = Counter(items.columns.tolist())
    wrong: dict[str, list[Any]] = {
        "missing": [item for item in sheet.items if item not in counts],
        "unknown": [name for name in counts if name not in sheet.items and name not in sheet.unscored],
        "repeated": [name for name, count in counts.items() if count > 1],
    }
    problems = [f"{kind} columns: {', '.join(map(repr, names))}" for kind, names in wrong.items() if names]
    if problems:
        raise DataError([f"items of {sheet.title} need the columns {_listed(sheet)}", *problems])


def _listed(sheet: Sheet) -> str:
    names = [str(item) for item in sheet.items]
    return ", ".join(names) if len(names) <= MANY else f"{names[0]} to {names[-1]}"


def are_codes(numbers: Floats, codes: Codes) -> Bools:
    """Tell which numbers are codes; NaN is none."""
    if isinstance(codes, Clock | Reading):
        return np.asarray((numbers >= codes.low) & (numbers <= codes.high))
    if isinstance(codes, range):
        return np.asarray((numbers >= codes[0]) & (numbers <= codes[-1]) & (numbers == np.floor(numbers)))
    return np.isin(numbers, codes)


def _findings(items: pd.DataFrame, numbers: dict[Any, Floats], sheet: Sheet) -> pd.DataFrame:
    """Tell the cells that hold something, and no code."""
    rows = {
        item: np.flatnonzero(~are_codes(numbers[item], codes) & ~np.isnan(numbers[item]))
        for item, codes in sheet.items.items()
    }
    row = np.concatenate(list(rows.values()))
    place = np.repeat(np.arange(len(rows)), [len(found) for found in rows.values()])
    value = np.concatenate([items[item].iloc[found].to_numpy(dtype=object) for item, found in rows.items()])
    order = np.lexsort((place, row))
    names = pd.Index(list(rows))[place[order]]
    return pd.DataFrame(
        {
            "index": pd.Series(items.index[row[order]].tolist(), dtype=object),
            "item": names,
            "value": value[order],
            "allowed": pd.Series([say_codes(sheet.items[name]) for name in names], dtype=str),
        }
    )


def _problems(findings: pd.DataFrame, sheet: Sheet) -> list[str]:
    cells = findings.head(LISTED).to_numpy(dtype=object)
    lines = [
        f"{sheet.title}, item {item}, record {_label(label)}: {value!r} is not one of its codes {allowed}"
        for label, item, value, allowed in cells
    ]
    rest = len(findings) - len(lines)
    return [*lines, f"and {rest:,} more"] if rest else lines


def _label(label: object) -> str:
    return ", ".join(map(str, label)) if isinstance(label, tuple) else str(label)
