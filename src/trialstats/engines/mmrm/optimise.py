"""Newton's method on the exact information.

At each point the step solves H d = gradient, H the observed information, or the expected one where
the observed is not positive definite; the step is halved until the likelihood does not fall.
The decrement g'H^-1 g is twice the gain still to be had and does not depend on the parameterisation
or on units; below TOLERANCE, with the observed information positive definite, the fit has converged.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from trialstats.engines.mmrm.arrays import Floats, Switches
from trialstats.engines.mmrm.covariance import Structure
from trialstats.engines.mmrm.derivatives import (
    Sums,
    expected_information,
    gradient,
    observed_information,
    slopes,
    sum_subjects,
)
from trialstats.engines.mmrm.likelihood import Problem, Whitened, whiten

__all__ = ["AT_ZERO", "Optimum", "maximise", "uncorrelated"]

TOLERANCE = 1e-12
# The estimates move in proportion to the square root of the decrement. One Newton step squares it, so a last
# step from TOLERANCE brings them to rounding error; from here none is needed.
EXACT = 1e-20
MOST_ITERATIONS = 100
MOST_HALVINGS = 30
# Below this smallest eigenvalue of the correlation matrix the likelihood has run to the edge of the
# parameter space: its maximum is not inside. There the search creeps, so it is also over where it is
# near to the edge, still has no maximum in view and gains next to nothing.
SINGULAR = 1e-8
NEARLY_SINGULAR = 1e-3
NEXT_TO_NOTHING = 1e-4
# Below this largest correlation the range of sp_exp or sp_gau has run to zero, which it never reaches.
UNCORRELATED = 1e-8
AT_ZERO = "the correlation between visits has run to zero"
# The smallest eigenvalue of the expected information, scaled, of parameters that the data determine.
UNDETERMINED = 1e-10
# No step may take the variance of any combination of visits below this part of what it was. With
# visits missing here and there the likelihood of us is often unbounded at singular matrices far from
# its maximum; a long first step must not land among them.
LARGEST_FALL = 0.2


@dataclass(frozen=True)
class Optimum:
    """Where the search ended; `message` is empty where it converged, else says why it did not.

    theta (K,); first (K, C, T, T) = dS/dtheta; slopes (K, q, q), see `derivatives`; information (K, K), the
    observed one; decrement = g'H^-1 g; gradient_norm.
    """

    theta: Floats
    point: Whitened
    sums: Sums
    first: Floats
    slopes: Floats
    information: Floats
    iterations: int
    gradient_norm: float
    decrement: float
    message: str


@dataclass(frozen=True)
class _Local:
    """The likelihood about one theta: the step is H^-1 g."""

    theta: Floats
    point: Whitened
    sums: Sums
    first: Floats
    slopes: Floats
    information: Floats
    gradient: Floats
    step: Floats
    convex: bool

    @property
    def decrement(self) -> float:
        return float(self.gradient @ self.step)


def maximise(problem: Problem, structure: Structure, start: Floats) -> Optimum:
    """Maximise the likelihood of `problem` over the members of `structure`, from `start` (K,)."""
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        return _search(problem, structure, start)


def _search(problem: Problem, structure: Structure, start: Floats) -> Optimum:
    point = whiten(problem, structure.matrices(start))
    if point is None:
        raise ArithmeticError("the starting covariance is not positive definite")
    here = _expand(problem, structure, start, point)
    if not here.convex and _undetermined(here):
        return _stop(here, 0, "the data do not determine all its parameters")
    last_step, gain = False, np.inf
    for iteration in range(MOST_ITERATIONS):
        if not np.isfinite(here.decrement):
            return _stop(here, iteration, "the information matrix is singular")
        edge = _edge(structure, here.theta, stalled=not here.convex and gain < NEXT_TO_NOTHING)
        if edge:
            return _stop(here, iteration, edge)
        if here.convex and (here.decrement < EXACT or (last_step and here.decrement < TOLERANCE)):
            return _stop(here, iteration, "")
        last_step = here.convex and here.decrement < TOLERANCE
        found = _advance(problem, structure, here)
        if found is None:
            near = _edge(structure, here.theta, stalled=True)
            stuck = near or "no step along the Newton direction raises the likelihood"
            return _stop(here, iteration, "" if last_step else stuck)
        gain = found[1].loglik - here.point.loglik
        here = _expand(problem, structure, *found)
    near = _edge(structure, here.theta, stalled=True)
    return _stop(here, MOST_ITERATIONS, near or f"{MOST_ITERATIONS} iterations were not enough")


def _expand(problem: Problem, structure: Structure, theta: Floats, point: Whitened) -> _Local:
    sums = sum_subjects(problem, point)
    first = structure.first(theta)
    h = slopes(sums, first)
    slope = gradient(sums, first)
    observed = observed_information(sums, first, structure.second(theta, sums.balance), h)
    step = _solve(observed, slope)
    convex = step is not None
    if step is None:
        step = _solve(expected_information(sums, first, h), slope)
    if step is None:
        step = _uphill(observed, slope)
    return _Local(theta, point, sums, first, h, observed, slope, step, convex)


def _solve(information: Floats, slope: Floats) -> Floats | None:
    """H^-1 g, or None where H is not positive definite; scaled to a unit diagonal first."""
    diagonal = np.diag(information)
    if not np.isfinite(information).all() or (diagonal <= 0).any():
        return None
    scale = 1.0 / np.sqrt(diagonal)
    try:
        factor = cho_factor(information * np.outer(scale, scale))
    except np.linalg.LinAlgError:
        return None
    return np.asarray(scale * cho_solve(factor, scale * slope), dtype=float)


def _uphill(information: Floats, slope: Floats) -> Floats:
    """A step that raises the likelihood where neither information is positive definite.

    The observed one with its eigenvalues made positive: along a direction of upward curvature the
    step leads away from the saddle instead of into it.
    """
    if not (np.isfinite(information).all() and np.isfinite(slope).all()):
        return np.full_like(slope, np.nan)
    values, vectors = np.linalg.eigh(information)
    size = np.abs(values)
    along = vectors.T @ slope / np.maximum(size, 1e-6 * size.max())
    return np.asarray(vectors @ along, dtype=float)


def _advance(problem: Problem, structure: Structure, here: _Local) -> tuple[Floats, Whitened] | None:
    # Near the optimum the gain is below the rounding error of the likelihood itself, which must not
    # turn a good step away.
    slack = 1e-12 * (1.0 + abs(here.point.loglik))
    covariance = structure.matrices(here.theta)
    step = here.step
    for _ in range(MOST_HALVINGS):
        theta = here.theta + step
        proposed = structure.matrices(theta)
        if _least_ratio(proposed, covariance) > LARGEST_FALL:
            point = whiten(problem, proposed)
            if point is not None and point.loglik >= here.point.loglik - slack:
                return theta, point
        step = 0.5 * step
    return None


def _least_ratio(proposed: Floats, covariance: Floats) -> float:
    """The least ratio, over all combinations of the visits, of the proposed variance to the present one."""
    if not np.isfinite(proposed).all():
        return 0.0
    try:
        half = np.linalg.inv(np.linalg.cholesky(covariance))
        return float(np.linalg.eigvalsh(half @ proposed @ half.swapaxes(1, 2)).min())
    except np.linalg.LinAlgError:
        return 0.0


def _undetermined(here: _Local) -> bool:
    """Whether a parameter has no bearing on the likelihood: two visits, say, at which no subject was seen."""
    information = expected_information(here.sums, here.first, here.slopes)
    diagonal = np.diag(information)
    if (diagonal <= 0).any():
        return True
    scale = 1.0 / np.sqrt(diagonal)
    return bool(np.linalg.eigvalsh(information * np.outer(scale, scale))[0] < UNDETERMINED)


def _edge(structure: Structure, theta: Floats, *, stalled: bool) -> str:
    """Where the search has run to the edge of what the structure allows, which edge it is."""
    if structure.closed:
        return ""
    covariance = structure.matrices(theta)
    scale = 1.0 / np.sqrt(np.diagonal(covariance, axis1=1, axis2=2))
    correlation = covariance * scale[:, :, None] * scale[:, None, :]
    smallest = np.linalg.eigvalsh(correlation).min()
    if smallest < (NEARLY_SINGULAR if stalled else SINGULAR):
        return "the likelihood rises towards a singular covariance matrix"
    without = uncorrelated(covariance)
    if structure.n_visits > 1 and any(without[cells].all() for cells in structure.vanishing):
        return AT_ZERO
    return ""


def uncorrelated(covariance: Floats) -> Switches:
    """(C,): in which of the matrices (C, T, T) no two visits are correlated."""
    scale = 1.0 / np.sqrt(np.diagonal(covariance, axis1=1, axis2=2))
    apart = np.abs(np.triu(covariance * scale[:, :, None] * scale[:, None, :], 1))
    without: Switches = apart.max(axis=(1, 2)) < UNCORRELATED
    return without


def _stop(here: _Local, iterations: int, message: str) -> Optimum:
    if not message and not here.convex:
        message = "the information matrix is not positive definite"
    return Optimum(
        here.theta,
        here.point,
        here.sums,
        here.first,
        here.slopes,
        here.information,
        iterations,
        float(np.linalg.norm(here.gradient)),
        here.decrement,
        message,
    )
