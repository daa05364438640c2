"""Generalised estimating equations for the periods of subjects: y ~ treatment + period, over all subjects.

Liang & Zeger, Biometrika 1986;73:13-22. The working correlation is none, or the same between any two periods of a
subject: alpha = mean of the products of standardised residuals over their mean square, without corrections for degrees
of freedom (R geepack's). Robust variance, no small-sample correction. With R = (1 - a) I + a J of n_i records,
R^-1 = (I - a / (1 + (n_i - 1) a) J) / (1 - a), so that subjects enter by sums of theirs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trialstats.engines.crossover.binary import LARGEST, coded
from trialstats.engines.crossover.layout import periods_of, refuse_unusable
from trialstats.engines.estimate import Estimate
from trialstats.engines.inference import statistics
from trialstats.errors import FitError, NoSuchNumber

__all__ = ["GeeFit", "gee"]

Floats = NDArray[np.float64]

STEPS, CONVERGED = 200, 1e-11


@dataclass(frozen=True)
class GeeFit:
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
) -> GeeFit:
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
    subject = pd.factorize(ordered["subject"])[0]
    try:
        slopes, covariance, alpha = _solve(
            y, design, subject, logit=link == "logit", free=correlation != "independence"
        )
    except np.linalg.LinAlgError:
        raise FitError("the periods and treatments of these records cannot be told apart") from None

    def test(row: Floats) -> Estimate:
        return statistics(float(row @ slopes), math.sqrt(float(row @ covariance @ row)), None, conf_level)

    count, periods, unit = len(levels) - 1, len(periods_of(ordered)), np.eye(len(slopes))
    average = unit[0] + unit[count + 1 :].sum(axis=0) / periods
    own = {level: average + (unit[place] if place else 0.0) for place, level in enumerate(levels)}
    return GeeFit(
        differences={level: test(unit[place]) for place, level in enumerate(levels) if place},
        probabilities={level: test(row) for level, row in own.items()} if link == "identity" else {},
        alpha=alpha if correlation == "exchangeable" else None,
        n_subjects=int(subject.max()) + 1,
    )


def _solve(
    y: Floats, design: Floats, subject: NDArray[np.int64], *, logit: bool, free: bool
) -> tuple[Floats, Floats, float]:
    """Give coefficients (p,), their robust covariance (p, p) and alpha, where both no longer move."""
    sizes = np.bincount(subject).astype(float)
    pairs = float((sizes * (sizes - 1)).sum() / 2)
    slopes, alpha = np.zeros(design.shape[1]), 0.0
    for _ in range(STEPS):
        mean = 1 / (1 + np.exp(-(design @ slopes))) if logit else design @ slopes
        spread = np.sqrt(mean * (1 - mean)) if logit else np.ones_like(mean)
        residual, weighted = (y - mean) / spread, design * spread[:, None]
        total = np.bincount(subject, residual)
        products = float((total**2).sum() - (residual**2).sum()) / 2
        before, alpha = alpha, products / pairs / float((residual**2).mean()) if free and pairs else 0.0
        shared = alpha / (1 + (sizes - 1) * alpha)
        sums = np.stack([np.bincount(subject, column) for column in weighted.T], axis=1)
        # The factor 1 / (1 - alpha) is in every term and cancels.
        bread = weighted.T @ weighted - (sums * shared[:, None]).T @ sums
        own = np.stack([np.bincount(subject, column * residual) for column in weighted.T], axis=1)
        scores = own - sums * (shared * total)[:, None]
        step = np.linalg.solve(bread, scores.sum(axis=0))
        slopes = slopes + step
        if not np.isfinite(slopes).all() or np.abs(slopes).max() > LARGEST:
            raise NoSuchNumber("a treatment or period always has one outcome: the odds are not finite")
        if np.abs(step).max() < CONVERGED and abs(alpha - before) < CONVERGED:
            inverse = np.linalg.inv(bread)
            return slopes, inverse @ (scores.T @ scores) @ inverse, alpha
    raise FitError("the estimating equations do not converge")
