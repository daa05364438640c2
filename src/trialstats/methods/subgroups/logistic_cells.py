"""A logistic model of a yes or no with a share for every combination of arm and level that has subjects.

    log odds = mean[arm, level] + covariates

is arm by factor with its main effects. Shares of a level are standardised over the covariates of its subjects, which
are taken as they are (delta method, Ge et al., Drug Inf J 2011;45:481-493).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from trialstats.engines.heterogeneity import wald_chi_squared
from trialstats.engines.inference import statistics
from trialstats.engines.logistic import ARM, LogisticFit, fit_logistic
from trialstats.errors import FitError
from trialstats.results.kinds import Kind
from trialstats.results.shape import Row

__all__ = ["LogisticCells", "fit_logistic_cells"]

Floats = NDArray[np.float64]
Cell = tuple[str, str]


@dataclass(frozen=True)
class LogisticCells:
    """The fit; for each (arm, level) its number, by which the model knows it, and its subjects.

    levels: of each subject, (n,).
    """

    fit: LogisticFit
    numbers: Mapping[Cell, str]
    sizes: Mapping[Cell, int]
    levels: NDArray[Any]

    def effect(self, kind: Kind, cell: Cell, other: Cell, conf_level: float) -> Row:
        """Compare two combinations of one level; of ratios the standard error is of the logarithm."""
        value, slope = self.contrast(kind, cell, other)
        made = statistics(value, float(np.sqrt(slope @ self.fit.covariance @ slope)), None, conf_level)
        if kind == Kind.RISK_DIFFERENCE:
            return made
        return {**made, **{name: math.exp(made[name]) for name in ("estimate", "conf_low", "conf_high")}}

    def contrast(self, kind: Kind, cell: Cell, other: Cell) -> tuple[float, Floats]:
        """Give the effect on its scale, logarithms of ratios, and its slope (p,) by the coefficients."""
        if kind == Kind.ODDS_RATIO:
            along = self.rows(cell)[0] - self.rows(other)[0]
            return float(along @ self.fit.coefficients), along
        (share, slope), (share_other, slope_other) = self.share(cell), self.share(other)
        if kind == Kind.RISK_DIFFERENCE:
            return share - share_other, slope - slope_other
        return math.log(share / share_other), slope / share - slope_other / share_other

    def joint_test(self, kind: Kind, pairs: Sequence[tuple[tuple[Cell, Cell], tuple[Cell, Cell]]]) -> Row:
        """Test that effects, given in pairs, are the same in both of each pair (Wald)."""
        both = [(self.contrast(kind, *own), self.contrast(kind, *first)) for own, first in pairs]
        values = np.array([own[0] - first[0] for own, first in both])
        slopes = np.array([own[1] - first[1] for own, first in both])
        return wald_chi_squared(values, slopes @ self.fit.covariance @ slopes.T)

    def share(self, cell: Cell) -> tuple[float, Floats]:
        """Standardise the share of a combination over the subjects of its level; with its slope."""
        own = self.rows(cell)[self.levels == cell[1]]
        shares = special.expit(own @ self.fit.coefficients)
        return float(shares.mean()), np.asarray((shares * (1 - shares)) @ own / len(own))

    def rows(self, cell: Cell) -> Floats:
        return self.fit.rows_as(self.numbers[cell])


def fit_logistic_cells(
    frame: pd.DataFrame, response: str, factor: str, covariates: Sequence[str], arms: Sequence[str]
) -> LogisticCells:
    """Fit complete subjects (TRT01P, factor, covariates, response 0 or 1).

    A combination in which nobody has the event, or everybody, takes no part: its odds have no logarithm, and the
    likelihood of the others is what it is without it. Raises FitError as `fit_logistic`.
    """
    pairs = list(zip(frame[ARM].astype(str), frame[factor].astype(str), strict=True))
    sizes, events = Counter(pairs), Counter[Cell]()
    for pair, response_of in zip(pairs, frame[response], strict=True):
        events[pair] += int(response_of)
    known = [(arm, str(level)) for level in frame[factor].cat.categories for arm in arms if sizes[arm, str(level)]]
    cells = [cell for cell in known if 0 < events[cell] < sizes[cell]]
    if len(cells) < 2:
        raise FitError("fewer than two combinations of arm and level have subjects with the event and without it")
    numbers = {cell: str(place) for place, cell in enumerate(cells)}
    own = frame[[pair in numbers for pair in pairs]].reset_index(drop=True)
    coded = pd.Categorical([numbers[pair] for pair in pairs if pair in numbers], list(numbers.values()), ordered=True)
    for name in covariates:
        if isinstance(own[name].dtype, pd.CategoricalDtype):
            own[name] = own[name].cat.remove_unused_categories()
    fit = fit_logistic(own.assign(**{ARM: coded}), own[response].to_numpy(dtype=float), tuple(covariates))
    return LogisticCells(fit, numbers, sizes, own[factor].astype(str).to_numpy())
