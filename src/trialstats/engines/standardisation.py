"""Shares standardised over the covariates of all subjects, by a logistic working model, and their covariance.

The share of an arm is the mean of the predictions had everybody been in it (g-computation). Its uncertainty hangs on
what is taken as fixed:

model, HC0, HC3   the covariates are those of these subjects; delta method with the covariance of the coefficients,
                  from the model (Ge et al., Drug Inf J 2011;45:481-493; SAS %Margins) or a sandwich
ye                subjects and their covariates are a sample (marginal effects: FDA 2023, ICH E9(R1)); Ye, Bannick, Yi &
                  Shao, Stat Theory Relat Fields 2023;7:159-163, right also where the working model is not
ye residuals      the same, with the variance of the residuals as it is
influence         covariance of the influence function of the augmented estimator, over n (n - 1): standard errors are
                  sqrt(n / (n - 1)) times those of the mean of its squares over n
stacked           stacked estimating equations of coefficients and shares, over n^2 (Steingrimsson et al. 2017)

Where randomisation was stratified (permuted blocks), `balance` takes off what the strata cannot vary by (Ye et al.).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from trialstats.engines.estimate import Estimate
from trialstats.engines.logistic import ARM, LogisticFit
from trialstats.engines.proportions.inversion import quantile
from trialstats.engines.tails import Tails, of_tails, of_z
from trialstats.errors import FitError, NoSuchNumber

__all__ = ["VARIANCES", "Standardised", "designs_where", "standardise_shares", "standardise_where"]

Floats = NDArray[np.float64]
SANDWICHES = ("HC0", "HC3")
VARIANCES = ("model", *SANDWICHES, "ye", "ye residuals", "influence", "stacked")


@dataclass(frozen=True)
class Standardised:
    """Shares of the arms (k,) in their order, the covariance (k, k) of them, and the subjects of each arm (k,)."""

    arms: tuple[str, ...]
    shares: Floats
    covariance: Floats
    sizes: Floats

    def share(self, arm: str, conf_level: float) -> Estimate:
        """Estimate the share of an arm, with Wald's interval."""
        k = self.arms.index(arm)
        made = self._wald(float(self.shares[k]), self._at({arm: 1.0}), conf_level)
        return {**made, "n": int(self.sizes.sum())}

    def difference(self, arm: str, reference: str, conf_level: float) -> Estimate:
        """Compare two arms by the difference of their shares."""
        p, q = self._pair(arm, reference)
        made = self._wald(p - q, self._at({arm: 1.0, reference: -1.0}), conf_level)
        return {**made, **of_tails(self.difference_tails(arm, reference, 0.0)), "n": int(self.sizes.sum())}

    def ratio(self, arm: str, reference: str, conf_level: float) -> Estimate:
        """Compare two arms by the ratio of their shares; standard error and test on the scale of logarithms."""
        p, q = self._pair(arm, reference)
        return self._exponentiated(p / q, self._at({arm: 1 / p, reference: -1 / q}), conf_level)

    def odds_ratio(self, arm: str, reference: str, conf_level: float) -> Estimate:
        """Compare two arms by the ratio of the odds of their shares: marginal, not that of the model."""
        p, q = self._pair(arm, reference)
        gradient = {arm: 1 / (p * (1 - p)), reference: -1 / (q * (1 - q))}
        return self._exponentiated(p / (1 - p) / (q / (1 - q)), self._at(gradient), conf_level)

    def difference_tails(self, arm: str, reference: str, value: float) -> Tails:
        """Test that the difference is a value, such as a margin."""
        p, q = self._pair(arm, reference)
        return of_z((p - q - value) / self._at({arm: 1.0, reference: -1.0}))

    def ratio_tails(self, arm: str, reference: str, value: float) -> Tails:
        """Test that the ratio is a value, such as a margin."""
        p, q = self._pair(arm, reference)
        return of_z(float(np.log(p / q / value)) / self._at({arm: 1 / p, reference: -1 / q}))

    def odds_tails(self, arm: str, reference: str, value: float) -> Tails:
        """Test that the odds ratio is a value, such as a margin."""
        p, q = self._pair(arm, reference)
        gradient = {arm: 1 / (p * (1 - p)), reference: -1 / (q * (1 - q))}
        return of_z(float(special.logit(p) - special.logit(q) - np.log(value)) / self._at(gradient))

    def _pair(self, arm: str, reference: str) -> tuple[float, float]:
        return float(self.shares[self.arms.index(arm)]), float(self.shares[self.arms.index(reference)])

    def _at(self, gradient: dict[str, float]) -> float:
        vector = np.array([gradient.get(arm, 0.0) for arm in self.arms])
        variance = float(vector @ self.covariance @ vector)
        if not variance > 0:
            raise NoSuchNumber("the variance that randomisation leaves is not above zero")
        return float(np.sqrt(variance))

    def _wald(self, estimate: float, error: float, conf_level: float) -> Estimate:
        half = quantile(conf_level) * error
        limits = {"conf_low": estimate - half, "conf_high": estimate + half, "conf_level": conf_level}
        return {"estimate": estimate, "std_error": error, **limits}

    def _exponentiated(self, estimate: float, error: float, conf_level: float) -> Estimate:
        wider = float(np.exp(quantile(conf_level) * error))
        return {
            "n": int(self.sizes.sum()),
            "estimate": estimate,
            "std_error": error,
            **of_tails(of_z(float(np.log(estimate)) / error)),
            "conf_low": estimate / wider,
            "conf_high": estimate * wider,
            "conf_level": conf_level,
        }


def standardise_shares(
    fit: LogisticFit, outcome: Floats, variance: str, strata: Sequence[Any] | None = None
) -> Standardised:
    """Standardise the shares of all arms of a fit; `strata` of each subject where randomisation was stratified by them.

    FitError where an arm is too small for the variance asked for, or strata go with a variance that cannot use them.
    """
    if strata is not None and variance not in ("ye", "ye residuals"):
        raise FitError(f"variance {variance} does not know stratified randomisation; ye and ye residuals do")
    arms = tuple(map(str, fit.frame[ARM].cat.categories))
    model = model_of(fit, outcome)
    codes, predicted = model.codes, model.predicted
    covariance = model.fixed(variance) if variance in ("model", *SANDWICHES) else model.sampled(variance)
    if strata is not None:
        covariance = covariance - model.balance(strata)
    return Standardised(arms, predicted.mean(axis=0), covariance, np.bincount(codes, minlength=len(arms)).astype(float))


def designs_where(fit: LogisticFit, name: str, value: object) -> list[Floats]:
    """Code the records as if a covariate had one value in everybody, for each arm as if all had been in it: (n, p)."""
    held = pd.Series([value] * len(fit.frame), index=fit.frame.index).astype(fit.frame[name].dtype)
    there = replace(fit, frame=fit.frame.assign(**{name: held}))
    return [there.rows_as(str(arm)) for arm in fit.frame[ARM].cat.categories]


def standardise_where(
    fit: LogisticFit, outcome: Floats, designs: list[Floats], variance: str = "model"
) -> Standardised:
    """Standardise the shares of all arms over the records as `designs_where` codes them, by the delta method.

    The other covariates are taken as those of these subjects. variance: model, HC0 or HC3, of the coefficients.
    """
    actual = model_of(fit, outcome)
    predicted = np.column_stack([special.expit(matrix @ fit.coefficients) for matrix in designs])
    there = replace(actual, designs=designs, predicted=predicted)
    covariance = there.gradients @ actual.coefficients(variance) @ there.gradients.T
    arms = tuple(map(str, fit.frame[ARM].cat.categories))
    sizes = np.bincount(actual.codes, minlength=len(arms)).astype(float)
    return Standardised(arms, predicted.mean(axis=0), np.asarray(covariance), sizes)


def model_of(fit: LogisticFit, outcome: Floats) -> Model:
    designs = [fit.rows_as(str(arm)) for arm in fit.frame[ARM].cat.categories]
    predicted = np.column_stack([special.expit(matrix @ fit.coefficients) for matrix in designs])
    return Model(fit, outcome, fit.frame[ARM].cat.codes.to_numpy(), designs, predicted)


@dataclass(frozen=True)
class Model:
    """What variances are made of: outcome (n,), arms as codes (n,), the designs of each arm, predictions (n, k)."""

    fit: LogisticFit
    outcome: Floats
    codes: NDArray[Any]
    designs: list[Floats]
    predicted: Floats

    @property
    def n(self) -> int:
        return len(self.outcome)

    @property
    def parts(self) -> Floats:
        """The parts of the subjects in each arm, (k,)."""
        return np.bincount(self.codes, minlength=self.predicted.shape[1]) / self.n

    @property
    def residuals(self) -> Floats:
        """The outcome minus the prediction in the subject's own arm."""
        return np.asarray(self.outcome - self.predicted[np.arange(self.n), self.codes])

    @property
    def gradients(self) -> Floats:
        """Derivatives of the shares by the coefficients, (k, p)."""
        slopes = self.predicted * (1 - self.predicted)
        return np.array([slopes[:, k] @ matrix / self.n for k, matrix in enumerate(self.designs)])

    def fixed(self, variance: str) -> Floats:
        """Delta method, the covariates as they are."""
        return np.asarray(self.gradients @ self.coefficients(variance) @ self.gradients.T)

    def coefficients(self, variance: str) -> Floats:
        """Give the covariance of the coefficients: the inverse information, or a sandwich about it."""
        bread = self.fit.covariance
        if variance == "model":
            return bread
        residuals, matrix = self.residuals, self.fit.design.matrix
        if variance == "HC3":
            weights = self.predicted[np.arange(self.n), self.codes]
            leverage = np.einsum("ij,jk,ik->i", matrix, bread, matrix) * weights * (1 - weights)
            if (leverage > 1 - 1e-8).any():
                raise FitError("HC3 is not defined where a subject alone decides its own prediction")
            residuals = residuals / (1 - leverage)
        scores = matrix * residuals[:, None]
        return np.asarray(bread @ scores.T @ scores @ bread)

    def sampled(self, variance: str) -> Floats:
        """Subjects and their covariates are a sample."""
        if (self.parts * self.n < 2).any():
            raise FitError("an arm has fewer than two subjects: there is no variance within it")
        if variance == "influence":
            return np.cov(self.influence, rowvar=False) / self.n
        if variance == "stacked":
            own = self.predicted - self.predicted.mean(axis=0)
            scores = self.fit.design.matrix * self.residuals[:, None]
            whole = own + self.n * (scores @ self.fit.covariance) @ self.gradients.T
            return np.asarray(whole.T @ whole / self.n**2)
        return self.ye(of_residuals=variance == "ye residuals")

    @property
    def influence(self) -> Floats:
        """The influence of each subject on the augmented estimate of each share, (n, k)."""
        weighted = self.residuals / self.parts[self.codes]
        mine = np.zeros_like(self.predicted)
        mine[np.arange(self.n), self.codes] = weighted
        return np.asarray(self.predicted - self.predicted.mean(axis=0) + mine)

    def ye(self, *, of_residuals: bool) -> Floats:
        k = self.predicted.shape[1]
        inside = [self.codes == a for a in range(k)]
        spread = np.cov(self.predicted, rowvar=False, ddof=1).reshape(k, k)
        # cross[a, b]: the covariance, within arm a, of the outcome and the prediction for arm b.
        cross = np.array(
            [[np.cov(self.outcome[mine], self.predicted[mine, b])[0, 1] for b in range(k)] for mine in inside]
        )
        found = cross + cross.T - spread
        for a, mine in enumerate(inside):
            own = self.outcome[mine].var(ddof=1) - 2 * cross[a, a] + spread[a, a]
            if of_residuals:
                own = (self.outcome[mine] - self.predicted[mine, a]).var(ddof=1)
            found[a, a] += own / self.parts[a]
        return np.asarray(found / self.n)

    def balance(self, strata: Sequence[Any]) -> Floats:
        """Give what stratified permuted blocks take off: mean over strata of R (diag(pi) - pi pi') R, over n.

        R holds the mean residual of each arm in the stratum over the arm's part; none of a stratum without the arm.
        """
        parts = self.parts
        omega = np.diag(parts) - np.outer(parts, parts)
        total = np.zeros_like(omega)
        frame = pd.DataFrame({"stratum": np.asarray(strata), "arm": self.codes, "residual": self.residuals})
        for _, own in frame.groupby("stratum", observed=True):
            means = own.groupby("arm")["residual"].mean().reindex(range(len(parts)), fill_value=0.0)
            scaled = np.diag(means.to_numpy() / parts)
            total += scaled @ omega @ scaled * len(own) / self.n
        return np.asarray(total / self.n)
