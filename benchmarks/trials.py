"""Synthetic trials of any size: two arms, dropout and visits missed in between."""

from __future__ import annotations

import numpy as np
import pandas as pd

__all__ = ["FORMULA", "synthetic"]

FORMULA = "CHG ~ BASE + ARM*AVISIT"


def synthetic(n_subjects: int, n_visits: int, seed: int = 1) -> pd.DataFrame:
    """USUBJID ARM AVISIT BASE CHG; 20 % of subjects drop out, 5 % of the other visits are missed."""
    rng = np.random.default_rng(seed)
    apart = np.abs(np.subtract.outer(np.arange(n_visits), np.arange(n_visits)))
    deviation = np.linspace(8.0, 12.0, n_visits)
    root = np.linalg.cholesky((0.3 + 0.7 * 0.8**apart) * np.outer(deviation, deviation))
    arm, base = np.arange(n_subjects) % 2, rng.normal(50, 10, n_subjects)
    y = -0.2 * (base[:, None] - 50) - arm[:, None] * np.linspace(0, 3, n_visits)
    y = y + rng.normal(size=(n_subjects, n_visits)) @ root.T
    leaves = np.where(rng.random(n_subjects) < 0.2, rng.integers(1, n_visits, n_subjects), n_visits)
    seen = (np.arange(n_visits) < leaves[:, None]) & (rng.random((n_subjects, n_visits)) > 0.05)
    subject, visit = np.nonzero(seen)
    return pd.DataFrame(
        {
            "USUBJID": pd.Series([f"S{k:07d}" for k in range(n_subjects)]).to_numpy()[subject],
            "ARM": pd.Categorical.from_codes(arm[subject], ["Placebo", "Active"]),
            "AVISIT": pd.Categorical.from_codes(visit, [f"Week {v + 1}" for v in range(n_visits)]),
            "BASE": base[subject],
            "CHG": y[subject, visit],
        }
    )
