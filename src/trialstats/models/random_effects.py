"""Fit a linear mixed model by restricted maximum likelihood, to the optimum itself, and say how it went.

The covariance of the random effects is s^2 U U', U lower triangular; where a variance is zero or a correlation perfect
it has fewer columns, and the optimum is looked for among those. BFGS comes near, Newton's method on the exact gradient
makes it exact, and the slope of the likelihood by the covariance tells whether more columns would raise it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations_with_replacement

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import optimize

from trialstats.errors import FitError
from trialstats.models.reml import Profile, Turned, profile, turn
from trialstats.models.standardised import scale_of

__all__ = ["MixedFit", "fit_mixed"]

Floats = NDArray[np.float64]

# A variance of a random effect below this part of the residual variance is zero for every purpose.
ZERO = 1e-6
# What is left within subjects below this part of the whole is rounding.
NOTHING = 1e-18
# Where to begin: so many times what subjects' own estimates tell of their variance; the next only where one leads
# nowhere. The least there is to begin with is this part of the variance of such estimates.
STARTS = (1.0, 0.1, 10.0, 100.0)
FLOOR = 0.05
STEPS = 30
# Newton's method is at rest where it would lower the deviance by less than this part of its degrees of freedom, ten
# digits of a variance; or, where the slope has not so many, by less than the other and no further.
REST, NOISE = 1e-20, 1e-14
OPTIMISER = "BFGS, then Newton"


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


@dataclass(frozen=True)
class Optimum:
    """U (q, r) of the covariance of the random effects, the profile there, and whether Newton's method came to rest."""

    root: Floats
    at: Profile
    steps: int
    converged: bool


def fit_mixed(outcome: Floats, matrix: Floats, subjects: pd.Series, random: Floats, rounding: float = 0.0) -> MixedFit:
    """Fit y = X b + Z u + e by restricted maximum likelihood, u ~ N(0, G) a subject, e ~ N(0, s^2 I).

    Parameters
    ----------
    outcome, matrix
        (n,) and (n, p): y and X, complete and of full rank; the first column of X is 1.
    subjects
        n labels; rows of one subject share u.
    random
        (n, q): Z, a column of ones and, with a random slope, the time.
    rounding
        What of the outcome's differences means nothing.

    The covariance of b is (X'V^-1 X)^-1 at the estimates of G and s^2, as lme4 and SAS report it. Residuals are
    those of the subjects: y - Xb - Zu.

    Raises
    ------
    FitError where the records cannot tell the random effects from each other and the error, nothing varies within
    subjects, or no optimum is found; the text says which.
    """
    codes = pd.factorize(subjects)[0].astype(np.intp)
    _refuse_few(matrix, codes, random)
    scale = scale_of(outcome, "the outcome")
    # What least squares leaves, in units of its SD: the size of the outcome takes no digits.
    first = np.linalg.lstsq(matrix, scale.place(outcome), rcond=None)[0]
    left = scale.place(outcome) - matrix @ first
    # Random effects about which the records say the same, each in its own unit.
    basis = np.linalg.inv(np.linalg.cholesky(random.T @ random / len(random))).T
    turned = turn(left, matrix, codes, random @ basis)
    _refuse_unidentified(turned, matrix, codes, random @ basis)
    _refuse_exact(turned, rounding / scale.unit)
    found = _search(turned)
    between = basis @ found.root @ found.root.T @ basis.T
    effects = found.at.pulled @ found.root @ found.root.T @ basis.T
    conditional = left - matrix @ found.at.coefficients - (random * effects[codes]).sum(axis=1)
    variance = scale.unit**2 * found.at.scale
    constant = np.eye(matrix.shape[1])[0]
    return MixedFit(
        coefficients=scale.unit * (first + found.at.coefficients) + scale.centre * constant,
        covariance=variance * found.at.inverse,
        random_covariance=variance * between,
        residual_variance=variance,
        loglik=-found.at.deviance / 2 - turned.df * float(np.log(scale.unit)),
        singular=found.root.shape[1] < len(basis) or _least(found.root) < ZERO,
        attempts=[{"optimiser": OPTIMISER, "converged": True, "iterations": found.steps, "remarks": []}],
        residuals=scale.unit * conditional,
    )


def _refuse_few(matrix: Floats, codes: NDArray[np.intp], random: Floats) -> None:
    n, p = matrix.shape
    if n <= p:
        raise FitError(f"{n} records for {p} coefficients: no degree of freedom is left for the error")
    if np.bincount(codes).max() < 2:
        raise FitError("no subject has more than one record: a random effect cannot be told from the error")
    times = pd.DataFrame(random).groupby(codes).nunique().to_numpy().max()
    if random.shape[1] > 1 and times <= random.shape[1]:
        raise FitError(
            f"no subject has records at more than {times} times, through which a line of its own goes exactly: a "
            "random slope cannot be told from the error (use `random: intercept`)"
        )


def _refuse_unidentified(turned: Turned, matrix: Floats, codes: NDArray[np.intp], random: Floats) -> None:
    """Raise FitError where the parts of V, as residuals of least squares see them, depend on one another.

    With S = I - X (X'X)^-1 X' and V_k the derivatives of V by the entries of G and by s^2, tr(S V_k S V_l) is their
    information where V = I; records that cannot tell the parts apart there cannot anywhere.
    """
    q, axes = random.shape[1], np.linalg.qr(matrix)[0]
    crossed = np.zeros((len(turned.loads), q, axes.shape[1]))
    np.add.at(crossed, codes, random[:, :, None] * axes[:, None, :])
    squares = turned.loads.transpose(0, 2, 1) @ turned.loads
    parts = [_part(q, a, b) for a, b in combinations_with_replacement(range(q), 2)]
    seen = [np.einsum("map,ab,mbr->pr", crossed, part, crossed, optimize=True) for part in parts]
    error = [np.einsum("ab,mba->", part, squares) - np.trace(own) for part, own in zip(parts, seen, strict=True)]
    information = np.array([[*(_shared(squares, crossed, one, other) for other in parts), 0.0] for one in parts])
    information += np.array([[*((one * other).sum() for other in seen), 0.0] for one in seen])
    information = np.vstack([information, np.zeros(len(parts) + 1)])
    information[-1, :-1] = information[:-1, -1] = error
    information[-1, -1] = turned.df
    whole = [_shared(squares, np.zeros_like(crossed), part, part) for part in parts]
    diagonal = np.diag(information)
    told = bool((diagonal > 1e-10 * np.array([*whole, turned.n])).all()) and np.linalg.matrix_rank(
        information / np.sqrt(np.outer(diagonal, diagonal)), rtol=1e-9, hermitian=True
    ) == len(diagonal)
    if not told:
        what = "variance of a random intercept" if q == 1 else "variances of random intercept and slope"
        raise FitError(
            f"the records cannot tell the {what} from that of the error: too few subjects, or records of each"
        )


def _part(q: int, a: int, b: int) -> Floats:
    """The derivative of a symmetric matrix by its entry (a, b)."""
    part = np.zeros((q, q))
    part[a, b] = part[b, a] = 1.0
    return part


def _shared(squares: Floats, crossed: Floats, one: Floats, other: Floats) -> float:
    whole = np.einsum("ab,mbc,cd,mda->", one, squares, other, squares, optimize=True)
    half = np.einsum("map,ab,mbc,cd,mdp->", crossed, one, squares, other, crossed, optimize=True)
    return float(whole - 2 * half)


def _refuse_exact(turned: Turned, rounding: float) -> None:
    whole = turned.beyond[-1, -1] + float((turned.reached[..., -1] ** 2).sum())
    if _unreached(turned) <= max(NOTHING * whole, turned.n * rounding**2):
        raise FitError("the model fits every subject's records exactly: nothing is left for the error within subjects")


def _unreached(turned: Turned) -> float:
    """The sum of squares that neither random nor fixed effects explain, however large the former's variance."""
    p = turned.p
    within, crossed = turned.beyond[:p, :p], turned.beyond[:p, p]
    return float(turned.beyond[p, p] - crossed @ np.linalg.pinv(within, rcond=1e-12, hermitian=True) @ crossed)


def _search(turned: Turned) -> Optimum:
    """Find the optimum, from one start after another until there is one."""
    unit = _moments(turned)
    for start in STARTS:
        found = _climb(turned, np.sqrt(start) * unit)
        if found.converged:
            return found
    raise FitError("the mixed model did not converge: try `random: intercept`, or fewer covariates")


def _moments(turned: Turned) -> Floats:
    """Guess U (q, q) from each subject's estimates of its own effects, less the error of such estimates."""
    m, q, _ = turned.loads.shape
    error = _unreached(turned) / max(turned.n - m * q, 1)
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
    while (rank := found.root.shape[1]) and _least(found.root) < ZERO:
        values, axes = np.linalg.eigh(found.root @ found.root.T)
        larger = (axes * np.sqrt(np.maximum(values, 0.0)))[:, len(values) - rank + 1 :]
        smaller = _optimum(turned, larger, unit)
        if not (smaller.converged and np.linalg.eigvalsh(smaller.at.slope).min() >= -1e-8 * turned.n):
            break
        found = smaller
    return found


def _least(root: Floats) -> float:
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
