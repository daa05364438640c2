"""Random trials with random coefficients, for the tests."""

from __future__ import annotations

import numpy as np
import pandas as pd

DAYS = np.array([0.0, 28.0, 56.0, 84.0, 112.0, 140.0])


def trial(
    seed: int,
    n_subjects: int = 24,
    n_visits: int = 5,
    *,
    missing: float = 0.15,
    own_days: bool = True,
    level: float = 6.0,
    slope: float = 0.06,
    error: float = 3.0,
    correlation: float = 0.0,
) -> pd.DataFrame:
    """Subjects with a level and a slope of their own, at days of their own; a tenth are seen twice on the same day."""
    rng = np.random.default_rng(seed)
    rows = n_subjects * n_visits
    who = np.repeat(np.arange(n_subjects), n_visits)
    day = np.tile(DAYS[:n_visits], n_subjects) + (rng.integers(-6, 7, rows) if own_days else 0)
    shock = rng.normal(size=(n_subjects, n_visits))
    for visit in range(1, n_visits):
        shock[:, visit] = correlation * shock[:, visit - 1] + np.sqrt(1 - correlation**2) * shock[:, visit]
    base = rng.normal(50, 10, n_subjects)
    y = 0.5 * base[who] + rng.normal(0, level, n_subjects)[who] + error * shock.ravel()
    y += (rng.normal(-0.05, slope, n_subjects)[who] - 0.03 * (who % 2)) * day
    data = pd.DataFrame(
        {
            "ID": [f"S{k:04d}" for k in who],
            "ARM": pd.Categorical(np.where(who % 2 == 0, "Sham", "Laser"), ["Sham", "Laser"]),
            "VISIT": pd.Categorical.from_codes(
                np.tile(np.arange(n_visits), n_subjects), [f"V{k}" for k in range(n_visits)], ordered=True
            ),
            "DAY": day,
            "BASE": base[who],
            "W": rng.uniform(0.5, 2.0, rows),
            "Y": y,
        }
    )
    return data[rng.random(rows) >= missing].reset_index(drop=True)


def with_repeats(data: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Some records a second time, with another outcome on the same day."""
    rng = np.random.default_rng(seed)
    again = data.sample(frac=0.1, random_state=seed)
    return pd.concat([data, again.assign(Y=again["Y"] + rng.normal(0, 3, len(again)))], ignore_index=True)
