"""Replicates of small and large trials, and the same fits by `fit_mmrm` from a frame and a formula."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from trialstats.engines.mmrm import MMRMResult, fit_mmrm

Trials = tuple[np.ndarray, np.ndarray]


def covariance(n_visits: int, correlation: float = 0.8) -> np.ndarray:
    """A matrix that no structure but us has."""
    apart = np.abs(np.subtract.outer(np.arange(n_visits), np.arange(n_visits)))
    deviation = np.linspace(8.0, 12.0, n_visits)
    return (0.3 * correlation + (1 - 0.3 * correlation) * correlation**apart) * np.outer(deviation, deviation)


def trials(
    replicates: int,
    n: int,
    n_visits: int,
    *,
    seed: int = 1,
    dropout: float = 0.0,
    missed: float = 0.0,
    correlation: float = 0.8,
    own: bool = False,
) -> Trials:
    """x (n, T, p) of base, arm x visit, or (R, n, T, p) with a base for each replicate; outcomes (R, n, T)."""
    rng = np.random.default_rng(seed)
    arm, base = np.arange(n) % 2, rng.normal(50, 10, (replicates if own else 1, n))
    root = np.linalg.cholesky(covariance(n_visits, correlation))
    y = (
        -0.2 * base[:, :, None]
        - arm[:, None] * np.linspace(0, 3, n_visits)
        + rng.normal(size=(replicates, n, n_visits)) @ root.T
    )
    leaves = np.where(rng.random((replicates, n)) < dropout, rng.integers(0, n_visits, (replicates, n)), n_visits)
    y[np.arange(n_visits) >= leaves[:, :, None]] = np.nan
    y[rng.random(y.shape) < missed] = np.nan
    at = np.eye(n_visits)[:, 1:]
    x = np.concatenate(
        [
            np.ones((len(base), n, n_visits, 1)),
            np.broadcast_to(base[:, :, None, None], (len(base), n, n_visits, 1)),
            np.broadcast_to(arm[:, None, None], (len(base), n, n_visits, 1)),
            np.broadcast_to(at, (len(base), n, n_visits, n_visits - 1)),
            np.broadcast_to(arm[:, None, None] * at, (len(base), n, n_visits, n_visits - 1)),
        ],
        axis=3,
    )
    return (x if own else x[0]), y


def difference(n_visits: int) -> np.ndarray:
    """(2, p): the difference of the arms at the last visit and at the first."""
    rows = np.zeros((2, 2 * n_visits + 1))
    rows[:, 2] = rows[0, -1] = 1.0
    return rows


def by_formula(x: np.ndarray, y: np.ndarray, **asked: Any) -> MMRMResult:
    """`fit_mmrm` for one replicate: x (n, T, p) and y (n, T)."""
    subject, visit = np.nonzero(np.isfinite(y))
    data = pd.DataFrame(
        {
            "ID": [f"{number:05d}" for number in subject],
            "AVISIT": pd.Categorical.from_codes(visit, [f"V{v}" for v in range(y.shape[1])]),
            "BASE": x[subject, visit, 1],
            "ARM": x[subject, visit, 2],
            "GROUP": x[subject, visit, 2],
            "Y": y[subject, visit],
        }
    )
    return fit_mmrm("Y ~ BASE + ARM*AVISIT", data, subject="ID", visit="AVISIT", **asked)
