"""A plain NumPy program for the same fit, without checks or tables: what the engine's speed is measured against.

us by REML, Kenward and Roger's standard errors and degrees of freedom (observed information; the structure is linear,
so there are no second derivatives), for all LS means of arm by visit and the differences. Newton on the
entries of the covariance matrix; one matrix product an iteration over the stacked rows, np.add.reduceat over patterns.
"""

from __future__ import annotations

import formulaic
import numpy as np
import pandas as pd
from scipy.linalg import cho_factor, cho_solve
from scipy.special import stdtr, stdtrit

__all__ = ["fit", "ls_means"]


def stack(x: np.ndarray, y: np.ndarray, subject: np.ndarray, visit: np.ndarray, t: int) -> tuple:
    """Rows (N, T, q) sorted by pattern; the pattern of each subject; starts, counts and visits of each pattern."""
    n = subject.max() + 1
    seen = np.zeros((n, t), dtype=bool)
    seen[subject, visit] = True
    key = seen @ (1 << np.arange(t))
    order = np.argsort(key, kind="stable")
    _, starts, counts = np.unique(key[order], return_index=True, return_counts=True)
    place = np.empty(n, dtype=int)
    place[order] = np.arange(n)
    rows = np.zeros((n, t, x.shape[1] + 1))
    rows[place[subject], visit, :-1] = x
    rows[place[subject], visit, -1] = y
    return rows, np.repeat(np.arange(len(starts)), counts), starts, counts, seen[order][starts]


def evaluate(s: np.ndarray, data: tuple) -> tuple | None:
    """-2 log-likelihood, and what its derivatives are made of."""
    rows, pattern, _, counts, seen = data
    _, t, q = rows.shape
    both = seen[:, :, None] & seen[:, None, :]
    filled = np.where(both, s, 0.0)
    filled[:, np.arange(t), np.arange(t)] += ~seen
    try:
        lower = np.linalg.cholesky(filled)
    except np.linalg.LinAlgError:
        return None
    inverse = np.where(both, np.linalg.inv(filled), 0.0)
    z = np.matmul(inverse[pattern], rows)
    cross = rows.reshape(-1, q).T @ z.reshape(-1, q)
    phi = np.linalg.inv(cross[:-1, :-1])
    b = phi @ cross[:-1, -1]
    log_det = counts @ (2 * np.log(np.diagonal(lower, axis1=1, axis2=2)).sum(axis=1))
    value = log_det - np.linalg.slogdet(phi)[1] + cross[-1, -1] - b @ cross[:-1, -1]
    return value, inverse, z, phi, b


def derivatives(state: tuple, data: tuple, pairs: tuple) -> tuple:
    """Gradient and observed information over the entries of S; H and Q for Kenward and Roger."""
    rows, _, starts, counts, _ = data
    _, inverse, z, phi, b = state
    n, t, q = rows.shape
    root = np.linalg.cholesky(phi)
    turn = np.zeros((q, q))
    turn[:-1, :-1], turn[:-1, -1], turn[-1, -1] = root, -b, 1.0
    turned = (z.reshape(-1, q) @ turn).reshape(n, t, q)
    flat = turned.reshape(n, t * q)
    joint = (flat.T @ flat).reshape(t, q, t, q)
    zz = np.add.reduceat(np.matmul(turned[:, :, :-1], turned[:, :, :-1].swapaxes(1, 2)), starts)
    u = turned[:, :, -1]
    uu = np.add.reduceat(u[:, :, None] * u[:, None, :], starts)
    m = counts[:, None, None] * inverse
    balance = (m - zz - uu).sum(axis=0)
    a, c = pairs
    twice = np.where(a == c, 0.5, 1.0)
    slope = -0.5 * twice * (balance[a, c] + balance[c, a])
    # sum_g M[p, r] E[s, o] for the entries (p, o) and (r, s): tr(M S_k E S_l) over both orders of each pair.
    size = len(inverse)
    omega = (inverse.reshape(size, -1).T @ (zz + uu - 0.5 * m).reshape(size, -1)).reshape(t, t, t, t)
    h = twice[:, None, None] * (joint[a, :, c, :] + joint[c, :, a, :])
    information = 0.0
    for p, o in ((a, c), (c, a)):
        for r, s in ((a, c), (c, a)):
            information = information + omega[p[:, None], r[None, :], s[None, :], o[:, None]]
    information = twice[:, None] * twice * information
    information = 0.5 * (information + information.T)
    last, corner = h[:, :-1, -1], h[:, :-1, :-1].reshape(len(a), -1)
    observed = information - last @ last.T - 0.5 * corner @ corner.T
    return slope, observed, h[:, :-1, :-1], turned[:, :, :-1], root


def fit(x: np.ndarray, y: np.ndarray, subject: np.ndarray, visit: np.ndarray, t: int) -> tuple:
    """b, its adjusted covariance, and what degrees of freedom need; the -2 log-likelihood."""
    q, r = np.linalg.qr(x)
    y = y - q @ (ols := q.T @ y)
    data = stack(q, y, subject, visit, t)
    rows, pattern = data[:2]
    pairs = np.tril_indices(t)
    held = (rows[:, :, -1] != 0).astype(float)
    s = rows[:, :, -1].T @ rows[:, :, -1] / np.maximum(held.T @ held, 1)
    s = 0.9 * s + 0.1 * np.diag(np.diag(s))
    state = evaluate(s, data)
    for _ in range(50):
        slope, information, h, z, root = derivatives(state, data, pairs)
        try:
            step = cho_solve(cho_factor(information), slope)
            if slope @ step < 1e-12:
                break
        except np.linalg.LinAlgError:  # far from the optimum: what is left where the residuals are as expected
            middle = s[pairs[0][:, None], pairs[0]] * s[pairs[1][:, None], pairs[1]]
            middle += s[pairs[0][:, None], pairs[1]] * s[pairs[1][:, None], pairs[0]]
            step = middle @ slope / len(rows)
        for _ in range(30):
            moved = np.zeros((t, t))
            moved[pairs] = step
            other = evaluate(s + moved + np.tril(moved, -1).T, data)
            if other is not None and other[0] <= state[0] + 1e-9:
                break
            step = step / 2
        s, state = s + moved + np.tril(moved, -1).T, other
    w = np.linalg.inv(information)
    first = np.zeros((len(w), t, t))
    first[np.arange(len(w)), pairs[0], pairs[1]] = first[np.arange(len(w)), pairs[1], pairs[0]] = 1.0
    flat = first.reshape(len(w), -1)
    form = (flat.T @ w @ flat).reshape(t, t, t, t).transpose(1, 2, 0, 3).reshape(t * t, t * t)
    middle = (state[1].reshape(-1, t * t) @ form).reshape(-1, t, t)[pattern]
    p = z.shape[2]
    turned = np.tensordot(np.linalg.cholesky(w).T, h, 1).reshape(-1, p)
    correction = z.reshape(-1, p).T @ np.matmul(middle, z).reshape(-1, p) - turned.T @ turned
    back = np.linalg.inv(r)
    root = back @ root
    return back @ (ols + state[4]), root @ (np.eye(p) + 2 * correction) @ root.T, root, h, w, state[0]


def ls_means(data: pd.DataFrame, formula: str) -> np.ndarray:
    """Estimate, standard error, df, p and interval of every LS mean of arm by visit and every difference."""
    model = formulaic.model_matrix(formula, data, output="numpy")
    visit, arms = data["AVISIT"].cat, data["ARM"].cat.categories
    t = len(visit.categories)
    b, vcov, root, h, w, _ = fit(
        np.asarray(model.rhs, dtype=float),
        np.asarray(model.lhs, dtype=float)[:, 0],
        pd.factorize(data["USUBJID"])[0],
        visit.codes.to_numpy(),
        t,
    )
    grid = pd.DataFrame(
        {
            "ARM": pd.Categorical(np.repeat(arms, t), arms),
            "AVISIT": pd.Categorical(np.tile(visit.categories, len(arms)), visit.categories),
            "BASE": data["BASE"].mean(),
        }
    )
    means = np.asarray(model.rhs.model_spec.get_model_matrix(grid), dtype=float)
    rows = np.vstack([means, means[t:] - np.tile(means[:t], (len(arms) - 1, 1))])
    turned = rows @ root
    g = (np.matmul(turned, h) * turned).sum(axis=2)
    df = 2 * (turned**2).sum(axis=1) ** 2 / np.einsum("kr,kl,lr->r", g, w, g)
    estimate, error = rows @ b, np.sqrt(np.einsum("rp,pq,rq->r", rows, vcov, rows))
    half = stdtrit(df, 0.975) * error
    p_value = 2 * stdtr(df, -np.abs(estimate / error))
    return np.column_stack([estimate, error, df, p_value, estimate - half, estimate + half])
