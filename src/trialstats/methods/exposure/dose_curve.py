"""A line or a parabola of an outcome over a dose, adjusted for covariates; and Pearson's correlation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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

__all__ = ["DoseFit", "Floats", "fit_dose", "pearson"]

Floats = NDArray[np.float64]

# Columns of the powers of the dose, about its mean and in units of its SD, so that a large unit does no harm.
POWERS = ("_dose", "_dose_squared")
STEPS = 40


@dataclass(frozen=True)
class DoseFit:
    """value ~ x (+ x^2) + covariates, where x = (dose - centre) / scale."""

    linear: LinearFit
    formula: str
    dose: str
    covariates: tuple[str, ...]
    centre: float
    scale: float
    degree: int

    def vector(self, power: int) -> Floats:
        """Give l (p,) by which l'b is the coefficient of the dose (line) or of its square."""
        return self.linear.design.coefficient(POWERS[power - 1]) / self.scale**power

    def curve(self, frame: pd.DataFrame, conf_level: float) -> Iterator[tuple[float, Row]]:
        """Go along the doses from the smallest to the largest: dose, fitted mean and its interval."""
        grid = build_grid(frame, self.covariates, "observed")
        coded = _with_powers(frame, self.dose, self.centre, self.scale)
        for dose in np.linspace(frame[self.dose].min(), frame[self.dose].max(), STEPS + 1):
            x = (float(dose) - self.centre) / self.scale
            at = dict(zip(POWERS[: self.degree], (x, x**2), strict=False))
            yield float(dose), self.linear.estimate(grid.weigh(self.linear.design, coded, at), conf_level)

    def describe(self) -> Row:
        """Say what was fitted, for the notes."""
        return describe(self.linear, self.formula, r_squared=self.linear.r_squared)


def fit_dose(frame: pd.DataFrame, value: str, dose: str, covariates: Sequence[str], degree: int) -> DoseFit:
    """Fit by least squares, degree 1 or 2. FitError where the records cannot tell the coefficients apart."""
    doses = frame[dose].to_numpy(dtype=float)
    centre, scale = float(doses.mean()), float(doses.std())
    coded = _with_powers(frame, dose, centre, scale)
    try:
        design = build_design([*POWERS[:degree], *covariates], coded)
    except FitError as error:
        raise FitError(str(error).replace(POWERS[1], "the square of the dose").replace(POWERS[0], "the dose")) from None
    linear = fit_linear(frame[value].to_numpy(dtype=float), design, "classical", rounding(frame, value))
    terms = ["dose", "dose^2"][:degree]
    formula = f"{value} ~ {' + '.join([*terms, *covariates])}"
    return DoseFit(linear, formula, dose, tuple(covariates), centre, scale, degree)


def _with_powers(frame: pd.DataFrame, dose: str, centre: float, scale: float) -> pd.DataFrame:
    x = (frame[dose].astype("float64") - centre) / scale
    return frame.assign(**{POWERS[0]: x, POWERS[1]: x**2})


def pearson(first: Floats, second: Floats, conf_level: float) -> Row:
    """Give Pearson's r, t on n - 2 df, p, and Fisher's interval tanh(atanh r -+ z / sqrt(n - 3)).

    The pairs do not lie on a line: a fit of the line has refused that before. FitError with fewer than four.
    """
    n = len(first)
    if n < 4:
        raise FitError(f"{n} subjects: a correlation with its interval needs four")
    r = float(np.corrcoef(first, second)[0, 1])
    statistic = r * np.sqrt((n - 2) / (1 - r**2))
    half = float(stats.norm.ppf((1 + conf_level) / 2)) / np.sqrt(n - 3)
    return {
        "estimate": r,
        "df": float(n - 2),
        "statistic": float(statistic),
        "p_value": float(2 * stats.t.sf(abs(statistic), n - 2)),
        "conf_low": float(np.tanh(np.arctanh(r) - half)),
        "conf_high": float(np.tanh(np.arctanh(r) + half)),
        "conf_level": conf_level,
    }
