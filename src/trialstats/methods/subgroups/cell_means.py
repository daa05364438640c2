"""A least-squares model with a mean for every combination of arm and level of a factor that has subjects.

    value = mean[arm, level] + covariates + error

is arm by factor with its main effects, parameterised so that an empty combination is simply not there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from trialstats.engines.linear import LinearFit, build_design, fit_linear
from trialstats.engines.margins import build_grid
from trialstats.errors import FitError
from trialstats.methods.shared.linear_fits import describe
from trialstats.methods.shared.variation import rounding
from trialstats.results.shape import Row

__all__ = ["CellFit", "fit_cells"]

Floats = NDArray[np.float64]
Cell = tuple[str, str]

# The column of combinations of arm and level.
CELL = "_cell"


@dataclass(frozen=True)
class CellFit:
    """The fit; for each (arm, level) its subjects and l (p,), by which l'b is its LS mean."""

    linear: LinearFit
    formula: str
    sizes: Mapping[Cell, int]
    means: Mapping[Cell, Floats]

    def joint_test(self, contrasts: Floats) -> Row:
        """Test L b = 0 for independent rows L (q, p): F = (Lb)'(LVL')^-1(Lb) / q on q and residual df."""
        values = contrasts @ self.linear.coefficients
        spread = contrasts @ self.linear.covariance @ contrasts.T
        q = len(contrasts)
        statistic = float(values @ np.linalg.solve(spread, values)) / q
        p_value = float(stats.f.sf(statistic, q, self.linear.df))
        return {"num_df": q, "df": self.linear.df, "statistic": statistic, "p_value": p_value}

    def describe(self) -> Row:
        """Say what was fitted, for the notes."""
        return describe(self.linear, self.formula)


def fit_cells(
    frame: pd.DataFrame, value: str, factor: str, covariates: Sequence[str], weights: str, std_error: str = "classical"
) -> CellFit:
    """Fit the model to complete records (TRT01P, factor, covariates, value).

    weights: as `build_grid` has them; std_error: as `fit_linear`.

    Raises FitError where the records cannot tell the coefficients apart, or leave nothing for the error.
    """
    pairs = list(zip(frame["TRT01P"].astype(str), frame[factor].astype(str), strict=True))
    counts = Counter(pairs)
    cells = [
        (str(arm), str(level))
        for level in frame[factor].cat.categories
        for arm in frame["TRT01P"].cat.categories
        if counts[str(arm), str(level)]
    ]
    numbers = {cell: str(place) for place, cell in enumerate(cells)}
    coded = frame.assign(**{CELL: pd.Categorical([numbers[pair] for pair in pairs], list(numbers.values()))})
    if len(cells) == 1:
        raise FitError(f"all records are of one arm ({cells[0][0]}) and level")
    design = build_design([CELL, *covariates], coded)
    linear = fit_linear(coded[value].to_numpy(dtype=float), design, std_error, rounding(coded, value))
    grid = build_grid(coded, covariates, weights)
    return CellFit(
        linear=linear,
        formula=_formula(value, factor, covariates, len(frame[factor].cat.categories)),
        sizes={cell: counts[cell] for cell in cells},
        means={cell: grid.weigh(design, coded, {CELL: number}) for cell, number in numbers.items()},
    )


def _formula(value: str, factor: str, covariates: Sequence[str], levels: int) -> str:
    by_factor = [factor, f"TRT01P:{factor}"] if levels > 1 else []
    return f"{value} ~ {' + '.join(['TRT01P', *by_factor, *covariates])}"
