"""The working correlation of a subject's visits, by the moments of SAS's PROC GENMOD or of R's geepack.

With Pearson residuals e, p coefficients and N records, of SAS the scale phi is the sum of e squared over N - p, and a
correlation the sum of products of residuals over phi times the number of those products less p: of all pairs of visits
(exchangeable), of neighbouring visits (ar1), of the subjects seen at two visits (unstructured). statsmodels' own are
others for ar1 and unstructured, and would not give SAS's digits.

Of geepack (Højsgaard, Halekoh & Yan, J Stat Softw 2006;15(2)) nothing is subtracted: means of squares and of products.
Its ar1 takes all pairs: the alpha for which the sum of (product / phi - alpha^distance)^2 over pairs is least.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from trialstats.errors import FitError

__all__ = ["Moments", "Structure", "estimate_correlation", "estimate_scale"]

Floats = NDArray[np.float64]
Structure = Literal["independence", "exchangeable", "ar1", "unstructured"]
Moments = Literal["sas", "geepack"]


def estimate_scale(residuals: Floats, records: int, coefficients: int, moments: Moments) -> float:
    """Estimate phi. residuals (m, t), zero where a subject was not seen. FitError with no more records than p."""
    if records <= coefficients:
        raise FitError(f"{records} records do not identify {coefficients} coefficients and their spread")
    return float((residuals**2).sum()) / (records - (coefficients if moments == "sas" else 0))


def estimate_correlation(
    structure: Structure, residuals: Floats, seen: Floats, coefficients: int, moments: Moments
) -> Floats:
    """Estimate the correlation (t, t) of visits from the residuals (m, t) of subjects, zero where not `seen` (m, t).

    FitError where there are no more products than coefficients (SAS), or the estimate is no correlation matrix.
    """
    visits = residuals.shape[1]
    if structure == "independence" or visits == 1:
        return np.eye(visits)
    taken = coefficients if moments == "sas" else 0
    phi = estimate_scale(residuals, int(seen.sum()), coefficients, moments)
    products, numbers = residuals.T @ residuals / phi, seen.T @ seen
    place = np.arange(visits)
    distance = np.abs(place[:, None] - place[None, :])
    if structure == "unstructured":
        made = _over(products, numbers, taken)
        np.fill_diagonal(made, 1.0)
    elif structure == "exchangeable":
        upper = np.triu_indices(visits, 1)
        alpha = float(_over(products[upper].sum(), numbers[upper].sum(), taken))
        made = np.where(distance == 0, 1.0, alpha)
    elif moments == "sas":
        alpha = float(_over(np.trace(products, 1), np.trace(numbers, 1), taken))
        made = alpha**distance
    else:
        made = _of_all_distances(products, numbers) ** distance
    if np.linalg.eigvalsh(made)[0] <= 1e-8:
        raise FitError(f"the working correlation ({structure}) that the residuals give is no correlation matrix")
    return made


def _over(products: Floats | float, numbers: Floats | float, taken: int) -> Floats:
    free = np.asarray(numbers, dtype=np.float64) - taken
    if (free <= 0).any():
        beside = f" beside {taken} coefficients" if taken else ""
        raise FitError(
            f"{int(free.min()) + taken} pairs of visits do not identify a correlation{beside}; choose independence"
        )
    return np.asarray(products, dtype=np.float64) / free


def _of_all_distances(products: Floats, numbers: Floats) -> float:
    """Give the alpha of least squares over all pairs, a root of a polynomial: sum of d a^(d - 1) (s_d - n_d a^d)."""
    visits = len(products)
    derivative, whole = np.zeros(2 * visits), np.zeros(2 * visits)
    for distance in range(1, visits):
        total, number = np.trace(products, distance), np.trace(numbers, distance)
        derivative[distance - 1] -= distance * total
        derivative[2 * distance - 1] += distance * number
        whole[distance] -= 2 * total
        whole[2 * distance] += number
    if not derivative.any():
        raise FitError("no subject was seen at two visits: nothing identifies a correlation; choose independence")
    roots = np.polynomial.polynomial.polyroots(np.trim_zeros(derivative, "b"))
    real = roots[np.abs(roots.imag) < 1e-9].real
    inside = real[np.abs(real) < 1]
    if not inside.size:
        raise FitError("the working correlation (ar1) that the residuals give is no correlation matrix")
    return float(inside[np.argmin(np.polynomial.polynomial.polyval(inside, whole))])
