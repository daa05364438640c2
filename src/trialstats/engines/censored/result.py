"""What a fit gives back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialstats.engines.censored.bounds import Floats

__all__ = ["Fit", "LeastSquaresFit", "MixedFit", "TobitFit"]


@dataclass(frozen=True)
class Fit:
    """Estimates by maximum likelihood, on the scale of the values.

    names, coefficients (p,), and a root (p, q) of their covariance root root': of the inverse of the observed
    information of all parameters.
    sigma: SD of the error, with its standard error (delta method). n records, of which so many are below, above and
    between limits.
    """

    names: tuple[str, ...]
    coefficients: Floats
    root: Floats
    sigma: float
    sigma_std_error: float
    loglik: float
    n: int
    n_below: int
    n_above: int
    n_between: int
    iterations: int
    converged: bool

    @property
    def covariance(self) -> Floats:
        """Of the coefficients (p, p)."""
        return self.root @ self.root.T

    def std_errors(self, rows: Floats) -> Floats:
        """Standard errors (r,) of `rows` (r, p) times the coefficients.

        With a covariate far from zero, such as a date in seconds, the entries of the covariance are large numbers that
        all but cancel in a mean; here they have not been squared yet.
        """
        return np.asarray(np.linalg.norm(rows @ self.root, axis=1), dtype=float)

    @property
    def n_censored(self) -> int:
        """Records of which only limits are known."""
        return self.n_below + self.n_above + self.n_between


@dataclass(frozen=True)
class TobitFit(Fit):
    """A regression of independent records."""


@dataclass(frozen=True)
class LeastSquaresFit(Fit):
    """A regression of independent records that are all known: covariance and sigma with df = n - p.

    The log-likelihood stays that of the maximum, whose variance has n, as R's logLik of lm does.
    """

    df: int


@dataclass(frozen=True)
class MixedFit(Fit):
    """A regression with a random intercept of SD tau for each subject.

    tau is 0 where the likelihood is highest there; it has no standard error (None) then, and the fit is the Tobit's.
    nodes of the quadrature; quadrature_error: by how much the log-likelihood moves with more of them. df = subjects -
    1, as SAS PROC NLMIXED has it (number of subjects less that of random effects).
    """

    tau: float
    tau_std_error: float | None
    n_subjects: int
    df: int
    nodes: int
    quadrature_error: float
