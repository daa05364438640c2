"""The rows a fit uses: what is missing is listed, what is impossible is refused."""

from __future__ import annotations

import builtins
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from trialstats.engines.mmrm.arrays import Integers, Switches
from trialstats.engines.mmrm.columns import identifier_fault, plain_column
from trialstats.engines.mmrm.names import did_you_mean, shorten
from trialstats.errors import ArgumentError, FitError

__all__ = ["UsedRows", "level_codes", "plain_frame", "refuse_infinite", "select_rows"]


@dataclass(frozen=True)
class UsedRows:
    """The columns a fit needs, in the rows it uses, and a list of the rows left out.

    `frame` keeps the caller's index. `excluded` has the columns row (index label) and reason.
    """

    frame: pd.DataFrame
    excluded: pd.DataFrame


def select_rows(data: pd.DataFrame, variables: Sequence[str], roles: Sequence[str]) -> UsedRows:
    """Keep the rows in which `variables` and `roles` (the subject, the visit, ..) are all present.

    Raises FitError for an unknown column or one that is there twice, a column that is neither of numbers nor of
    levels, an infinite value, a categorical level without rows, and where no row is left.
    """
    columns = list(dict.fromkeys([*_known(data, variables, builtins_too=True), *_known(data, roles)]))
    twice = [name for name in columns if isinstance(data[name], pd.DataFrame)]
    if twice:
        raise ArgumentError([f"{name} is the name of {data[name].shape[1]} columns" for name in twice])
    frame = data[columns]
    missing = np.column_stack([frame[name].isna() for name in columns])
    if len(frame) and missing.all(axis=0).any():
        # Such a column leaves no row: it is named, rather than all that were asked for.
        raise FitError([f"{columns[int(j)]} is missing in every row" for j in np.flatnonzero(missing.all(axis=0))])
    out: Switches = np.any(missing, axis=1)
    excluded = _list_excluded(missing[out], frame.index[out], columns)
    frame = frame[~out] if out.any() else frame
    if frame.empty:
        raise FitError(f"no row is complete in {shorten(columns, 12)}: nothing to fit")
    frame = plain_frame(frame, formula=set(variables), identifier=roles[0])
    refuse_infinite(frame)
    _refuse_empty_levels(frame, subject=roles[0])
    return UsedRows(frame, excluded)


def level_codes(column: pd.Series) -> tuple[Integers, pd.Index]:
    """Number the levels, of the visit or of a group: a categorical keeps its order, anything else is sorted."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.codes.to_numpy().astype(np.intp), column.cat.categories
    try:
        codes, levels = pd.factorize(column, sort=True)
    except TypeError:
        kinds = shorten(sorted({type(value).__name__ for value in column}))
        raise FitError(f"{column.name} has no order, with values of several kinds ({kinds}): make it one") from None
    return codes.astype(np.intp), pd.Index(levels)


def _known(data: pd.DataFrame, names: Sequence[str], *, builtins_too: bool = False) -> list[str]:
    """The names that are columns; a formula may also hold the name of a function, which is none."""
    unknown = [n for n in names if n not in data.columns and not (builtins_too and hasattr(builtins, n))]
    numbered = [n for n in unknown if n in {str(column) for column in data.columns}]
    if numbered:
        raise ArgumentError(
            [f"the column {n} has a name that is no text: rename it (.rename(columns=str))" for n in numbered]
        )
    if unknown:
        raise ArgumentError([f"{n} is not a column of the data{did_you_mean(n, data.columns)}" for n in unknown])
    return [n for n in names if n in data.columns]


def _list_excluded(missing: Switches, index: pd.Index, columns: Sequence[str]) -> pd.DataFrame:
    names = np.array(columns, dtype=object)
    reasons = [", ".join(names[row]) + " missing" for row in missing]
    return pd.DataFrame({"row": index.to_flat_index(), "reason": pd.Series(reasons, dtype=object)})


def plain_frame(frame: pd.DataFrame, *, formula: Collection[str], identifier: str | None = None) -> pd.DataFrame:
    """The frame (no value missing) with each column as what it holds.

    Raises FitError for columns of the `formula` that are neither numbers nor levels, and for an `identifier` that
    writes one subject in two ways.
    """
    problems, changed = [], {}
    for name, column in frame.items():
        found, fault = plain_column(column, in_formula=name in formula)
        fault = fault or (identifier_fault(found) if name == identifier else "")
        if fault:
            problems.append(f"{name}: {fault}")
        elif found is not column:
            changed[name] = found
    if problems:
        raise FitError(problems)
    if changed:
        frame = frame.copy()
        for name, column in changed.items():
            frame[name] = column
    return frame


def refuse_infinite(frame: pd.DataFrame) -> None:
    """Raise FitError, naming the rows, where a column of numbers has one that is not finite."""
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
