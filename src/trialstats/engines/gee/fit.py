"""Fit a logistic model of the margins of repeated yes or no outcomes by generalised estimating equations."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

from trialstats.engines.estimate import Estimate
from trialstats.engines.gee.correlation import Structure, estimate_correlation, estimate_scale
from trialstats.engines.gee.sandwich import ErrorKind, covariance_of
from trialstats.engines.logistic import separating_terms
from trialstats.errors import FitError

__all__ = ["GeeFit", "fit_gee"]

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
MOST_STEPS = 200
# A step so small ends the search.
STILL = 1e-11


@dataclass(frozen=True)
class GeeFit:
    """coefficients (p,) on the log-odds scale, their covariance (p, p), and what the equations were solved with.

    correlation: (t, t) of the visits; phi: the scale of Pearson residuals; subjects: how many there are.
    df: of t tests, infinite for z.
    """

    terms: tuple[str, ...]
    coefficients: Floats
    covariance: Floats
    correlation: Floats
    phi: float
    subjects: int
    df: float

    def log_odds(self, vector: Floats, conf_level: float) -> Estimate:
        """Estimate a combination (p,) of coefficients, with Wald's test and interval."""
        estimate, error = self._at(vector)
        half = float(stats.t.ppf((1 + conf_level) / 2, self.df)) * error
        return {
            "estimate": estimate,
            "std_error": error,
            **({} if math.isinf(self.df) else {"df": self.df}),
            "statistic": estimate / error,
            "p_value": float(2 * stats.t.sf(abs(estimate / error), self.df)),
            "conf_low": estimate - half,
            "conf_high": estimate + half,
            "conf_level": conf_level,
        }

    def odds_ratio(self, vector: Floats, conf_level: float) -> Estimate:
        """Estimate the exponential of a combination; its standard error is that of the logarithm."""
        made = self.log_odds(vector, conf_level)
        return {**made, **{key: math.exp(made[key]) for key in ("estimate", "conf_low", "conf_high")}}

    def probability(self, vector: Floats, conf_level: float) -> Estimate:
        """Estimate the probability at a combination; the interval is that of the log-odds, carried over."""
        made = self.log_odds(vector, conf_level)
        share, low, high = (float(special.expit(made[key])) for key in ("estimate", "conf_low", "conf_high"))
        limits = {"conf_low": low, "conf_high": high, "conf_level": conf_level}
        return {"estimate": share, "std_error": share * (1 - share) * made["std_error"], **limits}

    def _at(self, vector: Floats) -> tuple[float, float]:
        variance = float(vector @ self.covariance @ vector)
        if variance <= 0:
            raise FitError("nothing varies in what is asked for")
        return float(vector @ self.coefficients), math.sqrt(variance)


def fit_gee(
    outcome: Floats,
    matrix: Floats,
    subjects: Places,
    visits: Places,
    *,
    terms: tuple[str, ...],
    structure: Structure = "exchangeable",
    std_error: ErrorKind = "robust",
    small_sample: bool = False,
) -> GeeFit:
    """Fit outcomes (n,) of 0 and 1 on a design matrix (n, p) of full rank, with a logit link.

    subjects, visits: of each record its subject, 0 to m - 1, and its visit, 0 to t - 1; one record a subject and visit.
    small_sample: t tests with m - p degrees of freedom; else z tests, as SAS has them.

    Raises FitError where the outcome is separated, the equations have no solution, or subjects are too few.
    """
    if np.ptp(outcome) == 0:
        raise FitError("the outcome is the same in all records")
    found = separating_terms(outcome, matrix, terms)
    if found:
        raise FitError(f"the outcome is separated by {', '.join(found[:5])}: an odds ratio would be infinite")
    coefficients = matrix.shape[1]
    shape = (int(subjects.max()) + 1, int(visits.max()) + 1)
    if shape[0] <= coefficients:
        raise FitError(f"{shape[0]} subjects do not identify {coefficients} coefficients and their errors")
    seen, y, x = np.zeros(shape), np.zeros(shape), np.zeros((*shape, coefficients))
    seen[subjects, visits], y[subjects, visits], x[subjects, visits] = 1.0, outcome, matrix
    if int(seen.sum()) < outcome.size:
        raise FitError("a subject has two records at a visit")
    beta = _solve(np.zeros(coefficients), x, y, seen, "independence")
    beta = _solve(beta, x, y, seen, structure)
    rows, residuals = _pearson(beta, x, y, seen)
    correlation = estimate_correlation(structure, residuals, seen, coefficients)
    phi = estimate_scale(residuals, int(seen.sum()), coefficients)
    covariance = covariance_of(std_error, *_whitened(rows, residuals, seen, correlation), phi)
    df = float(shape[0] - coefficients) if small_sample else math.inf
    return GeeFit(terms, beta, covariance, correlation, phi, shape[0], df)


def _solve(beta: Floats, x: Floats, y: Floats, seen: Floats, structure: Structure) -> Floats:
    """Solve the equations from some coefficients on, the correlation estimated anew at each step."""
    for _ in range(MOST_STEPS):
        rows, residuals = _pearson(beta, x, y, seen)
        correlation = estimate_correlation(structure, residuals, seen, beta.size)
        white, rest = _whitened(rows, residuals, seen, correlation)
        bread = np.einsum("mtp,mtq->pq", white, white)
        step = np.linalg.solve(bread, np.einsum("mtp,mt->p", white, rest))
        beta = beta + step
        if not np.isfinite(beta).all():
            break
        if np.abs(step).max() < STILL * max(1.0, np.abs(beta).max()):
            return beta
    raise FitError(f"the estimating equations ({structure}) were not solved in {MOST_STEPS} steps")


def _pearson(beta: Floats, x: Floats, y: Floats, seen: Floats) -> tuple[Floats, Floats]:
    """Give the derivatives of the means and the residuals, both over the standard deviations: (m, t, p) and (m, t)."""
    share = special.expit(x @ beta)
    deviation = np.sqrt(share * (1 - share))
    return x * deviation[..., None], seen * (y - share) / deviation


def _whitened(rows: Floats, residuals: Floats, seen: Floats, correlation: Floats) -> tuple[Floats, Floats]:
    """Multiply by the inverse of the Cholesky factor of each subject's correlation of the visits seen."""
    patterns, which = np.unique(seen, axis=0, return_inverse=True)
    own = correlation * patterns[:, :, None] * patterns[:, None, :]
    place = np.arange(correlation.shape[0])
    own[:, place, place] = 1.0
    factors = np.linalg.inv(np.linalg.cholesky(own))[which.reshape(-1)]
    return factors @ rows, np.einsum("mtu,mu->mt", factors, residuals)
