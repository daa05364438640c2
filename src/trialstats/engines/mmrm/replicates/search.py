"""Newton's method for all replicates in lock step, by the rules of `optimise`.

A replicate leaves when it has converged, or when it meets what only the engine has an answer to: a point with neither
information positive definite, no step that raises the likelihood, an edge of the parameter space or a maximum near to
one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np

from trialstats.engines.mmrm.arrays import Floats, Integers, Switches
from trialstats.engines.mmrm.optimise import (
    EXACT,
    LARGEST_FALL,
    MOST_HALVINGS,
    MOST_ITERATIONS,
    NEARLY_SINGULAR,
    NEXT_TO_NOTHING,
    SINGULAR,
    TOLERANCE,
    UNDETERMINED,
)
from trialstats.engines.mmrm.replicates.derivatives import Sums, entries, expected, observed, sum_patterns
from trialstats.engines.mmrm.replicates.point import Point, whiten
from trialstats.engines.mmrm.replicates.problem import Problem
from trialstats.engines.mmrm.replicates.stacked import cholesky, invert, solve
from trialstats.engines.mmrm.replicates.structures import Structure

__all__ = ["Local", "search"]


@dataclass(frozen=True)
class Local:
    """The likelihood of R replicates about their theta (R, K): jacobian (R, K, C P) of the entries; information
    (R, K, K), the observed one; step (R, K) = H^-1 g; decrement (R,) = g'H^-1 g; convex (R,): H is the observed
    information; stuck (R,): neither information is positive definite."""

    theta: Floats
    covariance: Floats = field(repr=False)
    point: Point = field(repr=False)
    sums: Sums = field(repr=False)
    jacobian: Floats = field(repr=False)
    information: Floats = field(repr=False)
    step: Floats
    decrement: Floats
    convex: Switches
    stuck: Switches

    def take(self, chosen: np.ndarray) -> Local:
        """The replicates `chosen`."""
        parts: dict[str, Any] = {}
        for each in fields(self):
            part = getattr(self, each.name)
            parts[each.name] = part.take(chosen) if isinstance(part, Point | Sums) else part[chosen]
        return Local(**parts)


def search(problem: Problem, structure: Structure, start: Floats) -> Iterator[tuple[Integers, Problem, Local]]:
    """Yield replicates as they converge, by their numbers; those that are never yielded are for the engine."""
    who = np.arange(len(start))
    covariance = structure.matrices(start)
    point = whiten(problem, covariance)
    here = _expand(problem, structure, start, covariance, point)
    leave = ~np.isfinite(point.loglik) | _undetermined(problem, here)
    last_step, gain = np.zeros(len(who), dtype=bool), np.full(len(who), np.inf)
    for _ in range(MOST_ITERATIONS):
        leave |= here.stuck | ~np.isfinite(here.decrement)
        smallest = _smallest(here.covariance)
        stalled = ~here.convex & (gain < NEXT_TO_NOTHING)
        leave |= smallest < np.where(stalled, NEARLY_SINGULAR, SINGULAR)
        done = ~leave & here.convex & ((here.decrement < EXACT) | (last_step & (here.decrement < TOLERANCE)))
        # So near to a singular matrix the last digits depend on the order in which numbers are added up.
        leave |= done & (smallest < NEARLY_SINGULAR)
        done &= ~leave
        if done.any():
            yield who[done], problem.take(done), here.take(done)
        stay = ~(done | leave)
        if not stay.any():
            return
        if not stay.all():
            who, problem, here = who[stay], problem.take(stay), here.take(stay)
        last_step = here.convex & (here.decrement < TOLERANCE)
        theta, covariance, point, moved = _advance(problem, structure, here)
        gain = point.loglik - here.point.loglik
        here = _expand(problem, structure, theta, covariance, point)
        leave = ~moved


def _expand(problem: Problem, structure: Structure, theta: Floats, covariance: Floats, point: Point) -> Local:
    sums = sum_patterns(problem, point)
    jacobian = structure.jacobian(theta)
    row, column, twice = entries(problem.n_visits)
    by_entry = (sums.balance[:, :, row, column] * (2.0 * twice)).reshape(len(theta), -1, 1)
    gradient = -0.5 * np.matmul(jacobian, by_entry)[:, :, 0]
    half = 0.5 * structure.second(theta, sums.balance)
    information = _by_theta(jacobian, observed(problem, point, sums)) + half
    step, convex = solve(information, gradient)
    stuck = np.zeros(len(theta), dtype=bool)
    if not convex.all():
        at = np.flatnonzero(~convex)
        own = _by_theta(jacobian[at], expected(problem.take(at), point.take(at), sums.take(at)))
        step[at], usable = solve(own, gradient[at])
        stuck[at] = ~usable
    decrement = (gradient * step).sum(axis=1)
    return Local(theta, covariance, point, sums, jacobian, information, step, decrement, convex, stuck)


def _by_theta(jacobian: Floats, information: Floats) -> Floats:
    return np.asarray(np.matmul(np.matmul(jacobian, information), jacobian.swapaxes(1, 2)), dtype=float)


def _undetermined(problem: Problem, here: Local) -> Switches:
    """Where the search does not begin convex, and a parameter has no bearing on the likelihood."""
    found = np.zeros(len(here.theta), dtype=bool)
    at = np.flatnonzero(~here.convex & ~here.stuck & np.isfinite(here.point.loglik))
    if len(at):
        own = expected(problem.take(at), here.point.take(at), here.sums.take(at))
        information = _by_theta(here.jacobian[at], own)
        scale = 1.0 / np.sqrt(np.diagonal(information, axis1=1, axis2=2))
        smallest = np.linalg.eigvalsh(information * scale[:, :, None] * scale[:, None, :])[:, 0]
        found[at] = smallest < UNDETERMINED
    return found


def _advance(problem: Problem, structure: Structure, here: Local) -> tuple[Floats, Floats, Point, Switches]:
    """The next theta, its covariance and point, and which replicates (R,) have found one."""
    slack = 1e-12 * (1.0 + np.abs(here.point.loglik))
    lower, _ = cholesky(here.covariance)
    half = invert(lower)
    theta = here.theta + here.step
    covariance = structure.matrices(theta)
    point = whiten(problem, covariance)
    moved: Switches = (_least_ratio(half, covariance) > LARGEST_FALL) & (point.loglik >= here.point.loglik - slack)
    part = 1.0
    for _ in range(MOST_HALVINGS - 1):
        at = np.flatnonzero(~moved)
        if not len(at):
            break
        part = 0.5 * part
        tried = here.theta[at] + part * here.step[at]
        proposed = structure.matrices(tried)
        other = whiten(problem.take(at), proposed)
        theta[at], covariance[at] = tried, proposed
        point.put(at, other)
        moved[at] = _least_ratio(half[at], proposed) > LARGEST_FALL
        moved[at] &= other.loglik >= here.point.loglik[at] - slack[at]
    return theta, covariance, point, moved


def _least_ratio(half: Floats, proposed: Floats) -> Floats:
    """(R,): the least ratio, over all combinations of the visits, of the proposed variance to the present one."""
    fine = np.asarray(np.isfinite(proposed).all(axis=(1, 2, 3)))
    known = proposed if fine.all() else np.where(fine[:, None, None, None], proposed, 0.0)
    least = np.linalg.eigvalsh(np.matmul(np.matmul(half, known), half.swapaxes(2, 3)))[:, :, 0].min(axis=1)
    return np.asarray(np.where(fine, least, 0.0), dtype=float)


def _smallest(covariance: Floats) -> Floats:
    """(R,): the smallest eigenvalue of the correlations; below SINGULAR the search is at an edge of the structure."""
    scale = 1.0 / np.sqrt(np.diagonal(covariance, axis1=2, axis2=3))
    correlation = covariance * scale[:, :, :, None] * scale[:, :, None, :]
    fine = np.asarray(np.isfinite(correlation).all(axis=(1, 2, 3)))
    known = correlation if fine.all() else np.where(fine[:, None, None, None], correlation, 0.0)
    smallest: Floats = np.linalg.eigvalsh(known)[:, :, 0].min(axis=1)
    return smallest
