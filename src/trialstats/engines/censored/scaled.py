"""The records and the design on a scale on which Newton's method is at ease.

The values' least-squares fit is taken away and the rest divided by its root mean square; the columns of the design
are made orthogonal. The maximum is the same one; the search no longer depends on units or on the coding of factors.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import qr, solve_triangular

from trialstats.engines.censored.bounds import Bounds, Floats

__all__ = ["Scaled", "scale"]


@dataclass(frozen=True)
class Scaled:
    """limits and basis (n, p) on the scale of the search, and the way back: beta = origin + unit R^-1 delta / gamma."""

    limits: Bounds
    basis: Floats
    origin: Floats
    root: Floats
    unit: float

    @property
    def log_unit(self) -> float:
        """What the scale adds to the log-likelihood: the density of a known value is per unit of it."""
        return -float(self.limits.known.sum()) * float(np.log(self.unit))

    def back(self, theta: Floats) -> tuple[Floats, Floats]:
        """Turn (delta, gamma[, rho]) into (beta, sigma[, tau]), and give the Jacobian of that."""
        p = len(self.origin)
        delta, gamma = theta[:p], theta[p]
        direction = self.unit * solve_triangular(self.root, np.eye(p))
        ratios = np.array([1.0, *theta[p + 1 :]])
        values = np.concatenate([self.origin + direction @ delta / gamma, self.unit * ratios / gamma])
        jacobian = np.zeros((len(theta), len(theta)))
        jacobian[:p, :p] = direction / gamma
        jacobian[:p, p] = -direction @ delta / gamma**2
        jacobian[p:, p] = -self.unit * ratios / gamma**2
        for k in range(p + 1, len(theta)):
            jacobian[k, k] = self.unit / gamma
        return values, jacobian


def scale(limits: Bounds, design: Floats) -> Scaled:
    """Bring records and a design (n, p) of full rank to the scale of the search."""
    n = len(design)
    basis, root = qr(design, mode="economic")
    basis, root = basis * np.sqrt(n), root / np.sqrt(n)
    places = limits.places
    fitted = basis @ (basis.T @ places) / n
    # Intervals alone may have middles that lie on a line: any unit does then.
    unit = float(np.sqrt(np.mean((places - fitted) ** 2))) or 1.0
    origin = solve_triangular(root, basis.T @ places / n)
    return Scaled(limits.moved(design @ origin, unit), basis, origin, root, unit)
