"""Negative binomial regression of counts on arm and covariates: rate ratios of recurrent events, and their dispersion.

NB2: a subject's count has mean m = time exp(x'b) and variance m + a m^2, a being the dispersion (Lawless, Can J Stat
1987;15:209-225). Coefficients and dispersion are estimated together by maximum likelihood; standard errors are those of
the observed information of both, as of SAS PROC GENMOD, unless others are asked for. Where the counts vary no more than
Poisson counts, the maximum lies on the border, a = 0, and the model is Poisson's.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trialstats.engines.counts_fit import POISSON_LIMIT, CountsDesign, CountsFit, Variance, sandwich
from trialstats.errors import ArgumentError, FitError

__all__ = ["POISSON_LIMIT", "CountsFit", "fit_negative_binomial"]

Floats = NDArray[np.float64]
NOT_CONVERGED = "the negative binomial model did not converge"

# Dispersions at which the likelihood is looked at first: it may have more than one maximum.
LOOKED_AT = np.geomspace(1e-3, 30, 10)
# What a log likelihood is told apart by, what a step may still change at the maximum, and how many steps are taken.
TOLD_APART, STILL, STEPS = 1e-8, 1e-9, 50


def fit_negative_binomial(
    frame: pd.DataFrame, counts: Floats, time: Floats, covariates: tuple[str, ...], variance: Variance = "model"
) -> CountsFit:
    """Fit counts (n,) in time (n,), above 0 and of any unit, on TRT01P and covariates of `frame` (n rows, complete).

    Raises FitError and ArgumentError as `CountsDesign.of`, and FitError where the maximum is not found.
    """
    if variance in ("pearson", "deviance"):
        raise ArgumentError(f"{variance} scales the variance of Poisson regression; this model has a dispersion")
    data = CountsDesign.of(frame, counts, time, covariates)
    parameters, covariance, log_likelihood, of_poisson = _maximum(counts, data.design.matrix, data.offset)
    p = len(data.design.terms)
    coefficients, dispersed = parameters[:p], len(parameters) > p
    dispersion = float(parameters[p]) if dispersed else 0.0
    return CountsFit(
        data=data,
        coefficients=coefficients,
        covariance=_covariance(data, coefficients, covariance[:p, :p], dispersion, variance),
        dispersion=dispersion,
        dispersion_error=math.sqrt(covariance[p, p]) if dispersed else None,
        log_likelihood=log_likelihood,
        poisson_log_likelihood=of_poisson,
    )


def _covariance(
    data: CountsDesign, coefficients: Floats, observed: Floats, dispersion: float, variance: Variance
) -> Floats:
    if variance in ("HC0", "HC1"):
        return sandwich(data, coefficients, dispersion, variance == "HC1")
    if variance == "model":
        return observed
    # Coefficients and dispersion are orthogonal in the expected information, whose block this is (R's glm.nb).
    matrix, mean = data.design.matrix, data.means(coefficients)
    return np.asarray(np.linalg.inv((matrix * (mean / (1 + dispersion * mean))[:, None]).T @ matrix), dtype=float)


def _maximum(counts: Floats, matrix: Floats, offset: Floats) -> tuple[Floats, Floats, float, float]:
    """Find the maximum: parameters (p coefficients and the dispersion, if it is not 0), covariance, log likelihood.

    Last the log likelihood at the maximum of Poisson regression.
    """
    from statsmodels.discrete.discrete_model import NegativeBinomial, Poisson

    with np.errstate(all="ignore"):  # on the way; where it leads is checked
        poisson, (at_limit, _) = Poisson(counts, matrix, offset=offset), _fit_at(0.0, counts, matrix, offset)
        of_poisson = float(poisson.loglike(at_limit))
        likeliest, start = _likeliest(counts, matrix, offset)
        mean = np.exp(matrix @ at_limit + offset)
        rises = float(((counts - mean) ** 2 - counts).sum()) > 0  # the slope along the dispersion, at 0
        if not rises and likeliest <= of_poisson + TOLD_APART:
            return (*_checked(poisson, at_limit), of_poisson)
        model = NegativeBinomial(counts, matrix, loglike_method="nb2", offset=offset)
        near = model.fit(
            start_params=start, method="bfgs", maxiter=500, disp=0, warn_convergence=False, skip_hessian=True
        )
        return (*_checked(model, np.asarray(near.params, dtype=float)), of_poisson)


def _likeliest(counts: Floats, matrix: Floats, offset: Floats) -> tuple[float, Floats]:
    """Look at some dispersions: the highest log likelihood, and the coefficients with the dispersion that give it."""
    fits = [(*_fit_at(float(a), counts, matrix, offset), a) for a in LOOKED_AT]
    coefficients, likeliest, a = max(fits, key=lambda found: found[1])
    return likeliest, np.append(coefficients, a)


def _fit_at(dispersion: float, counts: Floats, matrix: Floats, offset: Floats) -> tuple[Floats, float]:
    """Fit the coefficients at a dispersion: (p,), and the log likelihood, minus infinity where there is none."""
    from statsmodels.genmod.families import NegativeBinomial, Poisson
    from statsmodels.genmod.generalized_linear_model import GLM

    family = NegativeBinomial(alpha=dispersion) if dispersion else Poisson()
    fitted = GLM(counts, matrix, family=family, offset=offset).fit()
    likelihood = float(fitted.llf)
    return np.asarray(fitted.params, dtype=float), likelihood if math.isfinite(likelihood) else -math.inf


def _checked(model: Any, near: Floats) -> tuple[Floats, Floats, float]:
    """Go to the maximum by Newton's steps; FitError where there is none nearby."""
    parameters = near
    for _ in range(STEPS):
        information, score = -np.asarray(model.hessian(parameters)), np.asarray(model.score(parameters))
        if not (np.isfinite(information).all() and np.isfinite(score).all()):
            raise FitError(NOT_CONVERGED)
        if np.linalg.eigvalsh(information).min() <= 0:
            raise FitError(NOT_CONVERGED)
        covariance = np.linalg.inv(information)
        step = covariance @ score
        # As a part of what cannot be told anyway, the standard errors.
        if (np.abs(step) <= STILL * np.sqrt(np.diag(covariance))).all():
            return parameters, covariance, float(model.loglike(parameters))
        parameters = parameters + step
    raise FitError(NOT_CONVERGED)
