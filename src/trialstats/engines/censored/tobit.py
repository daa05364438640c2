"""Tobit regression: independent normal records, known or censored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

import numpy as np

from trialstats.engines.censored.bounds import Bounds, Floats
from trialstats.engines.censored.checks import check
from trialstats.engines.censored.newton import Maximum, Point, maximise
from trialstats.engines.censored.records import terms
from trialstats.engines.censored.result import LeastSquaresFit, TobitFit
from trialstats.engines.censored.scaled import Scaled, scale
from trialstats.errors import FitError

__all__ = ["fit_tobit", "independent", "inverse_root", "least_squares", "tally"]


def fit_tobit(limits: Bounds, design: Floats, names: Sequence[str] | None = None) -> TobitFit:
    """Fit y = X b + e, e ~ N(0, sigma^2), of records of which some are below, above or between limits.

    Parameters
    ----------
    limits
        n records, on the scale on which they are normal.
    design
        X (n, p), of full rank, with its column of ones where an intercept is wanted.
    names
        Of the p coefficients, for messages.

    Maximum likelihood by Newton's method in (b / sigma, 1 / sigma), in which the log-likelihood is concave (Olsen
    1978): there is one maximum at most. Raises FitError where there is none, with the cause.
    """
    names = tuple(names) if names is not None else tuple(f"x{k + 1}" for k in range(design.shape[1]))
    check(limits, design, names)
    scaled = scale(limits, design)
    best = independent(scaled)
    estimates, jacobian = scaled.back(best.at)
    root = jacobian @ inverse_root(best.point.hessian)
    p = len(names)
    return TobitFit(
        names=names,
        coefficients=estimates[:p],
        root=root[:p],
        sigma=float(estimates[p]),
        sigma_std_error=float(np.linalg.norm(root[p])),
        loglik=best.point.value + scaled.log_unit,
        iterations=best.iterations,
        converged=True,
        **tally(limits),
    )


def least_squares(fit: TobitFit) -> LeastSquaresFit:
    """Turn a fit of records that are all known into that of least squares, whose variance divides by n - p."""
    p = len(fit.coefficients)
    if fit.n_censored:
        raise FitError("least squares needs every value")
    if fit.n <= p:
        raise FitError("no more records than coefficients: no variance is left to estimate")
    numbers = {field.name: getattr(fit, field.name) for field in fields(fit)}
    sigma = fit.sigma * np.sqrt(fit.n / (fit.n - p))
    numbers |= {"root": fit.root * np.sqrt(fit.n / (fit.n - p)), "sigma": float(sigma)}
    numbers["sigma_std_error"] = float(sigma / np.sqrt(2 * (fit.n - p)))
    return LeastSquaresFit(**numbers, df=fit.n - p)


def independent(scaled: Scaled) -> Maximum:
    """Find the maximum in (delta, gamma) with independent records."""
    p = len(scaled.origin)

    def evaluate(theta: Floats) -> Point:
        if theta[p] <= 0:
            return Point(-np.inf, theta, np.eye(p + 1))
        found = terms(scaled.limits, (scaled.basis @ theta[:p])[:, None], theta[p])
        gradient = np.append(scaled.basis.T @ found.eta[:, 0], found.gamma.sum())
        hessian = np.empty((p + 1, p + 1))
        hessian[:p, :p] = scaled.basis.T @ (found.eta_eta * scaled.basis)
        hessian[:p, p] = hessian[p, :p] = scaled.basis.T @ found.eta_gamma[:, 0]
        hessian[p, p] = found.gamma_gamma.sum()
        return Point(float(found.loglik.sum()), gradient, hessian)

    return maximise(evaluate, np.append(np.zeros(p), 1.0))


def inverse_root(hessian: Floats) -> Floats:
    """Give R (q, q), R R' the inverse of the observed information; FitError where this is not positive definite."""
    information = -0.5 * (hessian + hessian.T)
    values, vectors = np.linalg.eigh(information)
    if values[0] <= 1e-12 * values[-1]:
        raise FitError("the records hardly tell some coefficients: the observed information is singular")
    return np.asarray(vectors / np.sqrt(values))


def tally(limits: Bounds) -> dict[str, int]:
    """Count the records of each kind."""
    kinds = {"n_below": limits.below, "n_above": limits.above, "n_between": limits.between}
    return {"n": len(limits.lower), **{name: int(rows.sum()) for name, rows in kinds.items()}}
