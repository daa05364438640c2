"""Plain NumPy programs for jump to reference, without checks: what the engine of imputation is measured against.

Values are missing from some visit on and never before it; predictors x (n, q) hold the arm in column 1, 0 or 1.
"""

from __future__ import annotations

import numpy as np
from prototype import derivatives, evaluate, stack
from scipy.linalg import cho_factor, cho_solve

__all__ = ["bayes", "jackknife"]


def bayes(y: np.ndarray, x: np.ndarray, draws: int, seed: int = 1) -> tuple[float, float]:
    """Estimate and Rubin's standard error of the last visit's difference: a draw after the other."""
    rng = np.random.default_rng(seed)
    (_, t), q = y.shape, x.shape[1]
    roots = []
    for visit in range(t):
        seen = ~np.isnan(y[:, visit])
        z = np.column_stack([x[seen], y[seen, :visit]])
        inverse = np.linalg.inv(z.T @ z)
        b = inverse @ (z.T @ y[seen, visit])
        df = seen.sum() - q - (t - 1 - visit)
        roots.append((b, np.linalg.cholesky(inverse), ((y[seen, visit] - z @ b) ** 2).sum(), df))
    estimates, variances = np.empty(draws), np.empty(draws)
    for m in range(draws):
        means, s = np.zeros((t, q)), np.zeros((t, t))
        for visit, (b, root, rss, df) in enumerate(roots):
            variance = rss / rng.chisquare(df)
            drawn = b + np.sqrt(variance) * (root @ rng.normal(size=len(b)))
            slopes = drawn[q:]
            means[visit] = drawn[:q] + slopes @ means[:visit]
            s[visit, :visit] = s[:visit, visit] = slopes @ s[:visit, :visit]
            s[visit, visit] = variance + slopes @ s[visit, :visit]
        estimates[m], variances[m] = difference(fill(y, x, means, s, rng), x)
    return float(estimates.mean()), float(np.sqrt(variances.mean() + (1 + 1 / draws) * estimates.var(ddof=1)))


def jackknife(y: np.ndarray, x: np.ndarray) -> tuple[float, float]:
    """Estimate and standard error by conditional means: a fit after the other, from the estimates of all."""
    n = len(y)
    means, s = fit(y, x, np.cov(y[~np.isnan(y).any(axis=1)].T))
    others = np.empty(n)
    for i in range(n):
        own, some = np.delete(y, i, axis=0), np.delete(x, i, axis=0)
        others[i] = difference(fill(own, some, *fit(own, some, s), None), some)[0]
    error = np.sqrt((n - 1) / n * ((others - others.mean()) ** 2).sum())
    return difference(fill(y, x, means, s, None), x)[0], float(error)


def fit(y: np.ndarray, x: np.ndarray, s: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Means (T, q) and covariance (T, T) by REML: Newton's method, from s."""
    t, q = y.shape[1], x.shape[1]
    subject, visit = np.nonzero(~np.isnan(y))
    wide = np.zeros((len(subject), t, q))
    wide[np.arange(len(subject)), visit] = x[subject]
    columns, r = np.linalg.qr(wide.reshape(len(subject), -1))
    data = stack(columns, y[subject, visit], subject, visit, t)
    pairs = np.tril_indices(t)
    state = evaluate(s, data)
    for _ in range(50):
        slope, information, *_ = derivatives(state, data, pairs)
        step = cho_solve(cho_factor(information), slope)
        if slope @ step < 1e-12:
            break
        for _ in range(30):
            moved = np.zeros((t, t))
            moved[pairs] = step
            other = evaluate(s + moved + np.tril(moved, -1).T, data)
            if other is not None and other[0] <= state[0] + 1e-9:
                break
            step = step / 2
        s, state = s + moved + np.tril(moved, -1).T, other
    return np.linalg.solve(r, state[4]).reshape(t, q), s


def fill(y: np.ndarray, x: np.ndarray, means: np.ndarray, s: np.ndarray, rng: np.random.Generator | None) -> np.ndarray:
    """The outcomes with what is missing jumped to the reference."""
    filled, reference = y.copy(), x.copy()
    reference[:, 1] = 0
    left = (~np.isnan(y)).sum(axis=1)
    for k in np.unique(left[left < y.shape[1]]):
        who = np.flatnonzero(left == k)
        slopes = np.linalg.solve(s[:k, :k], s[:k, k:])
        values = reference[who] @ means[k:].T + (y[who, :k] - x[who] @ means[:k].T) @ slopes
        if rng is not None:
            root = np.linalg.cholesky(s[k:, k:] - s[k:, :k] @ slopes)
            values = values + rng.normal(size=values.shape) @ root.T
        filled[who, k:] = values
    return filled


def difference(filled: np.ndarray, x: np.ndarray) -> tuple[float, float]:
    """The difference at the last visit and its variance, by least squares."""
    inverse = np.linalg.inv(x.T @ x)
    b = inverse @ (x.T @ filled[:, -1])
    rss = ((filled[:, -1] - x @ b) ** 2).sum()
    return b[1], rss / (len(x) - x.shape[1]) * inverse[1, 1]
