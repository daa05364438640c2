"""The answers as given: are all items there, and is every code one that the item has?"""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trialstats.errors import DataError
from trialstats.questionnaires.cells import column_numbers
from trialstats.questionnaires.definition import Codes, say_codes
from trialstats.questionnaires.form import Form

__all__ = ["find_wrong_answers", "read_answers"]

# An error that lists a thousand cells is read by nobody; `find_wrong_answers` returns them all.
LISTED = 20

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def find_wrong_answers(items: pd.DataFrame, form: Form) -> pd.DataFrame:
    """Find the answers that are no code of their item.

    Returns a row per offending cell, in the order of `items`: `index` (its label; a tuple for several levels), `item`,
    `value` (as found), `allowed` (`0 to 10`). Fractions, infinities, text (numerals too) and booleans are findings;
    missing values are not. Raises DataError naming missing, unknown and repeated columns.
    """
    return _findings(items, _numbers(items, form), form)


def read_answers(items: pd.DataFrame, form: Form) -> dict[str, Floats]:
    """Return the answers of each item, n each, NaN where missing; DataError if `find_wrong_answers` has findings."""
    numbers = _numbers(items, form)
    findings = _findings(items, numbers, form)
    if len(findings):
        raise DataError(_problems(findings, form))
    return numbers


def _numbers(items: pd.DataFrame, form: Form) -> dict[str, Floats]:
    _require_columns(items, form)
    return {item: column_numbers(items[item]) for item in form.items}


def _require_columns(items: pd.DataFrame, form: Form) -> None:
    counts: Counter[Any] = Counter(items.columns.tolist())
    wrong: dict[str, list[Any]] = {
        "missing": [item for item in form.items if item not in counts],
        "unknown": [name for name in counts if name not in form.items and name not in form.unscored],
        "repeated": [name for name, count in counts.items() if count > 1],
    }
    problems = [f"{kind} columns: {', '.join(map(repr, names))}" for kind, names in wrong.items() if names]
    if problems:
        raise DataError([f"items of {form.title} need the columns {', '.join(form.items)}", *problems])


def _is_code(numbers: Floats, codes: Codes) -> Bools:
    if isinstance(codes, range):
        return np.asarray((numbers >= codes[0]) & (numbers <= codes[-1]) & (numbers == np.floor(numbers)))
    return np.isin(numbers, codes)


def _findings(items: pd.DataFrame, numbers: dict[str, Floats], form: Form) -> pd.DataFrame:
    """Tell the cells that hold something, and no code."""
    rows = {
        item: np.flatnonzero(~_is_code(numbers[item], codes) & ~np.isnan(numbers[item]))
        for item, codes in form.items.items()
    }
    row = np.concatenate(list(rows.values()))
    place = np.repeat(np.arange(len(rows)), [len(found) for found in rows.values()])
    value = np.concatenate([items[item].iloc[found].to_numpy(dtype=object) for item, found in rows.items()])
    order = np.lexsort((place, row))
    names = [list(rows)[number] for number in place[order]]
    return pd.DataFrame(
        {
            "index": pd.Series(items.index[row[order]].tolist(), dtype=object),
            "item": pd.Series(names, dtype=str),
            "value": value[order],
            "allowed": pd.Series([say_codes(form.items[name]) for name in names], dtype=str),
        }
    )


def _problems(findings: pd.DataFrame, form: Form) -> list[str]:
    cells = findings.head(LISTED).to_numpy(dtype=object)
    lines = [
        f"{form.title}, item {item}, record {_label(label)}: {value!r} is not one of its codes {allowed}"
        for label, item, value, allowed in cells
    ]
    rest = len(findings) - len(lines)
    return [*lines, f"and {rest:,} more"] if rest else lines


def _label(label: object) -> str:
    return ", ".join(map(str, label)) if isinstance(label, tuple) else str(label)
