"""What outcomes are, and what their mean is linked by: yes or no, counts, or numbers of constant variance.

Each has its canonical link, so that the derivative of the mean by the linear predictor is the variance function v:

    binomial   logit       mean m = 1 / (1 + exp(-eta))    v = m (1 - m)
    poisson    logarithm   m = exp(eta)                    v = m
    gaussian   identity    m = eta                         v = 1     of a yes or no, differences of risks
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import special

__all__ = ["Family", "mean_of", "variance_of"]

Floats = NDArray[np.float64]
Family = Literal["binomial", "poisson", "gaussian"]


def mean_of(family: Family, predictor: Floats) -> Floats:
    """Give the mean at each linear predictor, of the same shape."""
    if family == "binomial":
        return np.asarray(special.expit(predictor), dtype=float)
    return np.exp(predictor) if family == "poisson" else predictor


def variance_of(family: Family, mean: Floats) -> Floats:
    """Give the variance function at each mean, of the same shape."""
    if family == "binomial":
        return mean * (1 - mean)
    return mean if family == "poisson" else np.ones_like(mean)
