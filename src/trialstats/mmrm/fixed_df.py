"""Degrees of freedom that do not depend on the covariance: between-within, residual, infinite.

Between-within, as R's mmrm has it: a coefficient whose column is constant within every subject has
N - (number of such columns, the intercept among them); any other has n - N - (number of those), and so has the
intercept by itself. A row that touches coefficients of both kinds takes the smaller. (SAS DDFM=BETWITHIN
agrees for a comparison of arms; with TYPE=UN it gives the first figure to every effect.)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialstats.mmrm.arrays import Floats
from trialstats.mmrm.design import Design
from trialstats.mmrm.inference import FTest

__all__ = ["FixedDf", "between_within"]


@dataclass(frozen=True)
class FixedDf:
    """vcov (p, p); of_coefficient (p,): the degrees of freedom of each."""

    vcov: Floats
    of_coefficient: Floats

    def degrees_of_freedom(self, rows: Floats) -> Floats:
        df: Floats = np.where(rows != 0.0, self.of_coefficient, np.inf).min(axis=1)
        return df

    def f_test(self, rows: Floats, coefficients: Floats) -> FTest:
        estimate = rows @ coefficients
        wald = float(estimate @ np.linalg.solve(rows @ self.vcov @ rows.T, estimate)) / len(rows)
        return FTest(wald, len(rows), float(self.degrees_of_freedom(rows).min()))


def between_within(design: Design) -> Floats:
    """(p,): the degrees of freedom of each coefficient."""
    order = np.argsort(design.subjects, kind="stable")
    starts = np.flatnonzero(np.diff(design.subjects[order], prepend=-1))
    x = design.predictors[order]
    between = (np.maximum.reduceat(x, starts) == np.minimum.reduceat(x, starts)).all(axis=0)
    n, p = x.shape
    n_between = int(between.sum())
    intercept = (x == x[0]).all(axis=0)
    return np.where(
        between & ~intercept, design.n_subjects - n_between, n - design.n_subjects - (p - n_between)
    ).astype(float)
