"""Proportional odds: a logistic model of ordered categories, of one record a subject or of several.

    logit P(Y <= k) = theta_k - x'b

for categories 0 to K - 1, so that a coefficient above 0 speaks for the higher categories. Its maximum is found by
Newton's steps, halved where they do not help. Errors: from the observed information, as R's clm has them; from the
expected information, as SAS's PROC LOGISTIC prints them; or robust, by subject, with which several records of a subject
may stand in it as if they were independent (estimating equations with independence, as PROC GENMOD has them for
ordered categories). Whether odds are proportional is tested by the score of the model with a b of its own for every k
(Peterson & Harrell, Appl Stat 1990;39:205-217), with the expected information, as PROC LOGISTIC does.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special, stats

from trialstats.engines.estimate import Estimate
from trialstats.errors import FitError

__all__ = ["InformationKind", "OddsFit", "fit_proportional_odds"]

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
InformationKind = Literal["observed", "expected", "robust"]
MOST_STEPS, MOST_HALVINGS = 100, 30


@dataclass(frozen=True)
class OddsFit:
    """thresholds (K - 1,), coefficients (p,), and the covariance (K - 1 + p, K - 1 + p) of both.

    log_likelihood; proportionality: chi-squared, num_df and p value of the score test, absent with two categories.
    """

    terms: tuple[str, ...]
    thresholds: Floats
    coefficients: Floats
    covariance: Floats
    log_likelihood: float
    n: int
    proportionality: Estimate | None

    def log_odds(self, vector: Floats, conf_level: float) -> Estimate:
        """Estimate a combination (p,) of the coefficients, with Wald's test and interval."""
        along = np.concatenate([np.zeros(self.thresholds.size), vector])
        estimate, error = float(vector @ self.coefficients), math.sqrt(float(along @ self.covariance @ along))
        if error == 0:
            raise FitError("nothing varies in what is asked for")
        half = float(stats.norm.ppf((1 + conf_level) / 2)) * error
        return {
            "n": self.n,
            "estimate": estimate,
            "std_error": error,
            "statistic": estimate / error,
            "p_value": float(2 * stats.norm.sf(abs(estimate / error))),
            "conf_low": estimate - half,
            "conf_high": estimate + half,
            "conf_level": conf_level,
        }

    def odds_ratio(self, vector: Floats, conf_level: float) -> Estimate:
        """Estimate the ratio of the odds of a higher category; its standard error is that of the logarithm."""
        made = self.log_odds(vector, conf_level)
        return {**made, **{key: math.exp(made[key]) for key in ("estimate", "conf_low", "conf_high")}}

    def shares(self, vector: Floats) -> Floats:
        """Predict the share of each category (K,) at a covariate vector (p,)."""
        below = special.expit(self.thresholds - float(vector @ self.coefficients))
        return np.diff(below, prepend=0.0, append=1.0)


def fit_proportional_odds(
    categories: Places,
    matrix: Floats,
    *,
    terms: tuple[str, ...],
    information: InformationKind = "observed",
    subjects: Places | None = None,
) -> OddsFit:
    """Fit categories (n,), 0 to K - 1 with nobody in none of them, on a design (n, p) of full rank without intercept.

    subjects: of each record its subject, for robust errors; without them each record is one.

    Raises FitError with one category, where somebody is in none, and where a term separates the categories.
    """
    levels, numbers = np.unique(categories, return_counts=True)
    if levels.size < 2:
        raise FitError("all are in one category: there is nothing to compare")
    if not np.array_equal(levels, np.arange(levels.size)):
        raise FitError("nobody is in a category: leave it out or pool it with its neighbour")
    model = Model(categories, matrix, levels.size)
    _refuse_separation(model, terms)
    start = np.concatenate([special.logit(np.cumsum(numbers)[:-1] / categories.size), np.zeros(matrix.shape[1])])
    parameters = _climb(model, start)
    expected = np.asarray(np.linalg.inv(model.expected(parameters)), dtype=np.float64)
    if information == "observed":
        covariance = np.asarray(np.linalg.inv(model.observed(parameters)), dtype=np.float64)
    elif information == "expected":
        covariance = expected
    else:
        own = np.arange(categories.size) if subjects is None else subjects
        scores = np.zeros((int(own.max()) + 1, parameters.size))
        np.add.at(scores, own, model.scores(parameters))
        covariance = expected @ (scores.T @ scores) @ expected
    cut = levels.size - 1
    tested = _proportionality(model, parameters) if cut > 1 and matrix.shape[1] and subjects is None else None
    found = model.log_likelihood(parameters)
    return OddsFit(terms, parameters[:cut], parameters[cut:], covariance, found, categories.size, tested)


class Model:
    """The likelihood of K ordered categories: parameters are the thresholds, then the coefficients."""

    def __init__(self, categories: Places, matrix: Floats, levels: int) -> None:
        self.categories, self.matrix, self.levels = categories, matrix, levels
        cut = np.eye(levels - 1)
        # The derivative of the predictor above each record, and below it: none at the ends.
        self.above = np.hstack([np.vstack([cut, np.zeros(levels - 1)])[categories], -matrix])
        self.below = np.hstack([np.vstack([np.zeros(levels - 1), cut])[categories], -matrix])
        self.above[categories == levels - 1] = 0.0
        self.below[categories == 0] = 0.0

    def ends(self, parameters: Floats) -> tuple[Floats, Floats]:
        """Give the predictors above and below each record, infinite at the ends."""
        above, below = self.above @ parameters, self.below @ parameters
        return (
            np.where(self.categories == self.levels - 1, np.inf, above),
            np.where(self.categories == 0, -np.inf, below),
        )

    def log_likelihood(self, parameters: Floats) -> float:
        """Add up the logarithms of the shares; minus infinity where thresholds are out of order."""
        above, below = self.ends(parameters)
        shares = special.expit(above) - special.expit(below)
        return float(np.log(shares).sum()) if (shares > 0).all() else -math.inf

    def scores(self, parameters: Floats) -> Floats:
        """Give the gradient of each record: (n, K - 1 + p)."""
        above, below = self.ends(parameters)
        shares = special.expit(above) - special.expit(below)
        return self.above * (density(above) / shares)[:, None] - self.below * (density(below) / shares)[:, None]

    def observed(self, parameters: Floats) -> Floats:
        """Give minus the second derivatives."""
        above, below = self.ends(parameters)
        shares = special.expit(above) - special.expit(below)
        up, down = density(above) / shares, density(below) / shares
        bent_up, bent_down = bend(above) / shares - up**2, -bend(below) / shares - down**2
        crossed = self.above.T @ (self.below * (up * down)[:, None])
        own = self.above.T @ (self.above * bent_up[:, None]) + self.below.T @ (self.below * bent_down[:, None])
        return np.asarray(-(own + crossed + crossed.T))

    def expected(self, parameters: Floats) -> Floats:
        """Give the expected information."""
        return np.asarray(_expected(*_derivatives(parameters, self.matrix, self.levels, apart=False)))


def density(at: Floats) -> Floats:
    """Give the logistic density; 0 at infinity."""
    share = special.expit(at)
    return share * (1 - share)


def bend(at: Floats) -> Floats:
    """Give the derivative of the logistic density; 0 at infinity."""
    share = special.expit(at)
    return share * (1 - share) * (1 - 2 * share)


def _climb(model: Model, parameters: Floats) -> Floats:
    """Find the maximum. FitError where no step leads up, or there is no end."""
    height = model.log_likelihood(parameters)
    for _ in range(MOST_STEPS):
        gradient = model.scores(parameters).sum(axis=0)
        step = np.linalg.solve(model.expected(parameters), gradient)
        if float(gradient @ step) < 1e-18 * max(1.0, abs(height)):
            return parameters
        for _halving in range(MOST_HALVINGS):
            higher = model.log_likelihood(parameters + step)
            if higher >= height - 1e-12 * abs(height):
                break
            step = step / 2
        else:
            raise FitError("the proportional odds model did not converge")
        parameters, height = parameters + step, higher
    raise FitError("the proportional odds model did not converge")


def _derivatives(parameters: Floats, matrix: Floats, levels: int, *, apart: bool) -> tuple[Floats, Floats]:
    """Give the shares (n, K) and their derivatives (n, K, q) in thresholds and coefficients, of each k if `apart`."""
    cut, (n, p) = levels - 1, matrix.shape
    own = density(parameters[:cut][None, :] - (matrix @ parameters[cut:])[:, None])
    below = special.expit(parameters[:cut][None, :] - (matrix @ parameters[cut:])[:, None])
    slopes = np.zeros((n, cut, cut + (cut * p if apart else p)))
    for k in range(cut):
        slopes[:, k, k] = own[:, k]
        first = cut + (k * p if apart else 0)
        slopes[:, k, first : first + p] = -matrix * own[:, k, None]
    shares = np.diff(below, axis=1, prepend=np.zeros((n, 1)), append=np.ones((n, 1)))
    ends = np.zeros((n, 1, slopes.shape[2]))
    return shares, np.diff(slopes, axis=1, prepend=ends, append=ends)


def _expected(shares: Floats, slopes: Floats) -> Floats:
    return np.asarray(np.einsum("nkp,nkq,nk->pq", slopes, slopes, 1 / shares, optimize=True))


def _proportionality(model: Model, parameters: Floats) -> Estimate:
    """Test that b is the same for every k, by the score of the model that has one for each."""
    shares, slopes = _derivatives(parameters, model.matrix, model.levels, apart=True)
    place = np.arange(model.categories.size)
    score = (slopes[place, model.categories] / shares[place, model.categories][:, None]).sum(axis=0)
    try:
        statistic = float(score @ np.linalg.solve(_expected(shares, slopes), score))
    except np.linalg.LinAlgError:
        return {}
    df = model.matrix.shape[1] * (model.levels - 2)
    return {"statistic": statistic, "num_df": float(df), "p_value": float(stats.chi2.sf(statistic, df))}


def _refuse_separation(model: Model, terms: tuple[str, ...]) -> None:
    """Raise FitError where the likelihood rises for ever along some direction, and name the terms that go with it.

    It does where the threshold above no record comes down on it, nor the one below it up, and one of them gives way: a
    linear program, as for two categories (Albert & Anderson, Biometrika 1984;71:1-10).
    """
    ways = np.vstack([model.above[model.categories < model.levels - 1], -model.below[model.categories > 0]])
    scale = np.abs(ways).max(axis=0)
    ways = ways / np.where(scale > 0, scale, 1.0)
    found = optimize.linprog(-ways.sum(axis=0), A_ub=-ways, b_ub=np.zeros(len(ways)), bounds=(-1, 1))
    if found.status != 0 or found.x is None or found.fun is None:
        raise FitError(f"whether the categories are separated could not be told: {found.message}")
    if -found.fun > 1e-7:
        names = [name for name, value in zip(terms, found.x[model.levels - 1 :], strict=True) if abs(value) > 1e-7]
        raise FitError(f"the categories are separated by {', '.join(names[:5])}: odds would be infinite")
