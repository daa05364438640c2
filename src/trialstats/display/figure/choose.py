"""Choose the rows that a figure shows, in the order of display."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from trialstats.display.look import Look
from trialstats.errors import DataError
from trialstats.results.kinds import Kind
from trialstats.trialfile.parts.display import Display, Selected

__all__ = ["NoRows", "NothingEstimated", "choose_rows", "in_order", "present", "set_apart", "several"]


class NothingEstimated(DataError):
    """Everything that a figure would show could not be estimated: it says so instead."""


class NoRows(DataError):
    """The analyses gave no row of a kind that a figure shows: why, their notes may say."""


def choose_rows(figure: Selected, rows: pd.DataFrame, kind: Kind | Sequence[Kind]) -> pd.DataFrame:
    """Take the rows of one kind, or of some, of the parameters and visits that the figure names or of all.

    Raises DataError for each parameter and visit named that has no row, or if there is no row at all.
    """
    kinds = [kind] if isinstance(kind, Kind) else list(kind)
    of_kind = rows[rows["kind"].isin(kinds)]
    if of_kind.empty:
        names = ", ".join(figure.analyses)
        raise NoRows(f"{figure.kind} figure: no rows of kind {' or '.join(kinds)} in the results of {names}")
    problems = [
        f"{figure.kind} figure: no rows of {word} {name}"
        for word, column, names in (("parameter", "PARAMCD", figure.parameters), ("visit", "AVISIT", figure.visits))
        for name in names
        if not (of_kind[column] == name).any()
    ]
    if problems:
        raise DataError(problems)
    return _restrict(_restrict(of_kind, "PARAMCD", figure.parameters), "AVISIT", figure.visits)


def in_order(figure: Selected, rows: pd.DataFrame, look: Look) -> pd.DataFrame:
    """Sort by parameter, analysis, visit and arm, and make visits and arms ordered categoricals of those present.

    Parameters stand as the figure names them, else as the rows do; visits and arms as the trial has them. Rows of
    no arm or no visit of the trial (a total, a slope) are left out.

    Raises DataError where nothing remains.
    """
    known = rows[rows["ARM"].isin(look.arms) & rows["AVISIT"].isin(look.visits)]
    if known.empty:
        raise DataError(f"{figure.kind} figure: no row is of an arm and a visit of the trial")
    parameters = figure.parameters or tuple(known["PARAMCD"].unique())
    known = known.assign(
        AVISIT=_ordered(known["AVISIT"], look.visits),
        ARM=_ordered(known["ARM"], look.arms),
        _parameter=pd.Categorical(known["PARAMCD"], list(parameters), ordered=True),
        _analysis=pd.Categorical(known["analysis"], list(known["analysis"].unique()), ordered=True),
    )
    keys = ["_parameter", "measure", "_analysis", "AVISIT", "ARM"]
    known = known.sort_values(keys, kind="stable").reset_index(drop=True)
    return known.drop(columns=["_parameter", "_analysis"])


def set_apart(figure: Display, rows: pd.DataFrame, number: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Split rows into those that have the number to draw and those that do not.

    Raises NothingEstimated if none has, with the reasons that the rows give.
    """
    has = rows[number].notna()
    if not has.any():
        reasons = "; ".join(rows["reason"].dropna().unique()) or "no reason is given"
        raise NothingEstimated(f"{figure.kind} figure: nothing to draw, {number} is absent everywhere ({reasons})")
    return rows[has].reset_index(drop=True), rows[~has].reset_index(drop=True)


def present(column: pd.Series[str]) -> list[str]:
    """List the values of a column in their order: that of its categories, else of appearance."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        used = set(column.dropna())
        return [value for value in column.cat.categories if value in used]
    return [str(value) for value in column.dropna().unique()]


def several(column: pd.Series[Any]) -> bool:
    """Say whether a column holds more than one value."""
    return len(column.dropna().unique()) > 1


def _restrict(rows: pd.DataFrame, column: str, names: Sequence[str]) -> pd.DataFrame:
    return rows[rows[column].isin(names)] if names else rows


def _ordered(column: pd.Series[str], order: Iterable[str]) -> Any:
    used = set(column)
    return pd.Categorical(column, [name for name in order if name in used], ordered=True)
