"""The rows a fit uses: what is missing is listed, what is impossible is refused."""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from trialstats.errors import FitError
from trialstats.mmrm.arrays import Integers, Switches
from trialstats.mmrm.names import did_you_mean, shorten

__all__ = ["UsedRows", "level_codes", "select_rows"]


@dataclass(frozen=True)
class UsedRows:
    """The columns a fit needs, in the rows it uses, and a list of the rows left out.

    `frame` keeps the caller's index. `excluded` has the columns row (index label) and reason.
    """

    frame: pd.DataFrame
    excluded: pd.DataFrame


def select_rows(data: pd.DataFrame, variables: Sequence[str], roles: Sequence[str]) -> UsedRows:
    """Keep the rows in which `variables` and `roles` (the subject, the visit, ..) are all present.

    Raises FitError for an unknown column, an infinite value, a categorical level without
    rows, and where no row is left.
    """
    if not isinstance(data, pd.DataFrame):
        raise FitError(f"data must be a pandas DataFrame, not {type(data).__name__}")
    columns = list(dict.fromkeys([*_known(data, variables, builtins_too=True), *_known(data, roles)]))
    frame = data[columns]
    missing = np.column_stack([frame[name].isna() for name in columns])
    out: Switches = np.any(missing, axis=1)
    excluded = _list_excluded(missing[out], frame.index[out], columns)
    frame = _plain_numbers(frame[~out] if out.any() else frame)
    if frame.empty:
        raise FitError(f"no row is complete in {shorten(columns, 12)}: nothing to fit")
    _refuse_infinite(frame)
    _refuse_empty_levels(frame, subject=roles[0])
    return UsedRows(frame, excluded)


def level_codes(column: pd.Series) -> tuple[Integers, pd.Index]:
    """Number the levels, of the visit or of a group: a categorical keeps its order, anything else is sorted."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.codes.to_numpy().astype(np.intp), column.cat.categories
    codes, levels = pd.factorize(column, sort=True)
    return codes.astype(np.intp), pd.Index(levels)


def _known(data: pd.DataFrame, names: Sequence[str], *, builtins_too: bool = False) -> list[str]:
    """The names that are columns; a formula may also hold the name of a function, which is none."""
    unknown = [n for n in names if n not in data.columns and not (builtins_too and hasattr(builtins, n))]
    if unknown:
        raise FitError([f"{n} is not a column of the data{did_you_mean(n, data.columns)}" for n in unknown])
    return [n for n in names if n in data.columns]


def _list_excluded(missing: Switches, index: pd.Index, columns: Sequence[str]) -> pd.DataFrame:
    names = np.array(columns, dtype=object)
    reasons = [", ".join(names[row]) + " missing" for row in missing]
    return pd.DataFrame({"row": index.to_flat_index(), "reason": pd.Series(reasons, dtype=object)})


def _plain_numbers(frame: pd.DataFrame) -> pd.DataFrame:
    """Turn pandas' nullable numbers into floats: no value is missing any more."""
    nullable = [
        name
        for name, dtype in frame.dtypes.items()
        if isinstance(dtype, pd.api.extensions.ExtensionDtype) and pd.api.types.is_numeric_dtype(dtype)
    ]
    return frame.astype(dict.fromkeys(nullable, float)) if nullable else frame


def _refuse_infinite(frame: pd.DataFrame) -> None:
    problems = []
    for name, dtype in frame.dtypes.items():
        if pd.api.types.is_numeric_dtype(dtype):
            bad = ~np.isfinite(frame[name].to_numpy(dtype=float))
            if bad.any():
                problems.append(f"{name} is not finite in row {shorten(list(frame.index[bad]))}")
    if problems:
        raise FitError(problems)


def _refuse_empty_levels(frame: pd.DataFrame, *, subject: str) -> None:
    problems = []
    for name, dtype in frame.dtypes.items():
        if not isinstance(dtype, pd.CategoricalDtype) or name == subject:
            continue
        counts = np.bincount(frame[name].cat.codes, minlength=len(dtype.categories))
        empty = [repr(level) for level in dtype.categories[counts == 0]]
        if empty:
            problems.append(
                f"{name}: no row used has {shorten(empty)}; take the level out "
                "(.cat.remove_unused_categories()) or look for the rows that are missing"
            )
    if problems:
        raise FitError(problems)
