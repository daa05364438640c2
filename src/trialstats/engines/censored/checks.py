"""Designs and data of which no maximum exists, in words.

A direction d of the coefficients along which no record becomes less likely (x'd = 0 where the value is known, x'd <= 0
below a limit, >= 0 above) and some become ever more likely lets the likelihood rise for ever: as with separated data in
logistic regression (Albert & Anderson, Biometrika 1984;71:1-10), no estimate exists.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from trialstats.engines.censored.bounds import Bounds, Floats
from trialstats.errors import FitError

__all__ = ["check"]

TINY = 1e-7


def check(limits: Bounds, design: Floats, names: Sequence[str]) -> None:
    """Raise FitError where the coefficients of a design (n, p) cannot be estimated; `names` (p,) are theirs."""
    n, p = design.shape
    if len(limits.lower) != n or len(names) != p:
        raise FitError(f"{len(limits.lower)} records, {len(names)} names and a design of {n} by {p} do not go together")
    if not np.isfinite(design).all():
        raise FitError("the design has a value that is not a finite number")
    if not limits.known.any() and not limits.between.any():
        raise FitError("no record has a number: all are beyond a limit, and nothing tells how far")
    columns = design / np.maximum(np.linalg.norm(design, axis=0), 1e-300)
    _refuse_dependent(columns, names)
    _refuse_runaway(limits, columns, names)
    _refuse_exact(limits, columns)


def _refuse_dependent(columns: Floats, names: Sequence[str]) -> None:
    p = len(names)
    if np.linalg.matrix_rank(columns) == p:
        return
    ranks = [0, *(int(np.linalg.matrix_rank(columns[:, : k + 1])) for k in range(p))]
    spare = [name for k, name in enumerate(names) if ranks[k + 1] == ranks[k]]
    raise FitError(
        f"the model has {p} coefficients, of which these {len(columns)} records cannot tell {', '.join(spare[:5])} "
        "from the others"
    )


def _refuse_runaway(limits: Bounds, columns: Floats, names: Sequence[str]) -> None:
    exact = columns[limits.known | limits.between]
    p = len(names)
    if exact.size and np.linalg.matrix_rank(exact) == p:
        return
    from scipy.optimize import linprog

    # Rows that may rise: -x'd below a limit, x'd above.
    rising = np.concatenate([-columns[limits.below], columns[limits.above]])
    solved = linprog(
        -rising.sum(axis=0),
        A_ub=-rising,
        b_ub=np.zeros(len(rising)),
        A_eq=exact,
        b_eq=np.zeros(len(exact)),
        bounds=[(-1.0, 1.0)] * p,
        method="highs",
    )
    direction = solved.x if solved.x is not None else np.zeros(p)
    if float((rising @ direction).sum()) <= TINY * len(rising):
        return
    moving = [name for name, part in zip(names, direction, strict=True) if abs(part) > TINY]
    where = "below" if not limits.above.any() else "above" if not limits.below.any() else "beyond"
    raise FitError(
        f"the coefficient of {', '.join(moving[:5])} runs to infinity: all records that tell it are {where} a limit"
    )


def _refuse_exact(limits: Bounds, columns: Floats) -> None:
    known, y = columns[limits.known], limits.lower[limits.known]
    if not len(y):
        return
    fitted = known @ np.linalg.lstsq(known, y, rcond=None)[0]
    if np.abs(y - fitted).max() > 1e-10 * max(float(np.abs(y).max()), 1e-300):
        return
    from scipy.optimize import linprog

    # All numbers are fitted exactly: can what is censored be fitted too?
    upper, lower = np.isfinite(limits.upper) & ~limits.known, np.isfinite(limits.lower) & ~limits.known
    solved = linprog(
        np.zeros(columns.shape[1]),
        A_ub=np.concatenate([columns[upper], -columns[lower]]),
        b_ub=np.concatenate([limits.upper[upper], -limits.lower[lower]]),
        A_eq=known,
        b_eq=y,
        bounds=[(None, None)] * columns.shape[1],
        method="highs",
    )
    if solved.status == 0:
        raise FitError("the model fits every record exactly: there is no error variance")
