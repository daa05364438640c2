"""The answers as given: are all 36 items there, and is every code one the item has?"""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trialstats.errors import DataError
from trialstats.questionnaires.cells import column_numbers
from trialstats.questionnaires.sf36.versions import ITEMS, Version, load_version

__all__ = ["check", "read_codes"]

# An error that lists a thousand cells is read by nobody; `check` returns them all.
LISTED = 20

MISSING, NO_CODE = 0, -1

# A file read from disk names its columns by text.
BY_TEXT = {str(item): item for item in ITEMS}


def check(items: pd.DataFrame, version: str = "v1") -> pd.DataFrame:
    """Find the answers that are no code of their item.

    Parameters
    ----------
    items
        n questionnaires by 36 columns named 1 to 36 (numbers or text), in any order, with any index; raw codes,
        missing where a question was not answered.
    version
        "v1", "v2" or "rand36".

    Returns
    -------
    DataFrame, a row per offending cell, in the order of `items`: `index` (its label; a tuple for several
    levels), `item`, `value` (as found), `allowed` (such as "1 to 5"). Fractions, infinities, text (numerals
    too) and booleans are findings; missing values are not.

    Raises
    ------
    SpecError for a version that is not available; DataError naming missing, unknown and repeated columns.
    """
    instrument = load_version(version)
    return _findings(*_read(items, instrument), instrument)


def read_codes(items: pd.DataFrame, version: Version) -> dict[int, NDArray[np.int8]]:
    """Return the codes of each item, n each, 0 where missing; DataError if `check` has findings."""
    items, codes = _read(items, version)
    findings = _findings(items, codes, version)
    if len(findings):
        raise DataError(_problems(findings, version))
    return codes


def _read(items: pd.DataFrame, version: Version) -> tuple[pd.DataFrame, dict[int, NDArray[np.int8]]]:
    """Return the items with columns named by number, and the codes of each."""
    items = items.rename(columns=BY_TEXT)
    _require_columns(items)
    return items, {item: _column_codes(items[item], version.highest_code(item)) for item in ITEMS}


def _require_columns(items: pd.DataFrame) -> None:
    counts: Counter[Any] = Counter(items.columns.tolist())
    wrong: dict[str, list[Any]] = {
        "missing": [item for item in ITEMS if item not in counts],
        "unknown": [name for name in counts if name not in ITEMS],
        "repeated": [name for name, count in counts.items() if count > 1],
    }
    problems = [f"{kind} columns: {', '.join(map(repr, names))}" for kind, names in wrong.items() if names]
    if problems:
        raise DataError(["items need the 36 columns 1 to 36", *problems])


def _column_codes(column: pd.Series[Any], highest: int) -> NDArray[np.int8]:
    numbers = column_numbers(column)
    is_code = (numbers >= 1) & (numbers <= highest) & (numbers == np.floor(numbers))
    codes = np.where(is_code, numbers, MISSING).astype(np.int8)
    codes[~is_code & ~np.isnan(numbers)] = NO_CODE
    return codes


def _findings(items: pd.DataFrame, codes: dict[int, NDArray[np.int8]], version: Version) -> pd.DataFrame:
    rows = {item: np.flatnonzero(codes[item] == NO_CODE) for item in ITEMS}
    row = np.concatenate(list(rows.values()))
    item = np.repeat(ITEMS, [len(found) for found in rows.values()])
    value = np.concatenate([items[i].iloc[found].to_numpy(dtype=object) for i, found in rows.items()])
    order = np.lexsort((item, row))
    allowed = [f"1 to {version.highest_code(i)}" for i in item[order].tolist()]
    return pd.DataFrame(
        {
            "index": pd.Series(items.index[row[order]].tolist(), dtype=object),
            "item": item[order],
            "value": value[order],
            "allowed": pd.Series(allowed, dtype=str),
        }
    )


def _problems(findings: pd.DataFrame, version: Version) -> list[str]:
    cells = findings.head(LISTED).to_numpy(dtype=object)
    lines = [
        f"{version.title}, item {item}, record {_label(label)}: {value!r} is not one of its codes {allowed}"
        for label, item, value, allowed in cells
    ]
    rest = len(findings) - len(lines)
    return [*lines, f"and {rest:,} more"] if rest else lines


def _label(label: object) -> str:
    return ", ".join(map(str, label)) if isinstance(label, tuple) else str(label)
