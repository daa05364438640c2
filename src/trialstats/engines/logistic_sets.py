"""Logistic regression of many completed sets at once: the same subjects and predictors, another outcome in each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import special

from trialstats.engines.logistic import separating_terms
from trialstats.errors import FitError, NoSuchNumber

__all__ = ["compare_by_logistic"]

Floats = NDArray[np.float64]
Switches = NDArray[np.bool_]

MOST = 50
# Newton's decrement, twice the log-likelihood still to be had.
EXACT = 1e-18
# A linear predictor so large is on its way to infinity.
LARGE = 30.0
# Numbers held at once.
HELD = 4_000_000


def compare_by_logistic(
    responders: Switches, predictors: Floats, as_arm: Floats, as_reference: Floats, terms: tuple[str, ...]
) -> tuple[Floats, Floats]:
    """Fit each outcome (M, n) on predictors (n, p) by maximum likelihood, and compare two arms: estimates, variances.

    as_arm, as_reference (n, p): the predictors of all had they been in one arm or the other. Gives (M, 2) each: the
    difference of log odds, with its variance by the information; and the difference of the mean predicted shares
    (g-computation), by the delta method for these subjects' covariates (Ge, Drug Inf J 2011;45:481). Raises
    NoSuchNumber where the outcome of a set is separated, so that its likelihood has no maximum.
    """
    size = max(1, HELD // (predictors.size + predictors.shape[1] ** 2))
    parts = [
        _compare(responders[start : start + size], predictors, as_arm, as_reference)
        for start in range(0, len(responders), size)
    ]
    estimates, variances = (np.concatenate(found) for found in zip(*parts, strict=True))
    lost = np.flatnonzero(~np.isfinite(estimates).all(axis=1))
    if len(lost):
        _explain(responders, predictors, terms, lost)
    return estimates, variances


def _compare(responders: Switches, predictors: Floats, arm: Floats, reference: Floats) -> tuple[Floats, Floats]:
    """Give NaN for sets that were not fitted."""
    coefficients, covariance = _fit(responders.astype(float), predictors)
    vector = (arm - reference)[0]
    shares, slopes = zip(*(_average(rows, coefficients) for rows in (arm, reference)), strict=True)
    along = slopes[0] - slopes[1]
    variances = (
        np.einsum("p,mpq,q->m", vector, covariance, vector),
        np.einsum("mp,mpq,mq->m", along, covariance, along),
    )
    return np.stack([coefficients @ vector, shares[0] - shares[1]], axis=1), np.stack(variances, axis=1)


def _fit(outcomes: Floats, predictors: Floats) -> tuple[Floats, Floats]:
    """Give coefficients (M, p) and their covariance (M, p, p) by Newton's method, NaN where it finds no maximum."""
    (n, p), sets = predictors.shape, len(outcomes)
    columns, root = np.linalg.qr(predictors)
    columns, back = columns * np.sqrt(n), np.linalg.inv(root) * np.sqrt(n)
    products = (columns[:, :, None] * columns[:, None, :]).reshape(n, p * p)
    coefficients, covariance = np.full((sets, p), np.nan), np.full((sets, p, p), np.nan)
    beta, active = np.zeros((sets, p)), np.arange(sets)
    for _ in range(MOST):
        linear = beta @ columns.T
        going = np.abs(linear).max(axis=1) < LARGE
        active, beta, linear = active[going], beta[going], linear[going]
        if not len(active):
            break
        shares = special.expit(linear)
        score = (outcomes[active] - shares) @ columns
        information = ((shares * (1 - shares)) @ products).reshape(-1, p, p)
        inverse = np.linalg.inv(information)
        step = (inverse @ score[..., None])[..., 0]
        there = (score * step).sum(axis=1) < EXACT
        coefficients[active[there]] = beta[there] @ back.T
        covariance[active[there]] = back @ inverse[there] @ back.T
        active, beta = active[~there], (beta + step)[~there]
    return coefficients, covariance


def _average(rows: Floats, coefficients: Floats) -> tuple[Floats, Floats]:
    """The mean predicted shares (M,), and their slopes (M, p) in the coefficients."""
    shares = special.expit(coefficients @ rows.T)
    return shares.mean(axis=1), (shares * (1 - shares)) @ rows / len(rows)


def _explain(responders: Switches, predictors: Floats, terms: tuple[str, ...], lost: NDArray[np.intp]) -> None:
    outcome = responders[lost[0]].astype(float)
    of_sets = f"in {len(lost):,} of {len(responders):,} completed sets"
    if np.ptp(outcome) == 0:
        raise NoSuchNumber(f"{of_sets} all or none respond: there is no logistic model")
    found = separating_terms(outcome, predictors, terms)
    if not found:
        raise FitError(f"{of_sets} the logistic model did not converge")
    raise NoSuchNumber(
        f"{of_sets} the response is separated by {', '.join(found[:5])}: the likelihood has no maximum, an odds ratio "
        "would be infinite; leave the variable out or pool its levels"
    )
