"""Replicates of one design fitted together, beside `refit` of the engine for one after the other: CPU time, one thread.

    python benchmarks/replicates.py [--replicates 400]

us by REML, Kenward and Roger's test of the arms at the last visit. What counts is the ratio, in one run and in turns.
R's mmrm takes 50 ms for a refit of 200 x 4 (recorded on another machine, mmrm 0.3.18, with Kenward-Roger).
"""

from __future__ import annotations

import os

# One thread, whatever the machine has: set before NumPy is imported.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import time
from collections.abc import Callable

import numpy as np
import pandas as pd
from timing import in_turns

from trials import FORMULA
from trialstats.engines.mmrm import MMRMResult, fit_mmrm
from trialstats.engines.mmrm.replicates import ReplicateDesign

# subjects, visits, and how many refits one turn has.
SIZES = [(60, 3, 20), (200, 4, 20), (500, 6, 10), (1000, 10, 4)]
# Shares of subjects who drop out, and of the other visits missed.
MISSING = {"complete": (0.0, 0.0), "dropout 20 %": (0.2, 0.0), "dropout 20 %, 5 % missed": (0.2, 0.05)}


def replicates(n: int, n_visits: int, number: int, dropout: float, missed: float) -> tuple[np.ndarray, np.ndarray]:
    """x (n, T, p) in the order of FORMULA's columns, and outcomes (R, n, T)."""
    rng = np.random.default_rng(2)
    apart = np.abs(np.subtract.outer(np.arange(n_visits), np.arange(n_visits)))
    deviation = np.linspace(8.0, 12.0, n_visits)
    root = np.linalg.cholesky((0.3 + 0.7 * 0.8**apart) * np.outer(deviation, deviation))
    arm, base = np.arange(n) % 2, rng.normal(50, 10, n)
    y = -0.2 * (base[:, None] - 50) - arm[:, None] * np.linspace(0, 3, n_visits)
    y = y + rng.normal(size=(number, n, n_visits)) @ root.T
    leaves = np.where(rng.random((number, n)) < dropout, rng.integers(1, n_visits, (number, n)), n_visits)
    y[(np.arange(n_visits) >= leaves[:, :, None]) | (rng.random(y.shape) < missed)] = np.nan
    visits = np.tile(np.eye(n_visits)[:, 1:], (n, 1, 1))
    by_subject = np.stack([np.ones(n), base, arm], axis=1)[:, None, :].repeat(n_visits, axis=1)
    x = np.concatenate([by_subject, visits, arm[:, None, None] * visits], axis=2)
    return x, y


def with_frame(x: np.ndarray, y: np.ndarray) -> Callable[[], object]:
    """Refits of the engine of one replicate with its own pattern of missing visits."""
    subject, visit = np.nonzero(np.isfinite(y))
    frame = pd.DataFrame(
        {
            "USUBJID": subject,
            "AVISIT": pd.Categorical.from_codes(visit, [f"Week {v + 1}" for v in range(y.shape[1])]),
            "ARM": pd.Categorical.from_codes(x[subject, visit, 2].astype(int), ["Placebo", "Active"]),
            "BASE": x[subject, visit, 1],
            "CHG": y[subject, visit],
        }
    )
    result = fit_mmrm(FORMULA, frame, subject="USUBJID", visit="AVISIT")
    row, noise = difference(y.shape[1]), np.random.default_rng(0).normal(size=result.n_obs)
    return lambda: _tested(result.refit(result.design.outcome + noise), row)


def _tested(result: MMRMResult, row: np.ndarray) -> object:
    inference = result.inference
    return inference.vcov.variances(row), inference.degrees_of_freedom(row)


def difference(n_visits: int) -> np.ndarray:
    """(1, p): the arms at the last visit."""
    row = np.zeros((1, 2 * n_visits + 1))
    row[0, 2] = row[0, -1] = 1.0
    return row


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--replicates", type=int, default=400, help="of 200 x 4; fewer of what is larger")
    asked = parser.parse_args()
    print("| case | a trial, ms | trials a second | refit, ms | ratio | by the engine |\n|---|---|---|---|---|---|")
    for n, n_visits, refits in SIZES:
        for words, (dropout, missed) in MISSING.items():
            number = max(8, asked.replicates * 800 // (n * n_visits))
            x, y = replicates(n, n_visits, number, dropout, missed)
            design, one = ReplicateDesign(x, difference(n_visits)), with_frame(x, y[0])
            together, alone = in_turns(
                [lambda d=design, y=y: d.fit(y), lambda one=one, k=refits: [one() for _ in range(k)]],
                3,
                time.process_time,
            )
            together, alone = together / number, alone / refits
            left = int(design.fit(y).one_by_one.sum())
            numbers = f"{1e3 * together:.3f} | {1 / together:,.0f} | {1e3 * alone:.2f} | {alone / together:.1f}"
            print(f"| {n:,} x {n_visits}, {words} | {numbers} | {left} of {number} |", flush=True)


if __name__ == "__main__":
    main()
