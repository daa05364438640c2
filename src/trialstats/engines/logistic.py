"""Logistic regression of a binary outcome on arm and covariates: odds ratio and standardised shares."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import optimize, special, stats

from trialstats.engines.estimate import Estimate
from trialstats.engines.linear import Design, build_design
from trialstats.errors import FitError

__all__ = ["ARM", "LogisticFit", "fit_logistic", "separating_terms"]

Floats = NDArray[np.float64]
ARM = "TRT01P"


@dataclass(frozen=True)
class LogisticFit:
    """design, coefficients (p,) on the log-odds scale, and their covariance (p, p), the inverse information."""

    frame: pd.DataFrame
    design: Design
    coefficients: Floats
    covariance: Floats

    def rows_as(self, arm: str) -> Floats:
        """Code the records as if every subject had been in one arm: (n, p)."""
        levels = self.frame[ARM].cat.categories
        as_if = pd.Categorical([arm] * len(self.frame), levels, ordered=True)
        return self.design.rows(self.frame.assign(**{ARM: as_if}))

    def odds_ratio(self, arm: str, reference: str, conf_level: float) -> Estimate:
        """Compare the odds of two arms, with Wald's interval and test on the log scale."""
        vector = (self.rows_as(arm) - self.rows_as(reference))[0]
        log_odds, error = float(vector @ self.coefficients), float(np.sqrt(vector @ self.covariance @ vector))
        z = float(stats.norm.ppf((1 + conf_level) / 2))
        limits = {"conf_low": math.exp(log_odds - z * error), "conf_high": math.exp(log_odds + z * error)}
        return {"estimate": math.exp(log_odds), **_tested(log_odds / error), **limits, "conf_level": conf_level}

    def log_likelihood(self, outcome: Floats) -> float:
        """Give the logarithm of the likelihood of the outcome (n,) that was fitted."""
        log_odds = self.design.matrix @ self.coefficients
        return float(outcome @ log_odds - np.logaddexp(0.0, log_odds).sum())

    def standardised(self, arm: str, conf_level: float) -> Estimate:
        """Average the predicted share over the covariates of all records, as if all had been in one arm."""
        share, slope = self._average(arm)
        return _wald(share, float(np.sqrt(slope @ self.covariance @ slope)), conf_level)

    def standardised_difference(self, arm: str, reference: str, conf_level: float) -> Estimate:
        """Compare the standardised shares of two arms (g-computation).

        The delta method holds the covariates as they are: Ge M et al., Drug Inf J 2011;45:481-493.
        """
        (share, slope), (other, other_slope) = self._average(arm), self._average(reference)
        along = slope - other_slope
        error = float(np.sqrt(along @ self.covariance @ along))
        made = _wald(share - other, error, conf_level)
        return {**made, **_tested((share - other) / error)}

    def _average(self, arm: str) -> tuple[float, Floats]:
        matrix = self.rows_as(arm)
        shares = special.expit(matrix @ self.coefficients)
        return float(shares.mean()), np.asarray((shares * (1 - shares)) @ matrix / len(matrix))


def _wald(estimate: float, error: float, conf_level: float) -> Estimate:
    z = float(stats.norm.ppf((1 + conf_level) / 2))
    limits = {"conf_low": estimate - z * error, "conf_high": estimate + z * error}
    return {"estimate": estimate, "std_error": error, **limits, "conf_level": conf_level}


def _tested(z: float) -> Estimate:
    return {"statistic": z, "p_value": float(2 * stats.norm.sf(abs(z)))}


def fit_logistic(
    frame: pd.DataFrame, outcome: Floats, covariates: Sequence[str], modifiers: Sequence[str] = ()
) -> LogisticFit:
    """Fit outcome (0 or 1) on TRT01P and covariates by maximum likelihood, with TRT01P by each of the modifiers.

    Raises FitError where a maximum does not exist because the outcome is separated, or is the same in all records.
    """
    from statsmodels.discrete.discrete_model import Logit

    if frame.empty or np.ptp(outcome) == 0:
        raise FitError("no subject, or the same outcome in all: there is no logistic model")
    design = build_design([ARM, *covariates, *(f"{ARM}:{name}" for name in modifiers)], frame)
    found = separating_terms(outcome, design.matrix, design.terms)
    if found:
        raise FitError(
            f"the outcome is separated by {', '.join(found[:5])}: the likelihood has no maximum, an odds ratio would "
            "be infinite; leave the variable out or pool its levels"
        )
    fitted = Logit(outcome, design.matrix).fit(method="newton", maxiter=100, tol=1e-12, disp=0, warn_convergence=False)
    coefficients = np.asarray(fitted.params, dtype=float)
    shares = special.expit(design.matrix @ coefficients)
    score = design.matrix.T @ (outcome - shares)
    if not np.isfinite(coefficients).all() or np.abs(score).max() > 1e-6 * np.abs(design.matrix).max():
        raise FitError("the logistic model did not converge")
    information = (design.matrix * (shares * (1 - shares))[:, None]).T @ design.matrix
    return LogisticFit(frame, design, coefficients, np.linalg.inv(information))


def separating_terms(outcome: Floats, matrix: Floats, names: tuple[str, ...]) -> list[str]:
    """Name the terms along which the outcome is completely or quasi-completely separated; none if it is not.

    It is where some b has (2 y - 1) x'b >= 0 in every record and > 0 in one (Albert & Anderson, Biometrika
    1984;71:1-10), which a linear program finds (Konis, PhD thesis, Oxford 2007).
    """
    scale = np.abs(matrix).max(axis=0)
    signed = (2 * outcome - 1)[:, None] * matrix / np.where(scale > 0, scale, 1.0)
    found = optimize.linprog(-signed.sum(axis=0), A_ub=-signed, b_ub=np.zeros(len(signed)), bounds=(-1, 1))
    if found.status != 0 or found.x is None or found.fun is None:
        raise FitError(f"whether the outcome is separated could not be told: {found.message}")
    if -found.fun <= 1e-7:
        return []
    return [name for name, value in zip(names, found.x, strict=True) if abs(value) > 1e-7 and name != "Intercept"]
