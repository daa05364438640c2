"""Covariances of the coefficients of estimating equations: by the model, by residuals, and corrected for few subjects.

With whitened rows Q_i and residuals z_i of subject i, B the inverse of the sum of Q'Q, and H_i = Q_i B Q_i',

    model                phi B
    robust               B (sum of Q' z z' Q) B                     Liang & Zeger, Biometrika 1986;73:13-22
    kauermann_carroll    the same with (I - H)^(-1/2) z             Kauermann & Carroll, JASA 2001;96:1387-1396
    mancl_derouen        the same with (I - H)^(-1) z               Mancl & DeRouen, Biometrics 2001;57:126-134
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from trialstats.errors import FitError

__all__ = ["ErrorKind", "covariance_of"]

Floats = NDArray[np.float64]
ErrorKind = Literal["model", "robust", "kauermann_carroll", "mancl_derouen"]
POWERS = {"robust": 0.0, "kauermann_carroll": -0.5, "mancl_derouen": -1.0}


def covariance_of(kind: ErrorKind, rows: Floats, residuals: Floats, phi: float) -> Floats:
    """Estimate the covariance (p, p) from whitened rows (m, t, p) and residuals (m, t).

    FitError where a subject alone determines a coefficient, so that what is left of its residuals is nothing.
    """
    bread = np.linalg.inv(np.einsum("mtp,mtq->pq", rows, rows))
    if kind == "model":
        return phi * bread
    power = POWERS[kind]
    if power:
        values, vectors = np.linalg.eigh(np.einsum("mtp,pq,muq->mtu", rows, bread, rows))
        left = 1.0 - values
        if left.min() < 1e-8:
            raise FitError(f"a subject alone determines a coefficient: standard errors ({kind}) cannot be corrected")
        turned = np.einsum("mtk,mt->mk", vectors, residuals) * left**power
        residuals = np.einsum("mtk,mk->mt", vectors, turned)
    scores = np.einsum("mtp,mt->mp", rows, residuals)
    return np.asarray(bread @ (scores.T @ scores) @ bread)
