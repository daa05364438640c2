"""Rows of the contrast matrix: marginal means, their differences, and what a user writes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from trialstats.engines.mmrm.arrays import Floats, Integers
from trialstats.engines.mmrm.grid import ReferenceGrid, cross
from trialstats.engines.mmrm.names import did_you_mean, shorten
from trialstats.errors import ArgumentError, FitError

__all__ = ["Labelled", "difference_rows", "mean_rows", "written_rows"]

# Rows (r, p) and the columns that say what each of them is.
Labelled = tuple[Floats, dict[str, Any]]


def mean_rows(
    grid: ReferenceGrid, factor: str, by: str | Sequence[str] | None, weights: str, among: pd.DataFrame | None = None
) -> Labelled:
    """Rows whose product with the coefficients is the marginal mean at each level of `factor` within `by`, or in the
    combinations of these that are the rows of `among`."""
    within = _names(by)
    if among is not None:
        named = [factor, *within]
        chosen = np.column_stack([_level_numbers(grid, name, among) for name in named])
        label = {name: grid.factors[name].take(own) for name, own in zip(named, chosen.T, strict=True)}
        return grid.average(named, weights, chosen), label
    means = grid.average([*within, factor], weights)
    rows = means.reshape(-1, means.shape[-1])
    label = cross({name: grid.factors[name] for name in [*within, factor]})
    return rows, {name: label[name] for name in [factor, *within]}


def difference_rows(
    grid: ReferenceGrid, factor: str, by: str | Sequence[str] | None, reference: object, weights: str
) -> Labelled:
    """Rows of each other level of `factor` minus `reference` (None: the first level), within `by`.

    Raises ArgumentError where `reference` is no level of `factor`, FitError where it has no other.
    """
    within = _names(by)
    means = grid.average([*within, factor], weights)
    levels = grid.factors[factor]
    base = 0 if reference is None else _level_number(levels, factor, reference)
    others = np.delete(np.arange(len(levels)), base)
    if not len(others):
        raise FitError(f"{factor} has one level, {levels[0]}: nothing to compare it with")
    differences = means[..., others, :] - means[..., [base], :]
    label = cross({name: grid.factors[name] for name in within} | {factor: levels.take(others)})
    rows = differences.reshape(-1, means.shape[-1])
    return rows, {factor: label[factor], "reference": [levels[base]] * len(rows)} | {n: label[n] for n in within}


def written_rows(rows: Any, terms: Sequence[str]) -> Labelled:
    """Rows given as an array (r, p) or (p,), a DataFrame with terms as columns, or a mapping from a
    name to a row, itself an array (p,) or a mapping from term to weight (terms left out: 0).

    Raises ArgumentError for a wrong number of columns, an unknown term, and weights that are not finite.
    """
    if isinstance(rows, pd.DataFrame):
        rows = {str(name): dict(row) for name, row in rows.iterrows()}
    if isinstance(rows, Mapping):
        names = [str(name) for name in rows]
        matrix = np.array([_one_row(row, terms) for row in rows.values()]).reshape(-1, len(terms))
    else:
        matrix = np.atleast_2d(_numbers(rows))
        names = [f"row {i + 1}" for i in range(len(matrix))]
    if matrix.ndim != 2 or matrix.shape[1] != len(terms) or not len(matrix):
        raise ArgumentError(
            f"a contrast needs {len(terms)} weights a row ({shorten(terms, 4)}); got shape {matrix.shape}"
        )
    if not np.isfinite(matrix).all():
        raise ArgumentError("a contrast has a weight that is not finite")
    return matrix, {"term": names}


def _one_row(row: Any, terms: Sequence[str]) -> Floats:
    if not isinstance(row, Mapping):
        given = _numbers(row)
        if given.shape != (len(terms),):
            raise ArgumentError(f"a contrast needs {len(terms)} weights a row; got shape {given.shape}")
        return given
    unknown = [name for name in row if name not in terms]
    if unknown:
        raise ArgumentError([f"{name} is not a term of the model{did_you_mean(name, terms)}" for name in unknown])
    return _numbers([row.get(term, 0.0) for term in terms])


def _numbers(weights: Any) -> Floats:
    try:
        return np.asarray(weights, dtype=float)
    except (TypeError, ValueError):
        raise ArgumentError(f"a contrast needs weights that are numbers, not {weights!r:.80}") from None


def _names(by: str | Sequence[str] | None) -> list[str]:
    if by is None:
        return []
    if not isinstance(by, str | list | tuple):
        raise ArgumentError(f"by must be the name of a factor or a list of names, not {by!r}")
    return [by] if isinstance(by, str) else list(by)


def _level_numbers(grid: ReferenceGrid, name: str, among: pd.DataFrame) -> Integers:
    """(r,): the numbers of the levels that a column of `among` names."""
    if name not in among.columns:
        raise ArgumentError(f"among has no column {name}{did_you_mean(name, among.columns)}")
    return np.array([_level_number(grid.levels(name), name, level) for level in among[name]], dtype=np.intp)


def _level_number(levels: pd.Index, factor: str, level: object) -> int:
    found = np.flatnonzero(levels == level)
    if not len(found):
        raise ArgumentError(
            f"{level} is not a level of {factor}{did_you_mean(level, levels)}; its levels: {shorten(list(levels), 12)}"
        )
    return int(found[0])
