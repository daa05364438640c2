"""The reference grid: every combination of the factors' levels, numeric covariates at their mean."""

from __future__ import annotations

import math
import numbers
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from trialstats.engines.mmrm.arrays import Floats, Integers
from trialstats.engines.mmrm.design import Design
from trialstats.engines.mmrm.names import did_you_mean, shorten
from trialstats.errors import ArgumentError, FitError

__all__ = ["WEIGHTS", "ReferenceGrid", "build_grid", "cross", "finite_values"]

WEIGHTS = ("equal", "observed", "sample")

LARGEST = 200_000


@dataclass(frozen=True)
class ReferenceGrid:
    """factors: name -> levels, in the order of the grid's axes; matrix (levels of each factor.., p), the
    model matrix at each combination; rows_at, of the same shape without p: how many rows are there."""

    factors: dict[str, pd.Index]
    matrix: Floats
    rows_at: Floats
    design: Design
    at: Mapping[str, float]

    def average(self, over: Sequence[str], weights: str, chosen: Integers | None = None) -> Floats:
        """Average the grid to one row for each combination of the factors `over`: (levels of each.., p); of the
        combinations `chosen` (r, factors), given by the numbers of their levels, (r, p).

        weights: "equal" gives every combination of the other factors the same weight (SAS LSMEANS, emmeans);
        "observed" weighs it by its share of the rows used, the same share for every row of the result
        (emmeans' "proportional"); "sample" sets the factors `over` in every row used and averages what the
        model says of these rows (g-computation), covariates as they were observed.
        Raises ArgumentError for a name that is no factor of the model and for unknown weights.
        """
        axes = [self._axis(name) for name in over]
        if len(set(axes)) < len(axes):
            raise ArgumentError(f"the same factor is named twice: {', '.join(over)}")
        if weights == "sample":
            return self._over_sample(list(over), chosen)
        others = tuple(a for a in range(len(self.factors)) if a not in axes)
        moved = self.matrix.transpose(*axes, *others, -1)
        if chosen is not None:
            moved = moved[tuple(chosen.T)]
        kept = moved.shape[: moved.ndim - 1 - len(others)]
        share = self._shares(tuple(axes), weights)
        cells = moved.reshape(math.prod(kept), len(share), moved.shape[-1])
        means: Floats = np.einsum("kop,o->kp", cells, share).reshape(*kept, -1)
        return means

    def levels(self, name: str) -> pd.Index:
        """The levels of a factor. Raises ArgumentError for a name that is none of the model."""
        return list(self.factors.values())[self._axis(name)]

    def _over_sample(self, over: list[str], chosen: Integers | None) -> Floats:
        levels = {name: self.factors[name] for name in over}
        shape = tuple(len(own) for own in levels.values())
        means = []
        for position in np.ndindex(shape) if chosen is None else chosen:
            rows = self.design.frame.assign(**self.at)
            for (name, own), number in zip(levels.items(), position, strict=True):
                rows[name] = pd.Series(own.take(np.full(len(rows), number)), index=rows.index)
            means.append(self.design.coding.matrix(rows).mean(axis=0))
        return np.array(means).reshape(*(shape if chosen is None else [len(chosen)]), -1)

    def _shares(self, axes: tuple[int, ...], weights: str) -> Floats:
        counts: Floats = np.asarray(self.rows_at.sum(axis=axes)).ravel()
        if weights == "observed":
            observed: Floats = counts / counts.sum()
            return observed
        if weights == "equal":
            return np.full(counts.shape, 1.0 / counts.size)
        raise ArgumentError(f"weights {weights!r} is not known{did_you_mean(weights, WEIGHTS)}: {', '.join(WEIGHTS)}")

    def _axis(self, name: str) -> int:
        if not isinstance(name, Hashable) or name not in self.factors:
            known = shorten(list(self.factors), 12) or "none"
            raise ArgumentError(
                f"{name} is not a factor of the model{did_you_mean(name, self.factors)}; its factors: {known}"
            )
        return list(self.factors).index(name)


def build_grid(design: Design, at: Mapping[str, float]) -> ReferenceGrid:
    """Build the grid of the right-hand side of `design`.

    The mean of a covariate is over the rows used (SAS, emmeans), before any function of it in the formula;
    `at` gives covariates another value. Raises ArgumentError where it names what is no covariate.
    """
    used = [name for name in design.frame.columns if name in design.columns]
    categorical = _categorical(design, used)
    factors = {name: _levels(design.frame[name]) for name in used if name in categorical}
    shape = tuple(len(levels) for levels in factors.values())
    if math.prod(shape) > LARGEST:
        raise FitError(f"the reference grid has {math.prod(shape)} combinations of {shorten(list(factors), 12)}")
    means = {name: design.frame[name].mean() for name in used if name not in factors}
    unknown = [name for name in at if name not in means]
    if unknown:
        known = shorten(list(means), 12) or "none"
        raise ArgumentError(f"at: {shorten(unknown)} is not a covariate of the model; its covariates: {known}")
    means |= at
    grid = pd.DataFrame({**cross(factors), **means}, index=range(math.prod(shape)))
    matrix = design.coding.matrix(grid)
    return ReferenceGrid(factors, matrix.reshape(*shape, -1), _count_rows(design.frame, factors), design, at)


def finite_values(at: Mapping[str, float]) -> dict[str, float]:
    """The values given for covariates. Raises ArgumentError for what is no mapping from a name to a finite number."""
    if not isinstance(at, Mapping):
        raise ArgumentError(f"at must map covariates to numbers, such as {{'BASE': 50.0}}, not {at!r}")
    faulty = [
        name for name, value in at.items() if not isinstance(value, numbers.Real | Decimal) or not math.isfinite(value)
    ]
    if faulty:
        raise ArgumentError([f"at: {name} must be a finite number, not {at[name]!r}" for name in faulty])
    return {name: float(value) for name, value in at.items()}


def cross(factors: dict[str, pd.Index]) -> dict[str, pd.Index]:
    """The levels in each combination, the last factor's changing fastest."""
    if not factors:
        return {}
    shape = [len(levels) for levels in factors.values()]
    codes = np.indices(shape).reshape(len(shape), -1)
    return {name: levels.take(code) for (name, levels), code in zip(factors.items(), codes, strict=True)}


def _categorical(design: Design, used: Sequence[str]) -> set[str]:
    """Columns that are text, categories or switches, and numbers that the formula codes by C()."""
    coded = design.coding.by_levels
    return {name for name in used if name in coded or not _is_number(design.frame[name].dtype)}


def _is_number(dtype: Any) -> bool:
    return pd.api.types.is_numeric_dtype(dtype) and not pd.api.types.is_bool_dtype(dtype)


def _levels(column: pd.Series) -> pd.Index:
    """The levels in their order; those of a categorical stay categories."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return pd.CategoricalIndex(column.cat.categories, dtype=column.dtype)
    levels: pd.Index = pd.Index(np.sort(column.unique()))
    return levels


def _count_rows(frame: pd.DataFrame, factors: dict[str, pd.Index]) -> Floats:
    counts = np.zeros([len(levels) for levels in factors.values()])
    if factors:
        places = [levels.get_indexer(pd.Index(frame[name])) for name, levels in factors.items()]
        np.add.at(counts, tuple(places), 1.0)
    return counts
