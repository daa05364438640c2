"""Whether hazards are proportional: Grambsch and Therneau's test, and the residuals to look at.

Grambsch & Therneau, Biometrika 1994;81:515-526. The test is the exact score test of a slope of each coefficient over
a function of time, as of cox.zph in R's survival from version 3.0 on; earlier versions approximate it by taking the
covariance of the covariates to be the same at all events, and give other numbers.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from trialstats.engines.cox.fit import CoxFit
from trialstats.engines.estimate import Estimate
from trialstats.engines.survival import kaplan_meier

__all__ = ["GLOBAL", "Transform", "proportionality", "scaled_residuals"]

Floats = NDArray[np.float64]
# Time as 1 less the share without an event before it, as ranks of all times, or as it is.
Transform = Literal["km", "rank", "identity"]
GLOBAL = "GLOBAL"


def proportionality(fit: CoxFit, transform: Transform = "km") -> dict[str, Estimate]:
    """Test each variable of the model (all of its columns together), and all: chi-square, its df and p, by name."""
    sets, p = fit.sets, len(fit.coefficients)
    at = transformed(fit, transform)
    at = at - at.mean()
    departures = fit.matrix[sets.subject] - _tied(sets.means, sets.first, sets.last)
    score = np.r_[np.zeros(p), (at[:, None] * departures).sum(axis=0)]
    blocks = [(at[:, None, None] ** power * sets.spreads).sum(axis=0) for power in (0, 1, 2)]
    information = np.block([[blocks[0], blocks[1]], [blocks[1], blocks[2]]])
    variables = [term.partition("[")[0] for term in fit.terms]
    made = {}
    for name in [*dict.fromkeys(variables), GLOBAL]:
        own = [p + k for k, variable in enumerate(variables) if name in (variable, GLOBAL)]
        keep = [*range(p), *own]
        chi_square = float(score[keep] @ np.linalg.pinv(information[np.ix_(keep, keep)]) @ score[keep])
        made[name] = {
            "statistic": chi_square,
            "num_df": len(own),
            "p_value": float(stats.chi2.sf(chi_square, len(own))),
        }
    return made


def scaled_residuals(fit: CoxFit, vector: Floats) -> pd.DataFrame:
    """Estimate a log hazard ratio l'b at each event: `time`, `estimate`; over time they lie about a line if it changes.

    Scaled Schoenfeld residuals: l'b + d l'V (x - mean), V the inverse information, d the number of events.
    """
    sets = fit.sets
    inverse = np.linalg.inv(sets.spreads.sum(axis=0))
    departures = fit.matrix[sets.subject] - _tied(sets.means, sets.first, sets.last)
    at = float(vector @ fit.coefficients) + len(sets.subject) * departures @ inverse @ vector
    order = np.argsort(fit.time[sets.subject], kind="stable")
    return pd.DataFrame({"time": fit.time[sets.subject][order], "estimate": at[order]})


def transformed(fit: CoxFit, transform: Transform) -> Floats:
    """Give the time of each event of the risk sets on the scale of the test: (k,)."""
    when = fit.time[fit.sets.subject]
    if transform == "identity":
        return np.asarray(when, dtype=float)
    if transform == "rank":
        return np.asarray(stats.rankdata(fit.time)[fit.sets.subject], dtype=float)
    curve = kaplan_meier(pd.Series(fit.time), pd.Series(fit.event), 0.95)
    before = curve["without"].shift(1, fill_value=1.0)
    return 1 - before.reindex(when).to_numpy(dtype=float)


def _tied(values: Floats, first: NDArray[np.intp], last: NDArray[np.intp]) -> Floats:
    """Average over the events of each time."""
    total = np.concatenate([np.zeros((1, values.shape[1])), np.cumsum(values, axis=0)])
    return np.asarray((total[last] - total[first]) / (last - first)[:, None], dtype=float)
