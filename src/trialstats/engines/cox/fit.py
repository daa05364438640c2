"""Cox's proportional hazards model: h(t) = h0(t) exp(x'b), with a hazard h0 for each stratum.

Cox, JRSS B 1972;34:187-220. Where the partial likelihood has no maximum, because one group has all the events first or
none at all, that is said. statsmodels' PHReg finds the same maximum, and stays in the tests as a second opinion: it
takes some hundred times as long, and its robust standard errors are not of Efron's likelihood where times are tied.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trialstats.engines.cox.risk_sets import RiskSets, risk_sets, score_residuals
from trialstats.engines.estimate import Estimate
from trialstats.engines.inference import statistics
from trialstats.engines.linear import Design, build_design
from trialstats.errors import FitError, NoSuchNumber

__all__ = ["ARM", "CoxFit", "Ties", "fit_cox"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.intp]
ARM = "TRT01P"
Ties = Literal["efron", "breslow"]

# What a step may still change at the maximum, as a part of the standard errors, and how many steps are taken.
STILL, STEPS = 1e-9, 50
# How often a step is halved that leads down, and by what part a log likelihood may fall by rounding.
HALVINGS, ROUNDING = 20, 1e-12
# The information of a coefficient that runs off to infinity falls to nothing: such a part of that where it is 0.
NOTHING = 1e-6
NO_MAXIMUM = (
    "the partial likelihood has no maximum: {who} has its events before all others, or none at all, and its hazard "
    "ratio would be 0 or infinite; leave the variable out or pool its levels"
)


@dataclass(frozen=True)
class CoxFit:
    """coefficients (p,) of the columns of `matrix` (n, p), their covariance (p, p), and the risk sets at them.

    frame, time, event, strata: the subjects used, n. design: their coding, whose first column, the intercept, is not
    in the model. log_likelihood: the partial one.
    """

    frame: pd.DataFrame
    design: Design
    matrix: Floats
    time: Floats
    event: Bools
    strata: Ints
    coefficients: Floats
    covariance: Floats
    sets: RiskSets
    log_likelihood: float

    def hazard_ratio(self, arm: str, reference: str, conf_level: float) -> Estimate:
        """Compare the hazards of two arms; standard error, Wald's interval and z test are those of the logarithm."""
        vector = self.contrast(arm, reference)
        error = float(np.sqrt(vector @ self.covariance @ vector))
        made = statistics(float(vector @ self.coefficients), error, None, conf_level)
        return {**made, **{name: math.exp(made[name]) for name in ("estimate", "conf_low", "conf_high")}}

    def contrast(self, arm: str, reference: str) -> Floats:
        """Give l (p,) by which l'b is the log hazard ratio of two arms."""
        return (self._row_as(arm) - self._row_as(reference))[1:]

    def coefficient(self, term: str, conf_level: float) -> Estimate:
        """Give a coefficient by its term, per unit of its variables."""
        vector = self.design.coefficient(term)[1:]
        error = float(np.sqrt(vector @ self.covariance @ vector))
        return statistics(float(vector @ self.coefficients), error, None, conf_level)

    def original(self) -> dict[str, float]:
        """Give the coefficients by term, per unit of the covariates."""
        return {term: self.coefficient(term, 0.95)["estimate"] for term in self.terms}

    @property
    def terms(self) -> tuple[str, ...]:
        """The names of the columns of the model."""
        return self.design.terms[1:]

    def _row_as(self, arm: str) -> Floats:
        one = self.frame.iloc[:1]
        as_if = pd.Categorical([arm], self.frame[ARM].cat.categories, ordered=True)
        return np.asarray(self.design.rows(one.assign(**{ARM: as_if}))[0], dtype=float)


def fit_cox(
    frame: pd.DataFrame,
    time: Floats,
    event: Bools,
    covariates: tuple[str, ...],
    strata: Ints | None = None,
    ties: Ties = "efron",
    *,
    robust: bool = False,
) -> CoxFit:
    """Fit times (n,), above 0, that ended in an event or not, on TRT01P and covariates of `frame` (n rows, complete).

    strata: (n,) numbers of the strata, each with a baseline hazard of its own. robust: the sandwich by subject (Lin &
    Wei, JASA 1989;84:1074-1078) in the place of the inverse information. FitError where the likelihood has no maximum.
    """
    if not event.any():
        raise NoSuchNumber("nobody has an event")
    design = build_design([ARM, *covariates], frame)
    matrix = design.matrix[:, 1:]
    of = np.zeros(len(time), dtype=np.intp) if strata is None else strata
    coefficients, covariance, sets, likelihood = _maximum(design, matrix, time, event, of, ties)
    if robust:
        residuals = score_residuals(sets, time, of, matrix, np.exp(matrix @ coefficients))
        covariance = covariance @ (residuals.T @ residuals) @ covariance
    return CoxFit(frame, design, matrix, time, event, of, coefficients, covariance, sets, likelihood)


def _maximum(
    design: Design, matrix: Floats, time: Floats, event: Bools, strata: Ints, ties: Ties
) -> tuple[Floats, Floats, RiskSets, float]:
    """Find the maximum: coefficients, the inverse of their information, the risk sets there, the log likelihood.

    By Newton's steps from 0, on a likelihood that has one maximum at the most; a step that leads down is halved.
    """

    def sets_at(at: Floats) -> tuple[RiskSets, float]:
        made = risk_sets(time, event, strata, matrix, np.exp(matrix @ at), efron=ties == "efron")
        return made, float((matrix[made.subject] @ at - np.log(made.weight)).sum())

    coefficients = np.zeros(matrix.shape[1])
    sets, likelihood = sets_at(coefficients)
    at_zero = sets.spreads.sum(axis=0)
    _refuse_unseen(design, at_zero)
    for _ in range(STEPS):
        information, score = sets.spreads.sum(axis=0), (matrix[sets.subject] - sets.means).sum(axis=0)
        _refuse_infinite(design, information, at_zero)
        covariance = np.asarray(np.linalg.inv(information), dtype=float)
        step = covariance @ score
        if (np.abs(step) <= STILL * np.sqrt(np.diag(covariance))).all():
            return coefficients, covariance, sets, likelihood
        # No two hazards part by more than e^5 in a step: far from the maximum the parabola leads astray.
        step = step / max(1.0, float(np.ptp(matrix @ step)) / 5)
        for _ in range(HALVINGS):
            further, likelier = sets_at(coefficients + step)
            if likelier >= likelihood - ROUNDING * abs(likelihood):
                break
            step = step / 2
        coefficients, sets, likelihood = coefficients + step, further, likelier
    raise FitError("the Cox model did not converge")


def _refuse_unseen(design: Design, information: Floats) -> None:
    """Refuse coefficients that no event tells of: whenever one happens, all at risk are alike."""
    lost = [name for name, own in zip(design.terms[1:], np.diag(information), strict=True) if own <= 1e-12]
    if lost:
        raise FitError(f"no event tells {', '.join(lost[:5])} from the others: whoever is at risk at one is alike")
    if np.linalg.cond(information) > 1e12:
        raise FitError(f"the events cannot tell {', '.join(design.terms[1:6])} from each other")


def _refuse_infinite(design: Design, information: Floats, at_zero: Floats) -> None:
    """Refuse a coefficient that runs off: along it the information falls to nothing."""
    scale = 1 / np.sqrt(np.diag(at_zero))
    values, vectors = np.linalg.eigh(information * scale[:, None] * scale)
    least = np.linalg.eigvalsh(at_zero * scale[:, None] * scale).min()
    if not np.isfinite(values).all() or values.min() <= NOTHING * least:
        away = np.abs(vectors[:, 0])
        named = [name for name, part in zip(design.terms[1:], away, strict=True) if part > 0.3 * away.max()]
        raise FitError(NO_MAXIMUM.format(who=", ".join(named[:5])))
