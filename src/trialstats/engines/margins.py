"""The grid over which least-squares means are averaged.

A least-squares mean is l'b with l the weighted mean of the design's rows over a grid: every combination of the
levels of the factors among the covariates, numeric covariates at their mean over the records used. Weights are
equal (SAS LSMEANS, emmeans' default) or observed: the product of the proportions of the levels in the records used
(SAS OM; emmeans weights="proportional"), which for effects that are added up is the mean over the records.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import prod

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trialstats.engines.linear import Design

__all__ = ["Grid", "build_grid"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Grid:
    """cells (m rows, a column per covariate), weights (m,) with sum 1, and the means of numeric covariates."""

    cells: pd.DataFrame
    weights: Floats
    means: Mapping[str, float]

    def where(self, name: str, value: float | str) -> Grid:
        """Give the grid where a covariate has a value: a number, or a level of a factor."""
        if name in self.means:
            return replace(self, cells=self.cells.assign(**{name: value}))
        here = (self.cells[name] == value).to_numpy()
        weights = self.weights[here]
        return replace(self, cells=self.cells[here].reset_index(drop=True), weights=weights / weights.sum())

    def weigh(self, design: Design, frame: pd.DataFrame, at: Mapping[str, object]) -> Floats:
        """Return l (p,) where `at` (e.g. arm and visit) holds; `frame` lends the types of its columns."""
        fixed = {name: pd.Series([value] * len(self.cells), dtype=frame[name].dtype) for name, value in at.items()}
        return self.weights @ design.rows(self.cells.assign(**fixed))


def build_grid(frame: pd.DataFrame, covariates: Sequence[str], weights: str) -> Grid:
    """Lay out the grid over `covariates` for the records used; `weights` is "equal" or "observed"."""
    factors = [name for name in covariates if isinstance(frame[name].dtype, pd.CategoricalDtype)]
    shares = [_shares(frame[name], weights) for name in factors]
    combined = list(product(*(share.items() for share in shares)))
    cells = pd.DataFrame(
        {name: pd.Series([cell[k][0] for cell in combined], dtype=frame[name].dtype) for k, name in enumerate(factors)},
        index=range(len(combined)),
    )
    means = {name: float(frame[name].mean()) for name in covariates if name not in factors}
    share = np.array([prod(weight for _, weight in cell) for cell in combined])
    return Grid(cells.assign(**means), share, means)


def _shares(column: pd.Series, weights: str) -> dict[str, float]:
    levels = list(column.cat.categories)
    if weights == "equal":
        return dict.fromkeys(levels, 1 / len(levels))
    counts = column.value_counts()
    return {level: float(counts[level]) / len(column) for level in levels}
