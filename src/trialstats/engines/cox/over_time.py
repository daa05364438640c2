"""A hazard ratio over time: a smooth curve of the scaled residuals of its events, with a band.

Grambsch & Therneau, Biometrika 1994;81:515-526: a natural cubic spline of the residuals over a function of time, by
least squares, as plot.cox.zph of R's survival draws it. The variance of a residual is taken to be d l'V l at all
events, V the inverse information and d their number.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from trialstats.engines.cox.fit import CoxFit
from trialstats.engines.cox.proportionality import Transform, scaled_residuals, transformed
from trialstats.errors import NoSuchNumber

__all__ = ["curve_over_time", "residuals_over_time"]

Floats = NDArray[np.float64]
DEGREES = 4  # of freedom of the curve
POINTS = 40  # at which it is given


def residuals_over_time(fit: CoxFit, vector: Floats, transform: Transform) -> pd.DataFrame:
    """Give each event's estimate of a log hazard ratio l'b: `subject` (its row of the frame), `time`, `x`, `estimate`.

    x is the time on the scale of the test. Sorted by time.
    """
    order = np.argsort(fit.time[fit.sets.subject], kind="stable")
    made = scaled_residuals(fit, vector)
    return made.assign(subject=fit.sets.subject[order], x=transformed(fit, transform)[order])


def curve_over_time(fit: CoxFit, vector: Floats, residuals: pd.DataFrame, conf_level: float) -> pd.DataFrame:
    """Smooth the residuals: `x`, `estimate`, `conf_low`, `conf_high` of l'b at POINTS places from first to last.

    NoSuchNumber where too few events, or too few different times, tell the curve.
    """
    x, y = (residuals[name].to_numpy(dtype=float) for name in ("x", "estimate"))
    at = np.linspace(x.min(), x.max(), POINTS)
    basis = natural_spline(np.concatenate([at, x]))
    if len(y) <= DEGREES or np.linalg.matrix_rank(basis[POINTS:]) < DEGREES:
        raise NoSuchNumber(f"{len(y)} events are too few, or at too few times, for a curve with {DEGREES} degrees")
    own = np.linalg.pinv(basis[POINTS:])
    weights = basis[:POINTS] @ own  # (POINTS, n): the curve is weights @ y
    inverse = np.linalg.inv(fit.sets.spreads.sum(axis=0))
    variance = len(y) * float(vector @ inverse @ vector)
    half = stats.norm.ppf((1 + conf_level) / 2) * np.sqrt(variance * (weights**2).sum(axis=1))
    middle = weights @ y
    return pd.DataFrame({"x": at, "estimate": middle, "conf_low": middle - half, "conf_high": middle + half})


def natural_spline(x: Floats) -> Floats:
    """Code a natural cubic spline with its knots at the ends of x and at its thirds: (n, DEGREES), of full rank.

    Hastie, Tibshirani & Friedman, Elements of Statistical Learning, 2nd ed., (5.4); x is brought to 0 to 1 before.
    """
    z = (x - x.min()) / max(float(x.max() - x.min()), 1e-300)
    knots = np.quantile(z, np.linspace(0, 1, DEGREES))

    def bend(place: int) -> Floats:
        last = np.clip(z - knots[-1], 0, None) ** 3
        gap = knots[-1] - knots[place]
        return np.asarray((np.clip(z - knots[place], 0, None) ** 3 - last) / (gap or 1.0))

    bends = [bend(place) - bend(DEGREES - 2) for place in range(DEGREES - 2)]
    return np.column_stack([np.ones_like(z), z, *bends])
