"""Degrees of freedom that do not depend on the covariance: between-within, residual, infinite.

Between-within, as R's mmrm has it: a coefficient whose column is constant within every subject has
N - (number of such columns, the intercept among them); any other has n - N - (number of those), and so has the
intercept by itself. A row that touches coefficients of both kinds takes the smaller. (SAS DDFM=BETWITHIN
agrees for a comparison of arms; with TYPE=UN it gives the first figure to every effect.)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialstats.engines.mmrm.arrays import Floats
from trialstats.engines.mmrm.design import Design
from trialstats.engines.mmrm.inference import FTest, wald
from trialstats.engines.mmrm.vcov import Vcov

__all__ = ["FixedDf", "between_within"]

# The part of a row's largest weight, each times its coefficient's standard error, below which a weight is zero.
UNTOUCHED = 1e-13
# So many numbers are compared at a time.
BLOCK = 2**18


@dataclass(frozen=True)
class FixedDf:
    """vcov; of_coefficient (p,): the degrees of freedom of each."""

    vcov: Vcov
    of_coefficient: Floats

    def degrees_of_freedom(self, rows: Floats) -> Floats:
        # A weight that is zero but for rounding, beside the standard errors of the coefficients, touches nothing.
        parts = np.abs(rows) * np.linalg.norm(self.vcov.root, axis=1)
        touched = parts > UNTOUCHED * parts.max(axis=1, keepdims=True)
        df: Floats = np.where(touched, self.of_coefficient, np.inf).min(axis=1)
        return df

    def f_test(self, rows: Floats, coefficients: Floats) -> FTest:
        statistic = wald(rows, coefficients, self.vcov)
        return FTest(statistic, len(rows), float(self.degrees_of_freedom(rows).min()))


def between_within(design: Design) -> Floats:
    """(p,): the degrees of freedom of each coefficient."""
    x, (n, p) = design.predictors, design.predictors.shape
    row_of = np.zeros(design.n_subjects, dtype=np.intp)
    row_of[design.subjects] = np.arange(n)
    between, intercept = np.ones(p, dtype=bool), np.ones(p, dtype=bool)
    # Some rows at a time: a large trial has many, and a site is a column.
    for start in range(0, n, step := max(1, BLOCK // p)):
        rows = slice(start, start + step)
        between &= (x[rows] == x[row_of[design.subjects[rows]]]).all(axis=0)
        intercept &= (x[rows] == x[0]).all(axis=0)
    n_between = int(between.sum())
    return np.where(
        between & ~intercept, design.n_subjects - n_between, n - design.n_subjects - (p - n_between)
    ).astype(float)
