"""Negative binomial regression of counts on arm and covariates: rate ratios of recurrent events, and their dispersion.

NB2: a subject's count has mean m = time exp(x'b) and variance m + a m^2, a being the dispersion (Lawless, Can J Stat
1987;15:209-225). Coefficients and dispersion are estimated together by maximum likelihood; standard errors are those of
the observed information of both, as of SAS PROC GENMOD. Where the counts vary no more than Poisson counts, the maximum
lies on the border, a = 0, and the model is Poisson's.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from trialstats.engines.estimate import Estimate
from trialstats.engines.inference import statistics
from trialstats.engines.linear import Design, build_design
from trialstats.engines.logistic import separating_terms
from trialstats.errors import ArgumentError, FitError

__all__ = ["POISSON_LIMIT", "CountsFit", "fit_negative_binomial"]

Floats = NDArray[np.float64]
ARM = "TRT01P"
POISSON_LIMIT = "the counts vary no more than Poisson counts: the dispersion is 0, its limit, and the model Poisson's"
NOT_CONVERGED = "the negative binomial model did not converge"

# Dispersions at which the likelihood is looked at first: it may have more than one maximum.
LOOKED_AT = np.geomspace(1e-3, 30, 10)
# What a log likelihood is told apart by, what a step may still change at the maximum, and how many steps are taken.
TOLD_APART, STILL, STEPS = 1e-8, 1e-9, 50


@dataclass(frozen=True)
class CountsFit:
    """coefficients (p,) on the log scale of rates and their covariance (p, p); the dispersion and its standard error.

    dispersion_error: None at the Poisson limit, where the dispersion is 0. mean_time: what the intercept is per.
    """

    frame: pd.DataFrame
    design: Design
    coefficients: Floats
    covariance: Floats
    dispersion: float
    dispersion_error: float | None
    log_likelihood: float
    mean_time: float

    def rate_ratio(self, arm: str, reference: str, conf_level: float) -> Estimate:
        """Compare the rates of two arms; standard error, Wald's interval and z test are those of the logarithm."""
        vector = (self._rows_as(arm) - self._rows_as(reference))[0]
        error = float(np.sqrt(vector @ self.covariance @ vector))
        made = statistics(float(vector @ self.coefficients), error, None, conf_level)
        return {**made, **{name: math.exp(made[name]) for name in ("estimate", "conf_low", "conf_high")}}

    def dispersion_estimate(self, conf_level: float) -> Estimate:
        """Give the dispersion, with Wald's interval of its logarithm; at the Poisson limit 0, and the reason."""
        if self.dispersion_error is None:
            return {"estimate": 0.0, "reason": POISSON_LIMIT}
        factor = math.exp(float(stats.norm.ppf((1 + conf_level) / 2)) * self.dispersion_error / self.dispersion)
        limits = {"conf_low": self.dispersion / factor, "conf_high": self.dispersion * factor}
        return {"estimate": self.dispersion, "std_error": self.dispersion_error, **limits, "conf_level": conf_level}

    def original(self) -> dict[str, float]:
        """Give the coefficients by term, per unit of time and of the covariates."""
        values = self.design.original(self.coefficients) - math.log(self.mean_time) * self.design.intercept
        return dict(zip(self.design.terms, map(float, values), strict=True))

    def _rows_as(self, arm: str) -> Floats:
        levels = self.frame[ARM].cat.categories
        as_if = pd.Categorical([arm] * len(self.frame), levels, ordered=True)
        return self.design.rows(self.frame.assign(**{ARM: as_if}))


def fit_negative_binomial(frame: pd.DataFrame, counts: Floats, time: Floats, covariates: tuple[str, ...]) -> CountsFit:
    """Fit counts (n,) in time (n,), above 0 and of any unit, on TRT01P and covariates of `frame` (n rows, complete).

    ArgumentError for counts below 0 or no whole numbers, and time not above 0. FitError where coefficients are as many
    as subjects or cannot be told from each other, where a rate would be estimated as 0, so that the likelihood has no
    maximum, and where the maximum is not found.
    """
    if not (time > 0).all() or not ((counts >= 0) & (counts % 1 == 0)).all():
        raise ArgumentError("counts are whole numbers, not below 0, in a time above 0")
    design = build_design([ARM, *covariates], frame)
    if len(counts) <= len(design.terms):
        raise FitError(f"{len(counts)} subjects for {len(design.terms)} coefficients: nothing tells the dispersion")
    _refuse_empty(counts, design)
    mean_time = float(time.mean())
    offset = np.log(time / mean_time)
    parameters, covariance, log_likelihood = _maximum(counts, design.matrix, offset)
    p = len(design.terms)
    dispersed = len(parameters) > p
    return CountsFit(
        frame=frame,
        design=design,
        coefficients=parameters[:p],
        covariance=covariance[:p, :p],
        dispersion=float(parameters[p]) if dispersed else 0.0,
        dispersion_error=math.sqrt(covariance[p, p]) if dispersed else None,
        log_likelihood=log_likelihood,
        mean_time=mean_time,
    )


def _refuse_empty(counts: Floats, design: Design) -> None:
    """Refuse a design along which a rate falls to 0: x'b = 0 of all with an event, x'b <= 0 and not always 0 of others.

    Santos Silva & Tenreyro, Econ Lett 2010;107:310-312. It is a separation in which who had an event stands for both.
    """
    some = counts > 0
    if not some.any():
        raise FitError("no subject has an event: the rate would be 0, and the likelihood has no maximum")
    outcome = np.concatenate([some.astype(float), np.zeros(int(some.sum()))])
    found = separating_terms(outcome, np.vstack([design.matrix, design.matrix[some]]), design.terms)
    if found:
        raise FitError(
            f"there is no event among the subjects whom {', '.join(found[:5])} tells from the others: their rate would "
            "be 0, and the likelihood has no maximum; leave the variable out or pool its levels"
        )


def _maximum(counts: Floats, matrix: Floats, offset: Floats) -> tuple[Floats, Floats, float]:
    """Find the maximum: parameters (p coefficients and the dispersion, if it is not 0), covariance, log likelihood."""
    from statsmodels.discrete.discrete_model import NegativeBinomial, Poisson

    with np.errstate(all="ignore"):  # on the way; where it leads is checked
        poisson, (at_limit, _) = Poisson(counts, matrix, offset=offset), _fit_at(0.0, counts, matrix, offset)
        likeliest, start = _likeliest(counts, matrix, offset)
        mean = np.exp(matrix @ at_limit + offset)
        rises = float(((counts - mean) ** 2 - counts).sum()) > 0  # the slope along the dispersion, at 0
        if not rises and likeliest <= poisson.loglike(at_limit) + TOLD_APART:
            return _checked(poisson, at_limit)
        model = NegativeBinomial(counts, matrix, loglike_method="nb2", offset=offset)
        near = model.fit(
            start_params=start, method="bfgs", maxiter=500, disp=0, warn_convergence=False, skip_hessian=True
        )
        return _checked(model, np.asarray(near.params, dtype=float))


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
