"""The restricted likelihood of a linear mixed model, profiled: a function of the random effects' covariance alone.

y = X b + Z u + e, u ~ N(0, s^2 G) a subject, e ~ N(0, s^2 I). Given G the best b and s^2 are known, as in lme4 (Bates
et al., J Stat Softw 2015;67(1), section 3). Each subject's records are turned by the QR of its Z into those that its
random effects reach and the rest, V^-1 = I - QQ' + Q (I + R G R')^-1 Q': no difference of large sums is taken, however
much subjects differ, and one evaluation is a few products over all subjects at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_solve, solve_triangular

__all__ = ["Profile", "Turned", "profile", "turn"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Turned:
    """n records with p columns of X, turned: for m subjects with q random effects.

    beyond (p + 1, p + 1) holds the products of (X, y) beyond the reach of the random effects; loads (m, q, q) each
    subject's R, reached (m, q, p + 1) its Q'(X, y).
    """

    beyond: Floats
    loads: Floats
    reached: Floats
    n: int

    @property
    def p(self) -> int:
        """How many fixed effects there are."""
        return len(self.beyond) - 1

    @property
    def df(self) -> int:
        """Degrees of freedom of the restricted likelihood."""
        return self.n - self.p

    def unreached(self) -> float:
        """The sum of squares that neither random nor fixed effects explain, however large the former's variance."""
        p = self.p
        within, crossed = self.beyond[:p, :p], self.beyond[:p, p]
        return float(self.beyond[p, p] - crossed @ np.linalg.pinv(within, rcond=1e-12, hermitian=True) @ crossed)


def turn(outcome: Floats, matrix: Floats, codes: NDArray[np.intp], random: Floats) -> Turned:
    """Turn records: y (n,), X (n, p), the subject 0..m - 1 of each, and Z (n, q)."""
    m, q, width = int(codes.max()) + 1, random.shape[1], matrix.shape[1] + 1
    both = np.column_stack([matrix, outcome, random])
    order, sizes = np.argsort(codes, kind="stable"), np.bincount(codes)
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    beyond = np.zeros((width, width))
    loads, reached = np.zeros((m, q, q)), np.zeros((m, q, width))
    # Subjects with as many records are done together.
    for size in np.unique(sizes):
        alike = np.flatnonzero(sizes == size)
        stacked = np.zeros((len(alike), max(size, q), both.shape[1]))
        stacked[:, :size] = both[order[starts[alike][:, None] + np.arange(size)]]
        own, z = stacked[..., :width], stacked[..., width:]
        basis, loads[alike] = np.linalg.qr(z)
        reached[alike] = basis.transpose(0, 2, 1) @ own
        rest = (own - basis @ reached[alike]).reshape(-1, width)
        beyond += rest.T @ rest
    return Turned(beyond, loads, reached, len(outcome))


@dataclass(frozen=True)
class Profile:
    """What is known at one G: deviance (-2 log restricted likelihood), its slope by the entries of G, and the rest.

    coefficients (p,); inverse (p, p), (X'V^-1 X)^-1; scale, s^2; pulled (m, q), Z'V^-1 (y - Xb) of each subject.
    """

    deviance: float
    slope: Floats
    coefficients: Floats
    inverse: Floats
    scale: float
    pulled: Floats


def profile(turned: Turned, between: Floats) -> Profile:
    """Evaluate the profiled restricted likelihood at G = `between` (q, q).

    Raises numpy's LinAlgError where X'V^-1 X or what is left of y is not positive.
    """
    p, df = turned.p, turned.df
    inside = np.eye(len(between)) + turned.loads @ between @ turned.loads.transpose(0, 2, 1)
    _, logs = np.linalg.slogdet(inside)
    weighed = np.linalg.solve(inside, np.concatenate([turned.reached, turned.loads], axis=2))
    products = turned.beyond + np.tensordot(turned.reached, weighed[..., : p + 1], axes=((0, 1), (0, 1)))
    root = np.linalg.cholesky((products + products.T) / 2)
    coefficients = solve_triangular(root[:p, :p].T, root[p, :p], lower=False)
    scale = float(root[p, p] ** 2) / df
    # Z'V^-1 Z, Z'V^-1 X and Z'V^-1 (y - Xb) of each subject.
    loads = turned.loads.transpose(0, 2, 1)
    crossed = loads @ weighed[..., : p + 1]
    pulled = crossed[..., p] - crossed[..., :p] @ coefficients
    along = solve_triangular(root[:p, :p], crossed[..., :p].reshape(-1, p).T, lower=True).T.reshape(
        crossed[..., :p].shape
    )
    slope = (
        np.einsum("mab,mbc->ac", loads, weighed[..., p + 1 :])
        - np.einsum("map,mbp->ab", along, along)
        - pulled.T @ pulled / scale
    )
    deviance = logs.sum() + 2 * np.log(np.diag(root)[:p]).sum() + df * (np.log(2 * np.pi * scale) + 1)
    inverse = cho_solve((root[:p, :p], True), np.eye(p))
    return Profile(float(deviance), (slope + slope.T) / 2, coefficients, inverse, scale, pulled)
