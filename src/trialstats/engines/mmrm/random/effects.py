"""What a fit says of the random effects: their covariance, the residual's, and each subject's own.

    u = G Z'V^-1 (y - X b),   Var(u - true) = G - G Z'P Z G,   P = V^-1 - V^-1 X Phi X'V^-1

(SAS SOLUTION of RANDOM); with V^-1 in place of P it is the variance were b known (lme4's condVar). The
uncertainty of G and R is in neither.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialstats.engines.mmrm.arrays import Floats, Integers
from trialstats.engines.mmrm.covariance import RandomCoefficients
from trialstats.engines.mmrm.random.layout import Layout
from trialstats.engines.mmrm.solution import Solution

__all__ = ["Predicted", "between_subjects", "conditional_residuals", "predict_effects", "within_subjects"]


@dataclass(frozen=True)
class Predicted:
    """effects (N, q); error (N, q, q), their prediction error, and given_fixed, were b known; shared (N, p, q), the
    covariance of b with what the effects miss of the true ones."""

    effects: Floats
    error: Floats
    given_fixed: Floats
    shared: Floats

    def at(self, rows: Floats, z: Floats, subjects: Integers, root: Floats) -> tuple[Floats, Floats]:
        """The prediction error (r,) of x'b + z'u, of `rows` (r, p) and z (r, q), and were b known; Phi = root root'."""
        own = np.einsum("ra,rab,rb->r", z, self.error[subjects], z)
        both = np.einsum("rp,rpa,ra->r", rows, self.shared[subjects], z)
        fixed = ((rows @ root) ** 2).sum(axis=1)
        known = np.einsum("ra,rab,rb->r", z, self.given_fixed[subjects], z)
        return np.maximum(fixed + 2.0 * both + own, 0.0), np.maximum(known, 0.0)


def between_subjects(solution: Solution, layout: Layout) -> Floats:
    """G (q, q), in the units of the data."""
    root = layout.basis @ _structure(solution).factor(solution.optimum.theta)
    return np.asarray(solution.setup.unit**2 * root @ root.T, dtype=float)


def within_subjects(solution: Solution) -> tuple[Floats, float | None]:
    """The residual variances, one for each level, and the correlation of neighbouring visits where there is one."""
    structure, theta = _structure(solution), solution.optimum.theta
    own = structure.own(theta)
    variances = solution.setup.unit**2 * np.exp(2.0 * own)
    if solution.setup.residual_structure == "ar1":
        return variances[:1], float(np.tanh(own[1]))
    return variances, None


def predict_effects(solution: Solution, layout: Layout) -> Predicted:
    """Each subject's random effects, in the units of the data."""
    structure, sums, unit = _structure(solution), solution.optimum.sums, solution.setup.unit
    factor = structure.factor(solution.optimum.theta)
    between = factor @ factor.T
    stack, place = sums.stack, layout.position
    loads = layout.loads[stack.cell[stack.pattern[place]]]
    turned, inverse = sums.turned[place], sums.by_pattern[stack.pattern[place]]
    pulled = np.einsum("nta,nt->na", loads, turned[:, :, -1]) @ between
    weights = between @ loads.swapaxes(1, 2) @ inverse @ loads @ between
    along = between @ loads.swapaxes(1, 2) @ turned[:, :, :-1]
    out = layout.basis
    error = between - weights + along @ along.swapaxes(1, 2)
    return Predicted(
        unit * pulled @ out.T,
        unit**2 * out @ error @ out.T,
        unit**2 * out @ (between - weights) @ out.T,
        -unit * solution.root @ along.swapaxes(1, 2) @ out.T,
    )


def conditional_residuals(solution: Solution, layout: Layout) -> Floats:
    """(n,): y - X b - Z u."""
    design = solution.setup.design
    effects = predict_effects(solution, layout).effects[design.subjects]
    found: Floats = design.outcome - design.predictors @ solution.beta - (layout.raw * effects).sum(axis=1)
    return found


def _structure(solution: Solution) -> RandomCoefficients:
    assert isinstance(solution.structure, RandomCoefficients)
    return solution.structure
