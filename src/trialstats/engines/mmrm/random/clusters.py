"""Subjects as clusters, where their records were turned: scores and leverages for sandwiches, and scaled residuals."""

from __future__ import annotations

import numpy as np

from trialstats.engines.mmrm.arrays import Floats
from trialstats.engines.mmrm.covariance import RandomCoefficients
from trialstats.engines.mmrm.random.layout import Layout
from trialstats.engines.mmrm.random.turned import sorted_by_size
from trialstats.engines.mmrm.solution import Solution

__all__ = ["cluster_products", "decorrelated", "standard_deviations"]


def cluster_products(solution: Solution, layout: Layout) -> tuple[Floats, Floats]:
    """W_i'W_i (N, p, p) and W_i'r_i (N, p) of each subject, W_i = V_i^-1/2 X_i root and r_i its whitened residuals."""
    turned, sums, point = layout.turned, solution.optimum.sums, solution.optimum.point
    assert turned is not None
    p = layout.problem.n_coefficients
    # Reached by the random effects: M_i times the rows, and the rows.
    into = np.zeros((p + 1, p + 1))
    into[:p, :p], into[:p, p], into[p, p] = point.root, -point.coefficients, 1.0
    rows = turned.stack.rows[turned.position] @ into
    products = rows.swapaxes(1, 2) @ sums.turned[turned.position]
    # Beyond their reach, where V is s^2 I.
    variances = _residual_variances(solution, layout)
    rest = turned.rest @ into
    for alike, places in sorted_by_size(solution.setup.design.subjects):
        own = rest[places]
        products[alike] += own.swapaxes(1, 2) @ own / variances[alike][:, None, None]
    return 0.5 * (products[:, :p, :p] + products[:, :p, :p].swapaxes(1, 2)), products[:, :p, p]


def standard_deviations(solution: Solution, layout: Layout) -> Floats:
    """(n,): of each record, times the root of its weight, in the outcome's unit."""
    z, between, variances = _parts(solution, layout)
    subjects = solution.setup.design.subjects
    own = np.einsum("na,ab,nb->n", z, between, z) + variances[subjects]
    return np.asarray(solution.setup.unit * np.sqrt(own), dtype=float)


def decorrelated(solution: Solution, layout: Layout, weighted: Floats) -> Floats:
    """(n,): L_i^-1 of each subject's residuals, V_i = L_i L_i', its records in the order of time, then of the data."""
    z, between, variances = _parts(solution, layout)
    design, scaled = solution.setup.design, np.empty(len(weighted))
    for alike, rows in sorted_by_size(design.subjects):
        if design.times is not None:
            rows = np.take_along_axis(rows, np.argsort(design.times[rows], axis=1, kind="stable"), axis=1)
        own = z[rows]
        v = own @ between @ own.swapaxes(1, 2) + variances[alike][:, None, None] * np.eye(rows.shape[1])
        scaled[rows] = np.linalg.solve(np.linalg.cholesky(v), weighted[rows][:, :, None])[:, :, 0]
    return scaled / solution.setup.unit


def _parts(solution: Solution, layout: Layout) -> tuple[Floats, Floats, Floats]:
    """Z (n, q) times the roots of the weights, G (q, q), and each subject's residual variance."""
    structure, theta, design = solution.structure, solution.optimum.theta, solution.setup.design
    assert isinstance(structure, RandomCoefficients)
    factor = structure.factor(theta)
    root = np.ones(1) if design.weights is None else np.sqrt(design.weights)
    return layout.raw @ layout.basis * root[:, None], factor @ factor.T, _residual_variances(solution, layout)


def _residual_variances(solution: Solution, layout: Layout) -> Floats:
    """(N,): s^2 of each subject."""
    structure, turned = solution.structure, layout.turned
    assert isinstance(structure, RandomCoefficients)
    assert turned is not None
    levels = turned.levels[turned.stack.pattern[turned.position]]
    return np.asarray(np.exp(2.0 * structure.own(solution.optimum.theta))[levels], dtype=float)
