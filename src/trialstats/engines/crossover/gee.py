"""Estimating equations for a yes or no in the periods of subjects: y ~ treatment + period, over all subjects.

The equations are those of `engines.gee`, with the moments of R's geepack, the robust variance without a correction for
few subjects, and z tests. Differences of risks are those of the identity link with a constant working variance.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trialstats.engines.crossover.binary import INFINITE, coded
from trialstats.engines.crossover.layout import periods_of, refuse_unusable
from trialstats.engines.estimate import Estimate
from trialstats.engines.gee import fit_gee
from trialstats.engines.logistic import separating_terms
from trialstats.errors import FitError, NoSuchNumber

__all__ = ["PeriodsFit", "gee"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class PeriodsFit:
    """differences: of each treatment against the reference (log odds ratio or difference in risks), z tests.

    alpha: the working correlation between the periods of a subject (exchangeable only). probabilities: of a yes with
    each treatment, periods weighing equally (difference in risks only).
    """

    differences: dict[str, Estimate]
    probabilities: dict[str, Estimate]
    alpha: float | None
    n_subjects: int


def gee(
    frame: pd.DataFrame,
    link: Literal["logit", "identity"],
    correlation: Literal["independence", "exchangeable"],
    conf_level: float,
) -> PeriodsFit:
    """Fit y (0 or 1; frame: see `layout`); with link "identity" the working variance is constant.

    Raises FitError where it does not converge, NoSuchNumber where all outcomes are the same, or those of a treatment.
    """
    refuse_unusable(frame)
    ordered = frame.sort_values(["subject", "period"])
    levels, columns = coded(ordered)
    y = ordered["y"].to_numpy(dtype=float)
    if np.ptp(y) == 0:
        raise NoSuchNumber("all outcomes are the same: there is nothing to compare")
    design = np.column_stack([np.ones(len(y)), columns])
    if np.linalg.matrix_rank(design) < design.shape[1]:
        raise FitError("the periods and treatments of these records cannot be told apart")
    places = periods_of(ordered)
    terms = ("Intercept", *levels[1:], *(f"period {period}" for period in places[1:]))
    if link == "logit" and separating_terms(y, design, terms):
        raise NoSuchNumber(INFINITE)
    subject = pd.factorize(ordered["subject"])[0]
    structure = correlation if pd.Series(subject).duplicated().any() else "independence"
    fit = fit_gee(
        y,
        design,
        subject,
        np.searchsorted(places, ordered["period"].to_numpy(dtype=float)),
        terms=terms,
        family="binomial" if link == "logit" else "gaussian",
        structure=structure,
        moments="geepack",
    )
    count, unit = len(levels) - 1, np.eye(design.shape[1])
    average = unit[0] + unit[count + 1 :].sum(axis=0) / len(places)
    own = {level: average + (unit[place] if place else 0.0) for place, level in enumerate(levels)}
    return PeriodsFit(
        differences={level: fit.linear(unit[place], conf_level) for place, level in enumerate(levels) if place},
        probabilities={level: fit.linear(row, conf_level) for level, row in own.items()} if link == "identity" else {},
        alpha=float(fit.correlation[0, 1]) if correlation == "exchangeable" else None,
        n_subjects=fit.subjects,
    )
