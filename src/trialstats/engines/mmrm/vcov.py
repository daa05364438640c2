"""The covariance of the coefficients, kept as the parts that it is made of.

A row of weights times `root` has no unit left in it, and the large numbers of a covariate far from zero cancel there
once, before anything is squared. In root middle root' itself they would stand squared: with a covariate a million
standard deviations from zero that costs twelve digits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialstats.engines.mmrm.arrays import Floats
from trialstats.errors import FitError

__all__ = ["Vcov", "of_model"]

# A variance below this part of the model's own (its standard error is a millionth) is rounding, not variation.
ROUNDING = 1e-12


@dataclass(frozen=True)
class Vcov:
    """root middle root': root (p, p) with Phi = root root' the model's own; middle (p, p), the identity for that.

    shortfall: what to say where a variance does not come out positive.
    """

    root: Floats
    middle: Floats
    shortfall: str

    @property
    def matrix(self) -> Floats:
        """(p, p)."""
        return np.asarray(self.root @ self.middle @ self.root.T, dtype=float)

    def variances(self, rows: Floats) -> Floats:
        """(r,), of each row of `rows` (r, p) times the coefficients; 0 where it is no more than rounding, or less."""
        m = rows @ self.root
        found = np.einsum("rp,rp->r", m @ self.middle, m)
        return np.where(found > ROUNDING * (m**2).sum(axis=1), found, 0.0)

    def between(self, rows: Floats) -> Floats:
        """(r, r): the covariance of `rows` (r, p) times the coefficients, positive definite.

        Raises FitError where a combination of the rows has no variance.
        """
        m = rows @ self.root
        own, _ = np.linalg.qr(m.T)
        values = np.linalg.eigvalsh(own.T @ self.middle @ own)
        if values[0] <= ROUNDING * max(values[-1], 1.0):
            raise FitError(f"a test has no variance to go by: {self.shortfall}")
        return np.asarray(m @ self.middle @ m.T, dtype=float)


def of_model(root: Floats) -> Vcov:
    """The model's own: Phi = root root'."""
    return Vcov(root, np.eye(len(root)), "too few subjects; take a structure with fewer parameters")
