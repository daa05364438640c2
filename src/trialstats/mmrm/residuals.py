"""Residuals of a fit, as they are and scaled to a unit variance."""

from __future__ import annotations

import numpy as np

from trialstats.errors import FitError
from trialstats.mmrm.arrays import Floats
from trialstats.mmrm.design import Design
from trialstats.mmrm.names import did_you_mean
from trialstats.mmrm.patterns import stack_subjects

__all__ = ["KINDS", "scale_residuals"]

KINDS = ("raw", "pearson", "normalized")


def scale_residuals(raw: Floats, kind: str, covariance: Floats, design: Design) -> Floats:
    """Scale the raw residuals (n,): pearson by the standard deviation of the visit; normalized by
    L_i^-1, V_i = L_i L_i', which leaves a subject's residuals uncorrelated (SAS VCIRY).

    Raises FitError for an unknown kind.
    """
    if kind not in KINDS:
        raise FitError(f"residuals {kind!r} is not known{did_you_mean(kind, KINDS)}: {', '.join(KINDS)}")
    if kind == "pearson":
        return raw / np.sqrt(np.diag(covariance))[design.visits]
    return _decorrelate(raw, covariance, design) if kind == "normalized" else raw


def _decorrelate(raw: Floats, covariance: Floats, design: Design) -> Floats:
    """A visit not seen has an identity in V_i and a zero residual: it changes nothing for the others."""
    # The second column carries each row's number through the sorting of subjects.
    columns = np.column_stack([raw, np.arange(len(raw))])
    stack = stack_subjects(columns, design.subjects, design.visits, design.n_visits)
    both = stack.observed[:, :, None] & stack.observed[:, None, :]
    filled = np.where(both, covariance, np.eye(design.n_visits))
    factor = np.linalg.cholesky(filled)[stack.pattern]
    scaled = np.linalg.solve(factor, stack.rows[:, :, :1])[:, :, 0]
    seen = stack.observed[stack.pattern]
    result = np.empty_like(raw)
    result[stack.rows[:, :, 1][seen].astype(np.intp)] = scaled[seen]
    return result
