"""What the numbers in the notes of fits are."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Fitting"]


@dataclass(frozen=True)
class Fitting:
    """How the fits of an analysis were made, as `fitting` in its notes says it.

    restricted: log-likelihood, AIC and BIC are those of restricted maximum likelihood.
    scaled_residuals: residuals are divided by the Cholesky factor of their covariance, so that those of one subject do
    not depend on each other.
    """

    restricted: bool = False
    scaled_residuals: bool = False
