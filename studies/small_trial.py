"""Small trials that are hard to fit: few subjects, heavy missingness, near-singular covariances."""

from __future__ import annotations

import numpy as np
import pandas as pd

__all__ = ["small_trial"]


def small_trial(seed: np.random.SeedSequence) -> tuple[str, pd.DataFrame]:
    """A formula and its data: 8 to 40 subjects, 2 to 8 visits, two or three arms, 10 to 60 % of values missing.

    The outcome's unit and mean change from trial to trial; every fifth covariance has an eigenvalue near to zero.
    """
    rng = np.random.default_rng(seed)
    n, n_visits, n_arms = int(rng.integers(8, 41)), int(rng.integers(2, 9)), int(rng.integers(2, 4))
    values = 10.0 ** rng.uniform(-2, 3) * (rng.normal(size=(n, n_visits)) @ _root(rng, n_visits).T + rng.normal(0, 20))
    missing = rng.uniform(0.1, 0.6)
    seen = rng.random((n, n_visits)) >= missing
    if rng.random() < 0.5:  # those who leave do not come back
        seen = np.cumprod(rng.random((n, n_visits)) >= missing / 3, axis=1).astype(bool)
    subject, visit = np.nonzero(seen)
    data = pd.DataFrame(
        {
            "ID": subject,
            "ARM": pd.Categorical.from_codes(rng.permutation(np.arange(n) % n_arms)[subject], ["A", "B", "C"][:n_arms]),
            "VISIT": pd.Categorical.from_codes(visit, [f"V{v + 1}" for v in range(n_visits)]),
            "BASE": rng.normal(50, 10, n)[subject],
            "Y": values[subject, visit],
        }
    )
    for name in ("ARM", "VISIT"):
        data[name] = data[name].cat.remove_unused_categories()
    return str(rng.choice(["Y ~ ARM + VISIT", "Y ~ BASE + ARM*VISIT", "Y ~ BASE*VISIT + ARM*VISIT"])), data


def _root(rng: np.random.Generator, n_visits: int) -> np.ndarray:
    root = np.tril(rng.normal(0, 0.5, (n_visits, n_visits)), -1) + np.diag(rng.uniform(0.6, 1.5, n_visits))
    if rng.random() < 0.2:
        root[-1, -1] *= 1e-3
    if rng.random() < 0.3:
        root[:, 0] += 1.0
    return root
