"""Fit a model of the margins of repeated outcomes by generalised estimating equations.

Liang & Zeger, Biometrika 1986;73:13-22. Subjects may lack visits: that they do must not depend on outcomes (missing
completely at random), but for what covariates tell.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from trialstats.engines.estimate import Estimate
from trialstats.engines.gee.correlation import Moments, Structure, estimate_correlation, estimate_scale
from trialstats.engines.gee.family import Family, mean_of, variance_of
from trialstats.engines.gee.sandwich import ErrorKind, covariance_of
from trialstats.engines.inference import statistics
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
    """coefficients (p,) on the scale of the link, their covariance (p, p), and what the equations were solved with.

    correlation: (t, t) of the visits; phi: the scale of Pearson residuals; subjects: how many there are; steps: in
    which the equations were solved. df: of t tests, None for z.
    """

    terms: tuple[str, ...]
    family: Family
    coefficients: Floats
    covariance: Floats
    correlation: Floats
    phi: float
    subjects: int
    steps: int
    df: float | None

    def linear(self, vector: Floats, conf_level: float) -> Estimate:
        """Estimate a combination (p,) of coefficients, with Wald's test and interval."""
        return self._tested(float(vector @ self.coefficients), vector, conf_level)

    def ratio(self, vector: Floats, conf_level: float) -> Estimate:
        """Estimate the exponential of a combination, a ratio of odds or rates; the error is that of the logarithm."""
        made = self.linear(vector, conf_level)
        return {**made, **{key: math.exp(made[key]) for key in ("estimate", "conf_low", "conf_high")}}

    def mean(self, rows: Floats, conf_level: float) -> Estimate:
        """Estimate the mean over rows (k, p) of the predicted means, as the delta method has it, the rows held fixed.

        Wald's interval is that of the mean on the scale of the link, carried over.
        """
        mean, slope = self._average(rows)
        made = self._tested(self._link(mean), slope / float(variance_of(self.family, np.array(mean))), conf_level)
        low, high = (float(mean_of(self.family, np.array(made[key]))) for key in ("conf_low", "conf_high"))
        limits = {"conf_low": low, "conf_high": high, "conf_level": conf_level}
        return {"estimate": mean, "std_error": self._error(slope), **limits}

    def difference(self, rows: Floats, others: Floats, conf_level: float) -> Estimate:
        """Estimate the difference of two such means, with Wald's test and interval."""
        (mean, slope), (other, other_slope) = self._average(rows), self._average(others)
        return self._tested(mean - other, slope - other_slope, conf_level)

    def joint(self, vectors: Floats) -> Estimate:
        """Test that all of some combinations (q, p), of full rank, are 0: Wald's chi-squared, or F where tests are t's.

        statistic, num_df, p_value, and of F df.
        """
        values = vectors @ self.coefficients
        number = len(vectors)
        chi_squared = float(values @ np.linalg.solve(vectors @ self.covariance @ vectors.T, values))
        if self.df is None:
            return {"statistic": chi_squared, "num_df": number, "p_value": float(stats.chi2.sf(chi_squared, number))}
        p_value = float(stats.f.sf(chi_squared / number, number, self.df))
        return {"statistic": chi_squared / number, "num_df": number, "df": self.df, "p_value": p_value}

    def _average(self, rows: Floats) -> tuple[float, Floats]:
        means = mean_of(self.family, rows @ self.coefficients)
        return float(means.mean()), np.asarray(variance_of(self.family, means) @ rows / len(rows))

    def _link(self, mean: float) -> float:
        if self.family == "binomial":
            return math.log(mean / (1 - mean))
        return math.log(mean) if self.family == "poisson" else mean

    def _error(self, vector: Floats) -> float:
        return math.sqrt(max(float(vector @ self.covariance @ vector), 0.0))

    def _tested(self, estimate: float, vector: Floats, conf_level: float) -> Estimate:
        return statistics(estimate, self._error(vector), self.df, conf_level)


@dataclass(frozen=True)
class _Records:
    """Outcomes (m, t), design (m, t, p) and offset (m, t) of subjects and visits, and where there are any (m, t)."""

    family: Family
    outcome: Floats
    matrix: Floats
    offset: Floats
    seen: Floats

    def pearson(self, beta: Floats) -> tuple[Floats, Floats]:
        """Give the derivatives of the means and the residuals over the standard deviations: (m, t, p) and (m, t)."""
        mean = mean_of(self.family, self.matrix @ beta + self.offset)
        deviation = np.sqrt(variance_of(self.family, mean))
        return self.matrix * deviation[..., None], self.seen * (self.outcome - mean) / deviation


def fit_gee(
    outcome: Floats,
    matrix: Floats,
    subjects: Places,
    visits: Places,
    *,
    terms: tuple[str, ...],
    family: Family = "binomial",
    offset: Floats | None = None,
    structure: Structure = "exchangeable",
    moments: Moments = "sas",
    std_error: ErrorKind = "robust",
    small_sample: bool = False,
) -> GeeFit:
    """Fit outcomes (n,) on a design matrix (n, p) of full rank: 0 and 1, counts, or numbers (see `family`).

    subjects, visits: of each record its subject, 0 to m - 1, and its visit, 0 to t - 1; one record a subject and visit.
    offset (n,): what is added to the linear predictor, such as the logarithm of person-time. small_sample: t tests
    with m - p degrees of freedom; else z tests, as SAS and R have them.

    Raises FitError where the outcome is separated, the equations have no solution, or subjects are too few.
    """
    if np.ptp(outcome) == 0:
        raise FitError("the outcome is the same in all records")
    found = separating_terms(outcome, matrix, terms) if family == "binomial" else []
    if found:
        raise FitError(f"the outcome is separated by {', '.join(found[:5])}: an odds ratio would be infinite")
    coefficients = matrix.shape[1]
    shape = (int(subjects.max()) + 1, int(visits.max()) + 1)
    if shape[0] <= coefficients:
        raise FitError(f"{shape[0]} subjects do not identify {coefficients} coefficients and their errors")
    seen, y, x, beside = np.zeros(shape), np.zeros(shape), np.zeros((*shape, coefficients)), np.zeros(shape)
    seen[subjects, visits], y[subjects, visits], x[subjects, visits] = 1.0, outcome, matrix
    beside[subjects, visits] = 0.0 if offset is None else offset
    if int(seen.sum()) < outcome.size:
        raise FitError("a subject has two records at a visit")
    records = _Records(family, y, x, beside, seen)
    start, first = _solve(_begin(family, outcome, matrix, offset), records, "independence", moments)
    beta, further = _solve(start, records, structure, moments)
    rows, residuals = records.pearson(beta)
    correlation = estimate_correlation(structure, residuals, seen, coefficients, moments)
    phi = estimate_scale(residuals, int(seen.sum()), coefficients, moments)
    covariance = covariance_of(std_error, *_whitened(rows, residuals, seen, correlation), phi)
    df = float(shape[0] - coefficients) if small_sample else None
    return GeeFit(terms, family, beta, covariance, correlation, phi, shape[0], first + further, df)


def _begin(family: Family, outcome: Floats, matrix: Floats, offset: Floats | None) -> Floats:
    """Give coefficients (p,) near enough to begin with: of counts those of least squares of their logarithms."""
    if family != "poisson":
        return np.zeros(matrix.shape[1])
    logs = np.log(outcome + 0.5) - (0.0 if offset is None else offset)
    return np.asarray(np.linalg.lstsq(matrix, logs, rcond=None)[0], dtype=float)


def _solve(beta: Floats, records: _Records, structure: Structure, moments: Moments) -> tuple[Floats, int]:
    """Solve the equations from some coefficients on, the correlation estimated anew at each step; count the steps."""
    for taken in range(1, MOST_STEPS + 1):
        rows, residuals = records.pearson(beta)
        correlation = estimate_correlation(structure, residuals, records.seen, beta.size, moments)
        white, rest = _whitened(rows, residuals, records.seen, correlation)
        bread = np.einsum("mtp,mtq->pq", white, white)
        try:
            step = np.linalg.solve(bread, np.einsum("mtp,mt->p", white, rest))
        except np.linalg.LinAlgError:
            raise FitError("the records do not tell the coefficients of the model from each other") from None
        beta = beta + step
        if not np.isfinite(beta).all():
            break
        if np.abs(step).max() < STILL * max(1.0, np.abs(beta).max()):
            return beta, taken
    raise FitError(f"the estimating equations ({structure}) were not solved in {MOST_STEPS} steps")


def _whitened(rows: Floats, residuals: Floats, seen: Floats, correlation: Floats) -> tuple[Floats, Floats]:
    """Multiply by the inverse of the Cholesky factor of each subject's correlation of the visits seen."""
    patterns, which = np.unique(seen, axis=0, return_inverse=True)
    own = correlation * patterns[:, :, None] * patterns[:, None, :]
    place = np.arange(correlation.shape[0])
    own[:, place, place] = 1.0
    factors = np.linalg.inv(np.linalg.cholesky(own))[which.reshape(-1)]
    return factors @ rows, np.einsum("mtu,mu->mt", factors, residuals)
