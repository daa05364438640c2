"""Linear regression with a random intercept per subject, of records known or censored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from trialstats.engines.censored.bounds import Bounds, Floats
from trialstats.engines.censored.checks import check
from trialstats.engines.censored.marginal import Marginal
from trialstats.engines.censored.newton import Maximum, Stuck, maximise
from trialstats.engines.censored.result import MixedFit
from trialstats.engines.censored.scaled import Scaled, scale
from trialstats.engines.censored.tobit import independent, inverse_root, tally
from trialstats.errors import FitError

__all__ = ["fit_mixed"]

# Numbers of nodes, tried until the next one moves the log-likelihood by less than EXACT.
LADDER = (15, 30, 60, 120, 240, 480, 960, 1920)
EXACT = 1e-6
# Where to begin with rho = tau / sigma: once as a rule, at all of them where the search ends at rho = 0.
STARTS = (1.0, 0.3, 3.0)
# A ratio tau / sigma below ZERO is zero; above ENDLESS sigma is.
ZERO = 1e-4
ENDLESS = 1e3
# Where a search ends above STEEP without a maximum, the words say so.
STEEP = 5.0
APART = "subjects differ {:.0f} times as much as the records of one"
UNSEEN = APART + ", more than the quadrature can follow: no maximum was found with {} nodes"
NO_ERROR = "the error variance within subjects runs to zero"


def fit_mixed(limits: Bounds, design: Floats, subjects: ArrayLike, names: Sequence[str] | None = None) -> MixedFit:
    """Fit y_ij = x_ij'b + u_i + e_ij, u_i ~ N(0, tau^2), e_ij ~ N(0, sigma^2), of records known or censored.

    Parameters
    ----------
    limits
        n records, on the scale on which they are normal.
    design
        X (n, p), of full rank, with its column of ones where an intercept is wanted.
    subjects
        n labels; records of one subject share u.
    names
        Of the p coefficients, for messages.

    Maximum likelihood (see `marginal`) by Newton's method in (b / sigma, 1 / sigma, tau / sigma). For a given ratio
    tau / sigma the log-likelihood is concave in the others (the integrand is log-concave: Prekopa 1973), so that
    starts need to differ in this ratio alone. It is even in the ratio: zero is a maximum where it bends down there.

    Raises FitError where there is no maximum, with the cause.
    """
    names = tuple(names) if names is not None else tuple(f"x{k + 1}" for k in range(design.shape[1]))
    check(limits, design, names)
    labels, numbers = np.unique(np.asarray(subjects), return_inverse=True)
    if len(labels) == len(numbers):
        raise FitError("no subject has more than one record: a random effect cannot be told from the error")
    order = np.argsort(numbers, kind="stable")
    scaled = scale(limits.take(order), design[order])
    marginal, best, error = _settle(Marginal(scaled, numbers[order], LADDER[0]), independent(scaled))
    estimates, root = _on_scale_of_values(scaled, best)
    p, errors = len(names), np.linalg.norm(root, axis=1)
    return MixedFit(
        names=names,
        coefficients=estimates[:p],
        root=root[:p],
        sigma=float(estimates[p]),
        sigma_std_error=float(errors[p]),
        tau=float(estimates[p + 1]),
        tau_std_error=float(errors[p + 1]) if estimates[p + 1] > 0 else None,
        loglik=best.point.value + scaled.log_unit,
        iterations=best.iterations,
        converged=True,
        n_subjects=len(labels),
        df=len(labels) - 1,
        nodes=marginal.nodes,
        quadrature_error=error,
        **tally(limits),
    )


def _on_scale_of_values(scaled: Scaled, best: Maximum) -> tuple[Floats, Floats]:
    """Give (beta, sigma, tau) and a root of their covariance; zero for tau where tau is."""
    # The likelihood is even in rho: a search that ended at -rho stands for rho.
    signs = np.ones(len(best.at))
    signs[-1] = -1.0 if best.at[-1] < 0 else 1.0
    theta, hessian = signs * best.at, signs[:, None] * best.point.hessian * signs
    kept = len(theta)
    if theta[-1] < ZERO:
        # At the boundary the ratio is no longer estimated: the information is that of the other parameters.
        theta[-1], kept = 0.0, kept - 1
    estimates, jacobian = scaled.back(theta)
    root = np.zeros_like(hessian)
    root[:kept, :kept] = jacobian[:kept, :kept] @ inverse_root(hessian[:kept, :kept])
    return estimates, root


def _settle(marginal: Marginal, alone: Maximum) -> tuple[Marginal, Maximum, float]:
    """Find the maximum with as many nodes as it takes; give by how much more of them move the log-likelihood."""
    best: Maximum | None = None
    reason = f"the quadrature has not settled with {LADDER[-1]} nodes"
    for nodes, more in pairwise(LADDER):
        marginal = replace(marginal, nodes=nodes)
        try:
            best = _search(marginal, alone) if best is None else _refine(marginal, best)
        except Stuck as failure:
            # With too few nodes the sum is not the integral, and has slopes of its own.
            best, ratio = None, abs(float(failure.at[-1]))
            reason = UNSEEN.format(ratio, nodes) if ratio > STEEP else str(failure)
            continue
        error = abs(replace(marginal, nodes=more).loglik(best.at) - best.point.value)
        if error <= EXACT:
            return marginal, best, error
        reason = f"the quadrature has not settled with {nodes} nodes (by {error:.1g})"
        reason = f"{APART.format(abs(best.at[-1]))}: {reason}" if abs(best.at[-1]) > STEEP else reason
    raise FitError(reason)


def _refine(marginal: Marginal, best: Maximum) -> Maximum:
    finer = maximise(marginal.evaluate, best.at)
    return replace(finer, iterations=best.iterations + finer.iterations)


def _search(marginal: Marginal, alone: Maximum) -> Maximum:
    """Find the best maximum: from one start where that ends inside, else from several, and at the boundary."""
    failed: Stuck | None = None
    found: list[Maximum] = []
    for ratio in STARTS:
        larger = np.sqrt(1 + ratio**2)
        try:
            found.append(maximise(marginal.evaluate, np.append(alone.at * larger, ratio)))
        except Stuck as error:
            if abs(error.at[-1]) > ENDLESS:
                raise FitError(NO_ERROR) from error
            failed = error
            continue
        if abs(found[-1].at[-1]) > ENDLESS:
            raise FitError(NO_ERROR)
        # A maximum inside that is lower than the one at zero is none to end at.
        if abs(found[-1].at[-1]) >= ZERO and found[-1].point.value >= alone.point.value:
            return max(found, key=lambda one: one.point.value)
    edge = np.append(alone.at, 0.0)
    point = marginal.evaluate(edge)
    if point.hessian[-1, -1] <= 0:
        found.append(Maximum(edge, point, alone.iterations))
    if failed and not found:
        raise failed
    return max(found, key=lambda one: one.point.value)
