"""What records can tell of a mixed model: refused where they cannot tell its variances apart, by what they lack."""

from __future__ import annotations

from itertools import combinations_with_replacement

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trialstats.engines.random_effects.reml import Turned
from trialstats.engines.rounding import no_more_than_rounding
from trialstats.errors import FitError

__all__ = ["refuse_exact", "refuse_few", "refuse_unidentified"]

Floats = NDArray[np.float64]

# What is left within subjects below this part of the whole is rounding.
NOTHING = 1e-18


def refuse_few(matrix: Floats, codes: NDArray[np.intp], random: Floats) -> None:
    """Raise FitError for X (n, p), subjects and Z (n, q) where records are too few, or those or the times of each."""
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


def refuse_unidentified(turned: Turned, matrix: Floats, codes: NDArray[np.intp], random: Floats) -> None:
    """Raise FitError where the parts of V, as residuals of least squares see them, depend on one another.

    With S = I - X (X'X)^-1 X' and V_k the derivatives of V by the entries of G and by s^2, tr(S V_k S V_l) is their
    information where V = I; records that cannot tell the parts apart there cannot anywhere.
    """
    information, most = _information(turned, matrix, codes, random)
    diagonal = np.diag(information)
    seen = bool((diagonal > 1e-10 * most).all())
    alike = information / np.sqrt(np.outer(diagonal, diagonal)) if seen else np.zeros_like(information)
    if np.linalg.matrix_rank(alike, rtol=1e-9, hermitian=True) < len(diagonal):
        what = "variance of a random intercept" if random.shape[1] == 1 else "variances of random intercept and slope"
        raise FitError(
            f"the records cannot tell the {what} from that of the error: too few subjects, or records of each"
        )


def _information(turned: Turned, matrix: Floats, codes: NDArray[np.intp], random: Floats) -> tuple[Floats, Floats]:
    """Give tr(S V_k S V_l), s^2 last, and what its diagonal would be without X: tr(V_k V_k)."""
    q, axes = random.shape[1], np.linalg.qr(matrix)[0]
    crossed = np.zeros((len(turned.loads), q, axes.shape[1]))
    np.add.at(crossed, codes, random[:, :, None] * axes[:, None, :])
    squares = turned.loads.transpose(0, 2, 1) @ turned.loads
    parts = [_part(q, a, b) for a, b in combinations_with_replacement(range(q), 2)]
    seen = [np.einsum("map,ab,mbr->pr", crossed, part, crossed, optimize=True) for part in parts]
    made = np.full((len(parts) + 1, len(parts) + 1), float(turned.df))
    most = np.full(len(parts) + 1, float(turned.n))
    for k, (one, own) in enumerate(zip(parts, seen, strict=True)):
        made[k, -1] = made[-1, k] = np.einsum("ab,mba->", one, squares) - np.trace(own)
        for j, (other, others) in enumerate(zip(parts, seen, strict=True)):
            whole = np.einsum("ab,mbc,cd,mda->", one, squares, other, squares, optimize=True)
            half = np.einsum("map,ab,mbc,cd,mdp->", crossed, one, squares, other, crossed, optimize=True)
            made[k, j] = whole - 2 * half + (own * others).sum()
            most[k] = whole if j == k else most[k]
    return made, most


def _part(q: int, a: int, b: int) -> Floats:
    """The derivative of a symmetric matrix by its entry (a, b)."""
    part = np.zeros((q, q))
    part[a, b] = part[b, a] = 1.0
    return part


def refuse_exact(turned: Turned, unit: float, rounding: float) -> None:
    """Raise FitError where nothing varies within subjects but by `rounding`; `turned` is in units of `unit`."""
    whole, left = turned.beyond[-1, -1] + float((turned.reached[..., -1] ** 2).sum()), turned.unreached()
    spread = unit * float(np.sqrt(max(left, 0.0) / turned.n))
    if left > NOTHING * whole and spread <= rounding:
        raise FitError(no_more_than_rounding(spread, rounding))
    if left <= NOTHING * whole:
        raise FitError("the model fits every subject's records exactly: nothing is left for the error within subjects")
