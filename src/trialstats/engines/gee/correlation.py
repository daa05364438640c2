"""The working correlation of a subject's visits, by the moments of SAS's PROC GENMOD.

With Pearson residuals e, p coefficients and the scale phi, the sum of e squared over N - p (N records), a correlation
is the sum of products of residuals over phi times the number of those products less p: of all pairs of visits
(exchangeable), of neighbouring visits (ar1), of the subjects seen at two visits (unstructured). statsmodels' own are
others for ar1 and unstructured, and would not give SAS's digits.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from trialstats.errors import FitError

__all__ = ["Structure", "estimate_correlation", "estimate_scale"]

Floats = NDArray[np.float64]
Structure = Literal["independence", "exchangeable", "ar1", "unstructured"]


def estimate_scale(residuals: Floats, records: int, coefficients: int) -> float:
    """Estimate phi. residuals (m, t), zero where a subject was not seen. FitError with no more records than p."""
    if records <= coefficients:
        raise FitError(f"{records} records do not identify {coefficients} coefficients and their spread")
    return float((residuals**2).sum()) / (records - coefficients)


def estimate_correlation(structure: Structure, residuals: Floats, seen: Floats, coefficients: int) -> Floats:
    """Estimate the correlation (t, t) of visits from the residuals (m, t) of subjects, zero where not `seen` (m, t).

    FitError where there are no more products than coefficients, or the estimate is no correlation matrix.
    """
    visits = residuals.shape[1]
    if structure == "independence" or visits == 1:
        return np.eye(visits)
    phi = estimate_scale(residuals, int(seen.sum()), coefficients)
    products, numbers = residuals.T @ residuals, seen.T @ seen
    place = np.arange(visits)
    distance = np.abs(place[:, None] - place[None, :])
    if structure == "unstructured":
        made = _over(products, numbers, phi, coefficients)
        np.fill_diagonal(made, 1.0)
    elif structure == "exchangeable":
        upper = np.triu_indices(visits, 1)
        alpha = float(_over(products[upper].sum(), numbers[upper].sum(), phi, coefficients))
        made = np.where(distance == 0, 1.0, alpha)
    else:
        alpha = float(_over(np.trace(products, 1), np.trace(numbers, 1), phi, coefficients))
        made = alpha**distance
    if np.linalg.eigvalsh(made)[0] <= 1e-8:
        raise FitError(f"the working correlation ({structure}) that the residuals give is no correlation matrix")
    return made


def _over(products: Floats | float, numbers: Floats | float, phi: float, coefficients: int) -> Floats:
    free = np.asarray(numbers, dtype=np.float64) - coefficients
    if (free <= 0).any():
        raise FitError(
            f"{int(free.min()) + coefficients} pairs of visits do not identify a correlation beside {coefficients} "
            "coefficients; choose independence"
        )
    return np.asarray(products, dtype=np.float64) / (free * phi)
