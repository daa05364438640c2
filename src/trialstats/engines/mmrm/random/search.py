"""The maximum over G, its edge included: a variance of zero or a perfect correlation is fitted as such.

L of G = L L' has no logarithms, so Newton's method goes to the edge as to any other point. Where it ends there, the
family of the rank that is left is fitted: it has fewer parameters, and its maximum is one inside. It is the maximum
of all if the slope of the likelihood by G shows no way up from it (Karush, Kuhn and Tucker's conditions).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from trialstats.engines.mmrm.arrays import Floats
from trialstats.engines.mmrm.covariance import RandomCoefficients
from trialstats.engines.mmrm.optimise import Optimum, maximise
from trialstats.engines.mmrm.random.layout import Layout

__all__ = ["at_edge", "between_of", "full_entries", "search"]

# A variance of the random effects, in the basis of the records, below this part of the residual's is zero.
ZERO = 1e-6
# The slope by G that is rounding, as a part of the number of records.
NO_SLOPE = 1e-7
# How the outcome's variance is shared out at the start; the last are for searches that have found nothing.
SHARES = (0.5, 0.1, 0.9, 0.99)
FLOOR = 0.05
# With fewer records than this for a covariance parameter all starts are tried; else as many as there may be maxima:
# what a subject has of its own and what runs along its visits (ar1) can stand for each other.
SPARSE = 10
NEIGHBOURS = 0.5


def full_entries(layout: Layout) -> tuple[tuple[int, int], ...]:
    """The places of L that are free where nothing is zero."""
    q = layout.loads.shape[2]
    return tuple((a, b) for a in range(q) for b in range(a + 1) if a == b or not layout.effects.diagonal)


def search(layout: Layout) -> tuple[RandomCoefficients, Optimum]:
    """The maximum of the likelihood, and the family of the rank that G has there."""
    entries = full_entries(layout)
    structure = layout.structure(entries)
    best = _best(layout, structure, _starts(layout))
    found = (structure, best)
    for fewer in _lower(layout, structure, best):
        smaller = layout.structure(fewer)
        there = _best(layout, smaller, _starts(layout, structure.factor(best.theta)))
        if not there.message and (best.message or not _rises(layout, smaller, there)):
            return smaller, there
    return found


def between_of(structure: RandomCoefficients, theta: Floats) -> Floats:
    """G (q, q), in the engine's basis and unit."""
    factor = structure.factor(theta)
    return np.asarray(factor @ factor.T, dtype=float)


def at_edge(layout: Layout, structure: RandomCoefficients) -> bool:
    """Whether G has a lower rank than the model allows."""
    return len(structure.entries) < len(full_entries(layout))


def _best(layout: Layout, structure: RandomCoefficients, starts: Iterator[tuple[Floats, Floats]]) -> Optimum:
    found: list[Optimum] = []
    easy = layout.problem.stack.n_obs >= SPARSE * structure.n_theta
    enough = 1 if layout.turned is not None else 2
    for between, within in starts:
        found.append(maximise(layout.problem, structure, structure.begin(between, within)))
        if easy and sum(not optimum.message for optimum in found) == enough:
            break
    return max(found, key=lambda optimum: (not optimum.message, optimum.point.loglik))


def _starts(layout: Layout, factor: Floats | None = None) -> Iterator[tuple[Floats, Floats]]:
    """Pairs of G (q, q) and R (T, T); the outcome left by least squares has the mean square one."""
    n_visits, q = layout.loads.shape[1:]
    one = np.eye(n_visits)
    if factor is not None and np.isfinite(factor).all():
        between = factor @ factor.T
        yield between + 1e-8 * max(float(np.trace(between)), 1e-4) * np.eye(q), 0.5 * one
    moments = _moments(layout)
    if moments is not None:
        yield moments[0], moments[1] * one
    visits = np.arange(n_visits)
    falling = NEIGHBOURS ** np.abs(visits[:, None] - visits[None, :])
    for share in SHARES:
        yield share * np.eye(q), (1.0 - share) * one
        if layout.turned is None:
            yield share * np.eye(q), (1.0 - share) * falling


def _moments(layout: Layout) -> tuple[Floats, float] | None:
    """G from the spread of the subjects' own estimates, s^2 from what these leave."""
    turned = layout.turned
    if turned is None:
        return None
    whole = turned.ranks == layout.loads.shape[2]
    left = float((turned.rest[:, -1] ** 2).sum()) / max(int(turned.n_rest.sum()), 1)
    if whole.sum() < 2 or left <= 0:
        return None
    place = turned.position[whole]
    inverse = np.linalg.inv(turned.loads[turned.stack.cell[turned.stack.pattern[place]]])
    own = np.einsum("nab,nb->na", inverse, turned.stack.rows[place, :, -1])
    spread = own.T @ own / len(own)
    noise = left * np.einsum("nab,ncb->ac", inverse, inverse) / len(own)
    values, axes = np.linalg.eigh(spread - noise)
    floored = np.maximum(values, FLOOR * max(float(np.linalg.eigvalsh(spread)[0]), 1e-9))
    return (axes * floored) @ axes.T, left


def _lower(layout: Layout, structure: RandomCoefficients, best: Optimum) -> Iterator[tuple[tuple[int, int], ...]]:
    """The families of lower rank that the search points at; all of them where it came to no end."""
    q = structure.n_effects
    between = between_of(structure, best.theta)
    residual = float(np.exp(2.0 * structure.own(best.theta)).max()) if np.isfinite(best.theta).all() else 1.0
    if layout.effects.diagonal:
        kept = [a for a in range(q) if between[a, a] >= ZERO * residual]
        if best.message and len(kept) == q:
            for out in range(q):
                yield tuple((a, a) for a in range(q) if a != out)
            yield ()
        elif len(kept) < q:
            yield tuple((a, a) for a in kept)
        return
    rank = int((np.linalg.eigvalsh(between) >= ZERO * residual).sum()) if np.isfinite(between).all() else q
    if best.message:
        rank = min(rank, q - 1)
    for lower in range(rank, -1, -1):
        if lower < q:
            yield tuple((a, b) for a in range(q) for b in range(min(a + 1, lower)))


def _rises(layout: Layout, structure: RandomCoefficients, there: Optimum) -> bool:
    """Whether the likelihood rises from there into the matrices of higher rank."""
    slope = -0.5 * structure.contracted(there.sums.balance)
    if layout.effects.diagonal:
        slope = np.diag(np.diag(slope))
    return bool(np.linalg.eigvalsh(slope)[-1] > NO_SLOPE * layout.problem.stack.n_obs)
