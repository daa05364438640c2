"""The optimum of the profiled restricted likelihood.

The covariance of the random effects is s^2 U U', U lower triangular; where a variance is zero or a correlation perfect
it has fewer columns, and the optimum is looked for among those. BFGS comes near, Newton's method on the exact gradient
makes it exact, and the slope of the likelihood by the covariance tells whether more columns would raise it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from trialstats.engines.random_effects.reml import Profile, Turned, profile
from trialstats.errors import FitError

__all__ = ["ZERO", "Optimum", "least", "search"]

Floats = NDArray[np.float64]

# A variance of a random effect below this part of the residual variance is zero for every purpose.
ZERO = 1e-6
# Where to begin: so many times what subjects' own estimates tell of their variance; the next only where one leads
# nowhere. The least there is to begin with is this part of the variance of such estimates.
STARTS = (1.0, 0.1, 10.0, 100.0)
FLOOR = 0.05
STEPS = 30
# Newton's method is at rest where it would lower the deviance by less than this part of its degrees of freedom, ten
# digits of a variance; or, where the slope has not so many, by less than the other and no further.
REST, NOISE = 1e-20, 1e-14


@dataclass(frozen=True)
class Optimum:
    """U (q, r) of the covariance of the random effects, the profile there, and whether Newton's method came to rest."""

    root: Floats
    at: Profile
    steps: int
    converged: bool


def search(turned: Turned) -> Optimum:
    """Find the optimum, from one start after another until there is one; FitError where there is none."""
    unit = _moments(turned)
    for start in STARTS:
        # Far out a step may leave what numbers can hold.
        with np.errstate(all="ignore"), suppress(np.linalg.LinAlgError):
            found = _climb(turned, np.sqrt(start) * unit)
            if found.converged:
                return found
    raise FitError("the mixed model did not converge: try `random: intercept`, or fewer covariates")


def _moments(turned: Turned) -> Floats:
    """Guess U (q, q) from each subject's estimates of its own effects, less the error of such estimates."""
    m, q, _ = turned.loads.shape
    error = turned.unreached() / max(turned.n - m * q, 1)
    squares = turned.loads.transpose(0, 2, 1) @ turned.loads
    able = np.linalg.cond(turned.loads) < 1e6
    inverse = np.linalg.inv(squares[able] if able.any() else squares.mean(axis=0)[None])
    own = np.linalg.solve(turned.loads[able], turned.reached[able][..., -1:])
    noise = inverse.mean(axis=0)
    guess = (own @ own.transpose(0, 2, 1)).mean(axis=0) / error - noise if able.any() else np.zeros((q, q))
    values, axes = np.linalg.eigh(guess)
    return np.linalg.cholesky((axes * np.maximum(values, FLOOR * np.trace(noise) / q)) @ axes.T)


def _climb(turned: Turned, unit: Floats) -> Optimum:
    """Find the optimum with every column of U; then with fewer, while the least is nothing and no more would help."""
    found = _optimum(turned, unit, unit)
    while (rank := found.root.shape[1]) and least(found.root) < ZERO:
        values, axes = np.linalg.eigh(found.root @ found.root.T)
        larger = (axes * np.sqrt(np.maximum(values, 0.0)))[:, len(values) - rank + 1 :]
        smaller = _optimum(turned, larger, unit)
        if not (smaller.converged and np.linalg.eigvalsh(smaller.at.slope).min() >= -1e-8 * turned.n):
            break
        found = smaller
    return found


def least(root: Floats) -> float:
    """The least variance of U U' along its columns, as a part of the error's."""
    return float(np.linalg.svd(root, compute_uv=False).min()) ** 2


def _optimum(turned: Turned, start: Floats, unit: Floats) -> Optimum:
    """Go from a start (q, r) to the optimum with as many columns, in steps of `unit` (q, q): U = unit W, W lower."""
    rows, columns = np.tril_indices(len(start), 0, start.shape[1])

    def root(entries: Floats) -> Floats:
        made = np.zeros_like(start)
        made[rows, columns] = entries
        return np.asarray(unit @ made)

    def at(entries: Floats) -> tuple[Profile, Floats]:
        here = root(entries)
        found = profile(turned, here @ here.T)
        return found, 2 * (unit.T @ found.slope @ here)[rows, columns]

    def objective(entries: Floats) -> tuple[float, Floats]:
        found, slope = at(entries)
        return found.deviance / turned.df, slope / turned.df

    entries: Floats = np.asarray(np.linalg.solve(unit, start)[rows, columns], dtype=float)
    if entries.size:
        entries = np.asarray(
            optimize.minimize(objective, entries, jac=True, method="BFGS", options={"gtol": 1e-7}).x, dtype=float
        )
    here, slope = at(entries)
    before = np.inf
    for step in range(STEPS):
        change = _newton_step(lambda there: at(there)[1], entries, slope)
        if change is None:
            return Optimum(root(entries), here, step, converged=False)
        gain = float(-change @ slope) / turned.df
        if gain <= REST or before / 2 <= gain <= NOISE:
            return Optimum(root(entries), here, step, converged=True)
        before = gain
        entries = entries + change
        here, slope = at(entries)
    return Optimum(root(entries), here, STEPS, converged=False)


def _newton_step(slope_at: Callable[[Floats], Floats], entries: Floats, slope: Floats) -> Floats | None:
    """Give Newton's step to the minimum, the curvature from differences of slopes; None where it is not positive."""
    width = 1e-5 * max(float(np.abs(entries).max(initial=0.0)), 1e-5)
    shifts = width * np.eye(len(entries))
    curvature = np.array([slope_at(entries + shift) - slope_at(entries - shift) for shift in shifts]) / (2 * width)
    curvature = curvature.reshape(len(entries), len(entries))
    if entries.size and np.linalg.eigvalsh(curvature + curvature.T).min() <= 0:
        return None
    return np.asarray(-np.linalg.solve(curvature + curvature.T, 2 * slope))
