"""The model of random coefficients as `mixed` asks for it, and the combinations of its coefficients that are told."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trialstats.engines.mmrm import MMRMResult, fit_mmrm
from trialstats.engines.mmrm.grid import ReferenceGrid, build_grid
from trialstats.engines.rounding import no_more_than_rounding
from trialstats.errors import FitError
from trialstats.methods.continuous.options import Mixed
from trialstats.methods.continuous.rows import DAY
from trialstats.methods.continuous.visit_time import TIME
from trialstats.methods.shared.scope import conf_level
from trialstats.methods.shared.variation import refuse_constant, rounding
from trialstats.results.shape import Row
from trialstats.trialfile.parts.days import elapsed

__all__ = ["Fitted", "days_of", "fit_model", "time_of"]

Floats = NDArray[np.float64]

STRUCTURES = {
    "intercept": "random_intercept",
    "intercept and slope": "random_slope",
    "independent intercept and slope": "random_slope_diag",
}
RESIDUALS = {"independent": "independent", "ar1": "ar1", "by arm": "by_group"}
# A month is the twelfth of a year, in which every fourth is a leap year.
DAYS = {"day": 1.0, "week": 7.0, "month": 365.25 / 12, "year": 365.25}
NUMBERS = ("estimate", "std_error", "df", "statistic", "p_value", "conf_low", "conf_high", "conf_level")


def time_of(analysis: Mixed) -> str | None:
    """The variable that the model has as time, of the arms' lines or the subjects'; None where it has neither."""
    if analysis.time in (TIME, DAY):
        return str(analysis.time)
    return TIME if analysis.time == "continuous" or analysis.random != "intercept" else None


def days_of(analysis: Mixed) -> float:
    """How many days a slope over the subjects' own days is per."""
    return DAYS[analysis.per] if isinstance(analysis.per, str) else analysis.per


@dataclass(frozen=True)
class Fitted:
    """A fit, its data and its time (which in `frame` begins at the first record, or on day 1)."""

    fit: MMRMResult
    frame: pd.DataFrame
    time: str | None
    origin: float

    def estimate(self, weights: Floats) -> Row:
        """Test a combination (p,) of the coefficients."""
        found = self.fit.contrast(weights).iloc[0]
        row = {name: float(found[name]) for name in NUMBERS}
        return {**row, "df": row["df"] if math.isfinite(row["df"]) else None}

    def at_visits(self) -> dict[tuple[str, str], Floats]:
        """The combination that is the mean at each visit of each arm."""
        grid = self._grid()
        visits, arms = (list(map(str, grid.factors[name])) for name in ("AVISIT", "TRT01P"))
        means = grid.average(["AVISIT", "TRT01P"], "equal")
        return {(arm, visit): means[v, a] for v, visit in enumerate(visits) for a, arm in enumerate(arms)}

    def at_time(self, time: float) -> dict[str, Floats]:
        """The combination that is each arm's mean at a time, counted as the records count it."""
        grid = self._grid(**{str(self.time): time - self.origin})
        means = grid.average(["TRT01P"], "equal")
        return {str(arm): means[a] for a, arm in enumerate(grid.factors["TRT01P"])}

    def slopes(self) -> dict[str, Floats]:
        """The combination that is each arm's slope, by unit of time."""
        first, last = self.at_time(self.origin), self.at_time(self.origin + 1.0)
        return {arm: last[arm] - first[arm] for arm in first}

    def _grid(self, **at: float) -> ReferenceGrid:
        return build_grid(self.fit.design, at)


def fit_model(analysis: Mixed, frame: pd.DataFrame, value: str) -> Fitted:
    """Fit it. Raises FitError where the records do not allow it, in words."""
    refuse_constant(frame, value)
    time, origin = time_of(analysis), 0.0
    if time == DAY:
        frame = frame.assign(**{DAY: elapsed(frame[DAY]).astype(float)})  # one day, not two, from day -1 to day 1
    if time is not None:
        if frame[time].max() == frame[time].min():
            raise FitError(f"{time} is the same in every record: there is no slope")
        if time == TIME:
            origin = float(frame[time].min())
        frame = frame.assign(**{time: frame[time].astype(float) - origin})
    by_time = "TRT01P*AVISIT" if analysis.time == "categorical" else f"TRT01P*{time}"
    fit = fit_mmrm(
        f"{value} ~ " + " + ".join([by_time, *analysis.covariates]),
        frame.assign(AVISIT=frame["AVISIT"].cat.as_ordered()),
        subject="USUBJID",
        visit="AVISIT" if analysis.residual == "ar1" else None,
        covariance=STRUCTURES[analysis.random],
        residual=RESIDUALS[analysis.residual],
        group="TRT01P" if analysis.residual == "by arm" else None,
        time=time if analysis.random != "intercept" else None,
        reml=analysis.reml,
        ddf=analysis.ddf,
        vcov=analysis.vcov,
        conf_level=conf_level(analysis),
    )
    step, spread = rounding(frame, value), float(np.sqrt(fit.residual_variances["variance"].min()))
    if spread <= step:
        raise FitError(no_more_than_rounding(spread, step))
    return Fitted(fit, frame, time, origin)
