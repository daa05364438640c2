"""A fitted regression of counts: rates of arms, their ratio, and how far the counts vary beyond Poisson's.

A subject's count has mean m = time exp(x'b); its variance is m (Poisson) or m + a m^2 (negative binomial, NB2), a
being the dispersion. Whatever the model, what is compared is the same: logarithms of rates, l'b.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from trialstats.engines.estimate import Estimate
from trialstats.engines.inference import statistics
from trialstats.engines.linear import Design, build_design
from trialstats.engines.logistic import separating_terms
from trialstats.engines.margins import build_grid
from trialstats.errors import ArgumentError, FitError

__all__ = ["ARM", "POISSON_LIMIT", "CountsDesign", "CountsFit", "Variance", "refuse_empty", "sandwich"]

Floats = NDArray[np.float64]
ARM = "TRT01P"
POISSON_LIMIT = "the counts vary no more than Poisson counts: the dispersion is 0, its limit, and the model Poisson's"

# Where standard errors come from: of the model (of the negative binomial the observed information of coefficients and
# dispersion, as SAS PROC GENMOD); of that the expected information, as R's glm.nb; of Poisson's times the square root
# of Pearson's chi-square, or the deviance, over its degrees of freedom (SAS PSCALE and DSCALE); the sandwich, which
# needs no variance to be right, as it is or times n / (n - p).
Variance = Literal["model", "expected", "pearson", "deviance", "HC0", "HC1"]


@dataclass(frozen=True)
class CountsDesign:
    """What counts are regressed on: frame and design (n rows), counts (n,), log time over its mean (n,), that mean."""

    frame: pd.DataFrame
    design: Design
    counts: Floats
    offset: Floats
    mean_time: float

    @classmethod
    def of(cls, frame: pd.DataFrame, counts: Floats, time: Floats, covariates: tuple[str, ...]) -> CountsDesign:
        """Code counts (n,) in time (n,), above 0 and of any unit, on TRT01P and covariates of `frame` (complete).

        ArgumentError for counts below 0 or no whole numbers, and time not above 0. FitError where coefficients are as
        many as subjects or cannot be told from each other, or a rate would be estimated as 0.
        """
        if not (time > 0).all() or not ((counts >= 0) & (counts % 1 == 0)).all():
            raise ArgumentError("counts are whole numbers, not below 0, in a time above 0")
        design = build_design([ARM, *covariates], frame)
        if len(counts) <= len(design.terms):
            raise FitError(f"{len(counts)} subjects for {len(design.terms)} coefficients: nothing tells the dispersion")
        refuse_empty(counts, design)
        mean_time = float(time.mean())
        return cls(frame, design, counts, np.log(time / mean_time), mean_time)

    def means(self, coefficients: Floats) -> Floats:
        """Predict the count of each subject: (n,)."""
        return np.asarray(np.exp(self.design.matrix @ coefficients + self.offset), dtype=float)


@dataclass(frozen=True)
class CountsFit:
    """coefficients (p,) on the log scale of rates and their covariance (p, p); the dispersion and its standard error.

    dispersion_error: None at the Poisson limit, where the dispersion is 0, and of Poisson regression.
    poisson_log_likelihood: the maximum without dispersion.
    """

    data: CountsDesign
    coefficients: Floats
    covariance: Floats
    dispersion: float
    dispersion_error: float | None
    log_likelihood: float
    poisson_log_likelihood: float

    @property
    def frame(self) -> pd.DataFrame:
        """The records used."""
        return self.data.frame

    @property
    def design(self) -> Design:
        """The coding of the records."""
        return self.data.design

    def rate_ratio(self, arm: str, reference: str, conf_level: float) -> Estimate:
        """Compare the rates of two arms; standard error, Wald's interval and z test are those of the logarithm.

        Where the slope of a number differs by arm, the ratio is at the mean of that number over the records.
        """
        vector = (self._rows_as(arm) - self._rows_as(reference)).mean(axis=0)
        return self._exponential(vector, 0.0, conf_level)

    def ratio_of_ratios(self, arm: str, reference: str, name: str, larger: float, conf_level: float) -> Estimate:
        """Tell by what the ratio of two arms is multiplied where the number `name` is larger by so much.

        Standard error, Wald's interval and z test are those of the logarithm.
        """
        low, high = (
            self._rows_as(arm, **{name: value})[0] - self._rows_as(reference, **{name: value})[0]
            for value in (0.0, larger)
        )
        return self._exponential(high - low, 0.0, conf_level)

    def log_rate(self, arm: str, covariates: tuple[str, ...], weights: str, conf_level: float) -> Estimate:
        """Give the least-squares mean of the logarithm of a rate per unit of time: see `margins`."""
        vector = build_grid(self.frame, covariates, weights).weigh(self.design, self.frame, {ARM: arm})
        return self._linear(vector, -math.log(self.data.mean_time), conf_level)

    def rate(self, arm: str, covariates: tuple[str, ...], weights: str, conf_level: float) -> Estimate:
        """Give the rate whose logarithm is the least-squares mean, with Wald's interval of the logarithm."""
        made = self.log_rate(arm, covariates, weights, conf_level)
        return {
            **{name: math.exp(made[name]) for name in ("estimate", "conf_low", "conf_high")},
            "conf_level": conf_level,
        }

    def standardised_rate(self, arm: str) -> float:
        """Average the predicted rates per unit of time, as if every subject had been in one arm."""
        return float(np.exp(self._rows_as(arm) @ self.coefficients).mean()) / self.data.mean_time

    def coefficient(self, term: str, conf_level: float) -> Estimate:
        """Give a coefficient by its term, per unit of its variables and of time."""
        at = self.data.design
        vector = at.coefficient(term)
        if term == "Intercept":
            shift = np.array(
                [at.scales[name].centre / at.scales[name].unit if name in at.scales else 0.0 for name in at.terms]
            )
            return self._linear(vector - shift, -math.log(self.data.mean_time), conf_level)
        return self._linear(vector, 0.0, conf_level)

    def dispersion_estimate(self, conf_level: float) -> Estimate:
        """Give the dispersion, with Wald's interval of its logarithm; at the Poisson limit 0, and the reason.

        statistic, p_value: twice the difference to the log likelihood of Poisson regression. The dispersion 0 is the
        border of what is possible, where that has half of its distribution at 0 and half is a chi-square of 1 degree
        of freedom (Self & Liang, JASA 1987;82:605-610).
        """
        if self.dispersion_error is None:
            return {"estimate": 0.0, "reason": POISSON_LIMIT}
        factor = math.exp(float(stats.norm.ppf((1 + conf_level) / 2)) * self.dispersion_error / self.dispersion)
        ratio = max(2 * (self.log_likelihood - self.poisson_log_likelihood), 0.0)
        return {
            "estimate": self.dispersion,
            "std_error": self.dispersion_error,
            "statistic": ratio,
            "p_value": float(stats.chi2.sf(ratio, 1)) / 2,
            "conf_low": self.dispersion / factor,
            "conf_high": self.dispersion * factor,
            "conf_level": conf_level,
        }

    def pearson(self) -> Estimate:
        """Give Pearson's chi-square over its degrees of freedom, about 1 where the variance is the model's."""
        mean = self.data.means(self.coefficients)
        variance = mean * (1 + self.dispersion * mean)
        chi_square = float(((self.data.counts - mean) ** 2 / variance).sum())
        return {"estimate": chi_square / self.df, "statistic": chi_square, "df": float(self.df)}

    @property
    def df(self) -> int:
        """Subjects less coefficients."""
        return len(self.data.counts) - len(self.coefficients)

    def original(self) -> dict[str, float]:
        """Give the coefficients by term, per unit of time and of the covariates."""
        values = self.design.original(self.coefficients) - math.log(self.data.mean_time) * self.design.intercept
        return dict(zip(self.design.terms, map(float, values), strict=True))

    def _exponential(self, vector: Floats, shift: float, conf_level: float) -> Estimate:
        made = self._linear(vector, shift, conf_level)
        return {**made, **{name: math.exp(made[name]) for name in ("estimate", "conf_low", "conf_high")}}

    def _linear(self, vector: Floats, shift: float, conf_level: float) -> Estimate:
        error = float(np.sqrt(vector @ self.covariance @ vector))
        return statistics(float(vector @ self.coefficients) + shift, error, None, conf_level)

    def _rows_as(self, arm: str, **numbers: float) -> Floats:
        """Code the records as if all had been in one arm, and had these numbers."""
        levels = self.frame[ARM].cat.categories
        as_if = pd.Categorical([arm] * len(self.frame), levels, ordered=True)
        return self.design.rows(self.frame.assign(**{ARM: as_if}, **numbers))


def sandwich(data: CountsDesign, coefficients: Floats, dispersion: float, small_sample: bool) -> Floats:
    """Give the covariance (p, p) of coefficients that holds whatever the variance of a count, the dispersion held.

    Bread is the inverse of the expected information, as of R's sandwich; small_sample: times n / (n - p).
    """
    matrix, mean = data.design.matrix, data.means(coefficients)
    spread = 1 + dispersion * mean
    bread = np.linalg.inv((matrix * (mean / spread)[:, None]).T @ matrix)
    scores = matrix * ((data.counts - mean) / spread)[:, None]
    n, p = matrix.shape
    return np.asarray(bread @ (scores.T @ scores) @ bread * (n / (n - p) if small_sample else 1.0), dtype=float)


def refuse_empty(counts: Floats, design: Design) -> None:
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
