"""Residuals of a fit, as they are and scaled to a unit variance."""

from __future__ import annotations

import numpy as np

from trialstats.engines.mmrm.arrays import Floats
from trialstats.engines.mmrm.names import did_you_mean
from trialstats.engines.mmrm.random.clusters import decorrelated, standard_deviations
from trialstats.engines.mmrm.random.effects import conditional_residuals
from trialstats.engines.mmrm.solution import Solution
from trialstats.errors import ArgumentError

__all__ = ["KINDS", "residuals"]

KINDS = ("raw", "pearson", "normalized")
# Of a subject about its own line, where it has one.
CONDITIONAL = "conditional"


def residuals(solution: Solution, kind: str) -> Floats:
    """(n,): raw, outcome minus X b; pearson, divided by its standard deviation; normalized, multiplied by
    L_i^-1, V_i = L_i L_i', which leaves a subject's residuals uncorrelated (SAS VCIRY); with random coefficients
    also conditional, outcome minus X b + Z u.

    Raises ArgumentError for an unknown kind.
    """
    layout = solution.climbed.layout
    kinds = KINDS if layout is None else (*KINDS, CONDITIONAL)
    if kind not in kinds:
        raise ArgumentError(f"residuals {kind!r} is not known{did_you_mean(kind, kinds)}: {', '.join(kinds)}")
    if layout is not None and kind == CONDITIONAL:
        return conditional_residuals(solution, layout)
    design = solution.setup.design
    raw = design.outcome - design.predictors @ solution.beta
    if kind == "raw":
        return raw
    weighted = raw if design.weights is None else raw * np.sqrt(design.weights)
    if layout is not None and layout.turned is not None:
        if kind == "pearson":
            return np.asarray(weighted / standard_deviations(solution, layout), dtype=float)
        return decorrelated(solution, layout, weighted)
    stack = solution.optimum.sums.stack
    if kind == "pearson":
        variances = np.diagonal(solution.covariances, axis1=1, axis2=2)
        return np.asarray(
            weighted / np.sqrt(variances[stack.cell[stack.pattern[stack.place]], stack.visit]), dtype=float
        )
    return _decorrelate(weighted, solution)


def _decorrelate(weighted: Floats, solution: Solution) -> Floats:
    """A visit not seen has an identity in V_i and a zero residual: it changes nothing for the others."""
    stack, covariances = solution.optimum.sums.stack, solution.covariances
    both = stack.observed[:, :, None] & stack.observed[:, None, :]
    factor = np.linalg.cholesky(np.where(both, covariances[stack.cell], np.eye(covariances.shape[1])))
    side_by_side = np.zeros((*stack.rows.shape[:2], 1))
    side_by_side[stack.place, stack.visit, 0] = weighted
    scaled = np.linalg.solve(factor[stack.pattern], side_by_side)
    return np.asarray(scaled[stack.place, stack.visit, 0], dtype=float)
