"""The exact gradient and information of the log-likelihood.

With P = V^-1 - V^-1 X A^-1 X' V^-1 and S_k = dS/dtheta_k:

    gradient     -1/2 tr(P V_k) + 1/2 y'P V_k P y
    observed     -1/2 tr(P V_k P V_l) + y'P V_k P V_l P y + 1/2 tr(P V_kl) - 1/2 y'P V_kl P y
    expected      1/2 tr(P V_k P V_l)

For ML the traces hold V^-1 in place of P. Let z_i = M_i X_i root (root root' = A^-1), u_i = M_i r_i = the
rows of P y, and for each cell of subjects who share a matrix

    B    = sum M_i - [REML] sum z_i z_i' - sum u_i u_i'           (T, T)
    H_k  = sum (z_i, u_i)' S_k (z_i, u_i), over all cells         (q, q)

Each term above is then a contraction of these:

    gradient_k  = -1/2 <S_k, B>
    tr(A^-1 X'V^-1 V_k V^-1 X A^-1 X'V^-1 V_l V^-1 X) = <H_k, H_l>
    tr(M S_k E S_l) and the like: `contractions`
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialstats.engines.mmrm.arrays import Floats
from trialstats.engines.mmrm.compact import turned_rows
from trialstats.engines.mmrm.contractions import products, quadratic
from trialstats.engines.mmrm.likelihood import Problem, Whitened
from trialstats.engines.mmrm.patterns import Stack

__all__ = ["Sums", "expected_information", "gradient", "observed_information", "slopes", "sum_subjects"]


@dataclass(frozen=True)
class Sums:
    """The sums over subjects at one S.

    balance (C, T, T) = B; turned (N, T, m) = (z, u), compact as the stack's rows; by_pattern (G, T, T) = M_g; and over
    each pattern's subjects of_predictors (G, T, T) = sum z z' (REML only, else zero) and of_residuals (G, T, T)
    = sum u u'.
    """

    stack: Stack
    balance: Floats
    turned: Floats
    by_pattern: Floats
    of_predictors: Floats
    of_residuals: Floats
    reml: bool

    @property
    def of_inverse(self) -> Floats:
        """(G, T, T): M added up over each pattern's subjects."""
        return self.stack.counts[:, None, None] * self.by_pattern


def sum_subjects(problem: Problem, point: Whitened) -> Sums:
    """Add up over subjects, once, all that the gradient and the information need."""
    stack, p = problem.stack, problem.n_coefficients
    turn = np.zeros((p + 1, p + 1))
    turn[:p, :p], turn[:p, p], turn[p, p] = point.root, -point.coefficients, 1.0
    turned = turned_rows(point.whitened, turn, stack)
    z, u = turned[:, :, :-1], turned[:, :, -1]
    of_residuals = np.add.reduceat(u[:, :, None] * u[:, None, :], stack.starts)
    of_predictors = np.zeros_like(of_residuals)
    if problem.reml:
        of_predictors = np.add.reduceat(np.matmul(z, z.swapaxes(1, 2)), stack.starts)
    each = stack.counts[:, None, None] * point.inverse - of_predictors - of_residuals
    balance = np.add.reduceat(each, stack.first_patterns)
    symmetric = 0.5 * (balance + balance.swapaxes(1, 2))
    return Sums(stack, symmetric, turned, point.inverse, of_predictors, of_residuals, problem.reml)


def gradient(sums: Sums, first: Floats) -> Floats:
    """dl/dtheta (K,), from first (K, C, T, T) = dS/dtheta."""
    return -0.5 * np.tensordot(first, sums.balance, 3)


def slopes(sums: Sums, first: Floats) -> Floats:
    """H_k (K, q, q): its p x p corner is root' X'V^-1 V_k V^-1 X root, its last column root' X'V^-1 V_k P y
    (above the corner)."""
    return products(sums.turned, first, sums.stack)


def observed_information(sums: Sums, first: Floats, second: Floats, h: Floats) -> Floats:
    """-d2l/dtheta2 (K, K); second (K, K) = <S_kl, B>; h (K, q, q) from `slopes`."""
    each = sums.of_predictors + sums.of_residuals - 0.5 * sums.of_inverse
    information = quadratic(sums.by_pattern, each, first, sums.stack) + 0.5 * second
    information -= _inner(h[:, :-1, -1])
    if sums.reml:
        information -= 0.5 * _inner(h[:, :-1, :-1])
    return information


def expected_information(sums: Sums, first: Floats, h: Floats) -> Floats:
    """E(-d2l/dtheta2) (K, K); h (K, q, q) from `slopes`."""
    each = 0.5 * sums.of_inverse - sums.of_predictors
    information = quadratic(sums.by_pattern, each, first, sums.stack)
    if sums.reml:
        information += 0.5 * _inner(h[:, :-1, :-1])
    return information


def _inner(matrices: Floats) -> Floats:
    flat = matrices.reshape(len(matrices), -1)
    return flat @ flat.T
