"""Fit a linear mixed model by restricted maximum likelihood, and say how it went."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trialstats.engines.random_effects.identified import refuse_exact, refuse_few, refuse_unidentified
from trialstats.engines.random_effects.reml import turn
from trialstats.engines.random_effects.search import ZERO, least, search
from trialstats.engines.standardised import scale_of

__all__ = ["MixedFit", "fit_mixed"]

Floats = NDArray[np.float64]

OPTIMISER = "BFGS, then Newton"


@dataclass(frozen=True)
class MixedFit:
    """coefficients (p,), their covariance (p, p), that of the random effects (q, q), and how the fit went."""

    coefficients: Floats
    covariance: Floats
    random_covariance: Floats
    residual_variance: float
    loglik: float
    singular: bool
    attempts: list[dict[str, object]]
    residuals: Floats


def fit_mixed(outcome: Floats, matrix: Floats, subjects: pd.Series, random: Floats, rounding: float = 0.0) -> MixedFit:
    """Fit y = X b + Z u + e by restricted maximum likelihood, u ~ N(0, G) a subject, e ~ N(0, s^2 I).

    Parameters
    ----------
    outcome, matrix
        (n,) and (n, p): y and X, complete and of full rank; the first column of X is 1.
    subjects
        n labels; rows of one subject share u.
    random
        (n, q): Z, a column of ones and, with a random slope, the time.
    rounding
        What of the outcome's differences means nothing.

    The covariance of b is (X'V^-1 X)^-1 at the estimates of G and s^2, as lme4 and SAS report it. Residuals are
    those of the subjects: y - Xb - Zu.

    Raises
    ------
    FitError where the records cannot tell the random effects from each other and the error, nothing varies within
    subjects, or no optimum is found; the text says which.
    """
    codes = pd.factorize(subjects)[0].astype(np.intp)
    refuse_few(matrix, codes, random)
    scale = scale_of(outcome, "the outcome")
    # What least squares leaves, in units of its SD: the size of the outcome takes no digits.
    first = np.linalg.lstsq(matrix, scale.place(outcome), rcond=None)[0]
    left = scale.place(outcome) - matrix @ first
    # Random effects about which the records say the same, each in its own unit.
    basis = np.linalg.inv(np.linalg.cholesky(random.T @ random / len(random))).T
    turned = turn(left, matrix, codes, random @ basis)
    refuse_unidentified(turned, matrix, codes, random @ basis)
    refuse_exact(turned, scale.unit, rounding)
    found = search(turned)
    between = basis @ found.root @ found.root.T @ basis.T
    effects = found.at.pulled @ found.root @ found.root.T @ basis.T
    conditional = left - matrix @ found.at.coefficients - (random * effects[codes]).sum(axis=1)
    variance = scale.unit**2 * found.at.scale
    constant = np.eye(matrix.shape[1])[0]
    return MixedFit(
        coefficients=scale.unit * (first + found.at.coefficients) + scale.centre * constant,
        covariance=variance * found.at.inverse,
        random_covariance=variance * between,
        residual_variance=variance,
        loglik=-found.at.deviance / 2 - turned.df * float(np.log(scale.unit)),
        singular=found.root.shape[1] < len(basis) or least(found.root) < ZERO,
        attempts=[{"optimiser": OPTIMISER, "converged": True, "iterations": found.steps, "remarks": []}],
        residuals=scale.unit * conditional,
    )
