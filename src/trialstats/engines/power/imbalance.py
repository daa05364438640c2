"""Power with covariates that treatments differ in by chance."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.stats import f as f_distribution

__all__ = ["mean_over_imbalance"]

# Nodes of Gauss and Legendre over the distribution of the covariates' imbalance.
NODES = 48


def mean_over_imbalance(power_of: Callable[[float], float], within: float, covariates: int) -> float:
    """The mean of power_of(factor), factor being what the standard error of a comparison is multiplied by by chance.

    within: degrees of freedom before the covariates, which are normal. The variance is multiplied by 1 + Q, where
    Q (within - q + 1) / q is F distributed with q and within - q + 1 degrees of freedom (Hotelling's T^2); Shieh,
    Psychometrika 2020;85:101-120.
    """
    if covariates == 0:
        return power_of(1.0)
    last = within - covariates + 1
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    imbalance = f_distribution.ppf((nodes + 1) / 2, covariates, last) * covariates / last
    return float(np.dot(weights, [power_of(float(np.sqrt(1 + q))) for q in imbalance]) / 2)
