"""Estimates of replicates at their maximum, with standard errors and degrees of freedom (`kenward_roger`, ..)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialstats.engines.mmrm.arrays import Floats, Switches
from trialstats.engines.mmrm.replicates.derivatives import entries, expected, pair_places
from trialstats.engines.mmrm.replicates.problem import Problem
from trialstats.engines.mmrm.replicates.search import Local
from trialstats.engines.mmrm.replicates.stacked import cholesky, invert
from trialstats.engines.mmrm.replicates.structures import Structure
from trialstats.engines.mmrm.vcov import ROUNDING

__all__ = ["Estimates", "estimate"]

OF_THETA = ("kr", "kr_linear", "kr_expected", "satterthwaite")
ADJUSTED = ("kr", "kr_linear", "kr_expected")


@dataclass(frozen=True)
class Estimates:
    """estimate, std_error (R, k), df (R, k) but for the methods that do not depend on the covariance, where it is
    None; touched (R, k, p): the size of each coefficient's part in a row, in standard errors; fine (R,)."""

    estimate: Floats
    std_error: Floats
    df: Floats | None
    touched: Floats
    fine: Switches


def estimate(problem: Problem, here: Local, structure: Structure, rows: Floats, ddf: str) -> Estimates:
    """`rows` (k, p) times the coefficients of replicates at their maximum."""
    coefficients = np.matmul(problem.to_terms, here.point.coefficients[:, :, None])[:, :, 0]
    beta = problem.ols + problem.unit[:, None] * coefficients
    root = problem.unit[:, None, None] * np.matmul(problem.to_terms, here.point.root)
    turned = np.matmul(rows, root)
    variance = (turned**2).sum(axis=2)
    adjusted, df, fine = variance, None, np.ones(len(beta), dtype=bool)
    if ddf in OF_THETA:
        information = here.information
        if ddf == "kr_expected":
            by_entry = expected(problem, here.point, here.sums)
            information = np.matmul(np.matmul(here.jacobian, by_entry), here.jacobian.swapaxes(1, 2))
        lower, fine = cholesky(information)
        # w = factor' factor, the covariance of theta; what it makes of the entries of the covariance matrix.
        factor = invert(lower)
        of_entries = np.matmul(factor, here.jacobian)
        # H m' of every entry and row, (R, C P, k, p), in the order of theta.
        p, k = turned.shape[2], len(rows)
        changes = _changes(here, turned)
        slopes = (changes * turned[:, None]).sum(axis=3)
        moved = np.matmul(of_entries, slopes)
        df = 2.0 * variance**2 / (moved**2).sum(axis=1)
        if ddf in ADJUSTED:
            linear = np.matmul(of_entries, changes.reshape(len(beta), -1, k * p)).reshape(len(beta), -1, k, p)
            lost = (linear**2).sum(axis=(1, 3))
            adjusted = variance + 2.0 * (_won(problem, here, structure, turned, factor, of_entries, ddf) - lost)
    own = adjusted > ROUNDING * variance
    fine = fine & own.all(axis=1)
    error = np.sqrt(np.where(own, adjusted, 1.0))
    touched = np.abs(rows) * np.linalg.norm(root, axis=2)[:, None, :]
    return Estimates(np.matmul(rows, beta[:, :, None])[:, :, 0], error, df, touched, fine)


def _changes(here: Local, turned: Floats) -> Floats:
    """m H for the H of every entry and each row m of `turned` (R, k, p): (R, C P, k, p)."""
    row, column, twice = entries(here.sums.paired.shape[2])
    each = np.matmul(turned[:, None, None, None], here.sums.paired)
    both = twice[:, None, None] * (each[:, :, row, column] + each[:, :, column, row])
    return np.asarray(both.reshape(len(turned), -1, *turned.shape[1:]), dtype=float)


def _won(
    problem: Problem, here: Local, structure: Structure, turned: Floats, factor: Floats, of_entries: Floats, ddf: str
) -> Floats:
    """m sum_kl w_kl (Q_kl - R_kl / 4) m' for each row m, (R, k)."""
    inverses = here.point.inverse
    replicates, patterns, n_visits, _ = inverses.shape
    size, k = n_visits * (n_visits + 1) // 2, turned.shape[1]
    spread = np.matmul(of_entries.swapaxes(1, 2), of_entries)
    places = pair_places(n_visits)
    # sum_kl w_kl S_k[a, b] S_l[c, d] as [(b, c), (a, d)]
    at = (places.T[:, None, :, None] * size + places[None, :, None, :]).reshape(n_visits**2, n_visits**2)
    middle = np.empty_like(inverses)
    for number, cell in enumerate(problem.bounds):
        own = spread[:, number * size : (number + 1) * size, number * size : (number + 1) * size]
        form = np.take(own.reshape(replicates, size * size), at, axis=1)
        flat = inverses[:, cell].reshape(replicates, -1, n_visits**2)
        middle[:, cell] = np.matmul(flat, form).reshape(replicates, -1, n_visits, n_visits)
    if ddf != "kr_linear":
        bend = structure.curvature(here.theta, np.matmul(factor.swapaxes(1, 2), factor))
        if bend is not None:
            middle = middle - 0.25 * bend[:, problem.cell]
    m = problem.zz.shape[2]
    # F_g m' as [g, u, k, a]
    held = np.matmul(here.sums.held.reshape(replicates, patterns * m * n_visits, -1), turned.swapaxes(1, 2))
    held = held.reshape(replicates, patterns, m, n_visits, k).swapaxes(3, 4).reshape(replicates, patterns, m, -1)
    weighed = np.matmul(problem.zz, held).reshape(replicates, patterns, m * k, n_visits)
    carried = np.matmul(held.reshape(replicates, patterns, m * k, n_visits), middle)
    return np.asarray((weighed * carried).reshape(replicates, patterns * m, k, n_visits).sum(axis=(1, 3)), dtype=float)
