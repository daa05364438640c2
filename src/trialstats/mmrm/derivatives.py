"""The exact gradient and information of the log-likelihood.

With P = V^-1 - V^-1 X A^-1 X' V^-1 and S_k = dS/dtheta_k:

    gradient     -1/2 tr(P V_k) + 1/2 y'P V_k P y
    observed     -1/2 tr(P V_k P V_l) + y'P V_k P V_l P y + 1/2 tr(P V_kl) - 1/2 y'P V_kl P y
    expected      1/2 tr(P V_k P V_l)

For ML the traces hold V^-1 in place of P. Let z_i = M_i X_i root (root root' = A^-1) and u_i = M_i r_i = the
rows of P y. Each term above is a contraction of S_k with sums over subjects that do not depend on k:

    B      = sum M_i - [REML] sum z_i z_i' - sum u_i u_i'           (T, T)
    Omega  = sum over patterns of M_g (x) E_g                        (T^2, T^2)
    J      = sum of the outer products of (z_i, u_i) with itself     (T, q, T, q)

so that no loop over subjects or over pairs of parameters is needed:

    gradient_k  = -1/2 <S_k, B>
    tr(M S_k M S_l) and the like = vec(S_k)' Omega vec(S_l)
    H_k = sum_ab S_k[a, b] J[a, :, b, :]:  tr(A^-1 X'V^-1 V_k V^-1 X A^-1 X'V^-1 V_l V^-1 X) = <H_k, H_l>
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialstats.mmrm.arrays import Floats
from trialstats.mmrm.likelihood import Problem, Whitened

__all__ = ["Sums", "expected_information", "gradient", "observed_information", "slopes", "sum_subjects"]


@dataclass(frozen=True)
class Sums:
    """The sums over subjects at one S.

    balance (T, T) = B; joint (T, T, q, q) = J with visits first; by_pattern (G, T, T) = M_g; and over
    each pattern's subjects counts (G,), of_predictors (G, T, T) = sum z z' (REML only, else zero) and
    of_residuals (G, T, T) = sum u u'.
    """

    balance: Floats
    joint: Floats
    by_pattern: Floats
    counts: Floats
    of_predictors: Floats
    of_residuals: Floats
    reml: bool


def sum_subjects(problem: Problem, point: Whitened) -> Sums:
    """Add up over subjects, once, all that the gradient and the information need."""
    stack, p = problem.stack, problem.n_coefficients
    n, n_visits, q = stack.rows.shape
    turn = np.zeros((q, q))
    turn[:p, :p], turn[:p, p], turn[p, p] = point.root, -point.coefficients, 1.0
    turned = (point.whitened.reshape(-1, q) @ turn).reshape(n, n_visits, q)
    flat = turned.reshape(n, n_visits * q)
    joint = (flat.T @ flat).reshape(n_visits, q, n_visits, q).transpose(0, 2, 1, 3)
    z, u = turned[:, :, :p], turned[:, :, p]
    of_residuals = np.add.reduceat(u[:, :, None] * u[:, None, :], stack.starts)
    of_predictors = np.zeros_like(of_residuals)
    if problem.reml:
        of_predictors = np.add.reduceat(np.matmul(z, z.transpose(0, 2, 1)), stack.starts)
    total = np.tensordot(stack.counts, point.inverse, 1)
    balance = total - of_predictors.sum(axis=0) - of_residuals.sum(axis=0)
    return Sums(
        0.5 * (balance + balance.T),
        joint,
        point.inverse,
        stack.counts,
        of_predictors,
        of_residuals,
        problem.reml,
    )


def gradient(sums: Sums, first: Floats) -> Floats:
    """dl/dtheta (K,), from first (K, T, T) = dS/dtheta."""
    return -0.5 * np.tensordot(first, sums.balance, 2)


def slopes(sums: Sums, first: Floats) -> Floats:
    """H_k (K, q, q): its p x p corner is root' X'V^-1 V_k V^-1 X root, its last column root' X'V^-1 V_k P y
    (above the corner)."""
    k, n_visits, _ = first.shape
    q = sums.joint.shape[2]
    flat = first.reshape(k, n_visits**2) @ sums.joint.reshape(n_visits**2, q * q)
    return flat.reshape(k, q, q)


def observed_information(sums: Sums, first: Floats, second: Floats) -> Floats:
    """-d2l/dtheta2 (K, K); second (K, K) = <S_kl, B>."""
    each = -0.5 * sums.counts[:, None, None] * sums.by_pattern + sums.of_predictors + sums.of_residuals
    information = _quadratic(sums, first, each) + 0.5 * second
    h = slopes(sums, first)
    information -= _inner(h[:, :-1, -1])
    if sums.reml:
        information -= 0.5 * _inner(h[:, :-1, :-1])
    return information


def expected_information(sums: Sums, first: Floats) -> Floats:
    """E(-d2l/dtheta2) (K, K)."""
    each = 0.5 * sums.counts[:, None, None] * sums.by_pattern - sums.of_predictors
    information = _quadratic(sums, first, each)
    if sums.reml:
        information += 0.5 * _inner(slopes(sums, first)[:, :-1, :-1])
    return information


def _quadratic(sums: Sums, first: Floats, each: Floats) -> Floats:
    """sum_g tr(M_g S_k E_g S_l), (K, K), made symmetric in k and l."""
    patterns, n_visits, _ = each.shape
    size = n_visits**2
    product = sums.by_pattern.reshape(patterns, size).T @ each.reshape(patterns, size)
    # product[(d, a), (b, c)] = sum_g M[d, a] E[b, c]; the trace wants it as [(a, b), (c, d)].
    omega = product.reshape((n_visits,) * 4).transpose(1, 2, 3, 0).reshape(size, size)
    flat = first.reshape(len(first), size)
    form = flat @ omega @ flat.T
    return 0.5 * (form + form.T)


def _inner(matrices: Floats) -> Floats:
    flat = matrices.reshape(len(matrices), -1)
    return flat @ flat.T
