"""Fit a linear mixed model with statsmodels, and say in plain words how it went."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from statsmodels.regression.mixed_linear_model import MixedLM

from trialstats.errors import FitError

__all__ = ["MixedFit", "fit_mixed"]

Floats = NDArray[np.float64]

# Tried in order; the next only where one has not converged. The first asks for a smaller gradient than the library's
# default, at which only five digits of a standard error stand.
OPTIMISERS: tuple[tuple[str, dict[str, float]], ...] = (
    ("bfgs", {"gtol": 1e-8}), ("bfgs", {}), ("lbfgs", {}), ("cg", {}), ("powell", {}),
)  # fmt: skip

# A variance of a random effect below this part of the residual variance is zero for every purpose.
ZERO = 1e-6


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


def fit_mixed(outcome: Floats, matrix: Floats, subjects: pd.Series, random: Floats) -> MixedFit:
    """Fit y = X b + Z u + e by restricted maximum likelihood, u ~ N(0, G) a subject, e ~ N(0, s^2 I).

    Parameters
    ----------
    outcome, matrix
        (n,) and (n, p): y and X, complete and of full rank.
    subjects
        n labels; rows of one subject share u.
    random
        (n, q): Z, a column of ones and, with a random slope, the time.

    The covariance of b is (X'V^-1 X)^-1 at the estimates of G and s^2, as lme4 and SAS report it: statsmodels' own
    standard errors come from the Hessian of all parameters, which does not exist where a variance is zero.

    Raises
    ------
    FitError where no subject has two records, or no optimiser converges; the text lists the attempts.
    """
    if not subjects.duplicated().any():
        raise FitError("no subject has more than one record: a random effect cannot be told from the error")
    fitted, attempts = _try_optimisers(MixedLM(outcome, matrix, groups=subjects, exog_re=random))
    between = np.asarray(fitted.cov_re, dtype=float)
    within = float(fitted.scale)
    return MixedFit(
        coefficients=np.asarray(fitted.fe_params, dtype=float),
        covariance=_covariance(matrix, random, subjects, between, within),
        random_covariance=between,
        residual_variance=within,
        loglik=float(fitted.llf),
        singular=_is_singular(between, random, within),
        attempts=attempts,
        residuals=np.asarray(fitted.resid, dtype=float),
    )


def _try_optimisers(model: Any) -> tuple[Any, list[dict[str, object]]]:
    attempts: list[dict[str, object]] = []
    for optimiser, settings in OPTIMISERS:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                fitted = model.fit(reml=True, method=[optimiser], **settings)
            except (np.linalg.LinAlgError, ValueError) as error:
                attempts.append({"optimiser": optimiser, "converged": False, "remarks": [_plain(error)]})
                continue
        sound = bool(fitted.converged and np.isfinite(fitted.llf) and fitted.scale > 0)
        remarks = sorted({_plain(warning.message) for warning in caught})
        attempts.append({"optimiser": optimiser, "converged": sound, "remarks": remarks})
        if sound:
            return fitted, attempts
    tried = "; ".join(f"{a['optimiser']}: {', '.join(a['remarks']) or 'no convergence'}" for a in attempts)  # type: ignore[arg-type]
    raise FitError(f"the mixed model did not converge ({tried}): try `random: intercept`, or fewer covariates")


def _plain(message: object) -> str:
    """Put the library's remarks into words a reader of the report can use."""
    text = " ".join(str(message).split())
    if "boundary" in text:
        return "a variance of the random effects is at the boundary, zero"
    if "Hessian" in text and "positive definite" in text:
        return "the library's Hessian is not positive definite; it is not used here"
    if "singular" in text.lower():
        return "the covariance of the random effects is singular"
    if "optimization failed" in text:
        return "the optimiser did not converge"
    if "gradient" in text.lower() or "converge" in text.lower():
        return "the optimiser stopped before the gradient was zero"
    return text


def _is_singular(between: Floats, random: Floats, within: float) -> bool:
    # On the scale of the outcome: the variance each random effect adds over the observed range of its column.
    scale = np.sqrt((random**2).mean(axis=0))
    added = between * np.outer(scale, scale)
    return bool(np.linalg.eigvalsh(added).min() < ZERO * within)


def _covariance(matrix: Floats, random: Floats, subjects: pd.Series, between: Floats, within: float) -> Floats:
    information = np.zeros((matrix.shape[1], matrix.shape[1]))
    for rows in subjects.reset_index(drop=True).groupby(subjects.to_numpy(), observed=True).indices.values():
        x, z = matrix[rows], random[rows]
        total = z @ between @ z.T + within * np.eye(len(rows))
        information += x.T @ np.linalg.solve(total, x)
    return np.asarray(np.linalg.inv(information), dtype=float)
