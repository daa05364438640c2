"""Means and covariances of the imputation model, of one fit or of many draws."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialstats.engines.imputation.data import Floats

__all__ = ["Normal", "own_means"]


@dataclass(frozen=True)
class Normal:
    """coefficients (..., C, T, q), covariances (..., C, T, T): of each cell; leading axes are draws."""

    coefficients: Floats
    covariances: Floats

    def __getitem__(self, draws: slice) -> Normal:
        """Some of the draws."""
        return Normal(self.coefficients[draws], self.covariances[draws])


def own_means(normal: Normal, cell: int, predictors: Floats) -> Floats:
    """The means (..., n, T) of subjects of one cell with these predictors (n, q)."""
    return np.asarray(np.matmul(predictors, np.swapaxes(normal.coefficients[..., cell, :, :], -1, -2)))
