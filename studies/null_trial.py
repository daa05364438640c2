"""A trial without a treatment effect, with dropout at random given what was observed.

Two arms, a baseline and four visits; the outcome is about a pain score of 0 to 100. A subject who is seen at a visit
leaves before the next with a probability that rises with the value observed: logit = -2.6 + 1.0 (y - 50) / 20.
About a quarter are gone by the last visit.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

__all__ = ["FORMULA", "VISITS", "null_trial"]

VISITS = ["V1", "V2", "V3", "V4"]
FORMULA = "Y ~ BASE + ARM*VISIT"
MEANS = np.array([60.0, 55.0, 51.0, 48.0, 46.0])
DEVIATIONS = np.array([15.0, 17.0, 19.0, 20.0, 21.0])
# Baseline and the four visits.
CORRELATION = np.array(
    [
        [1.00, 0.55, 0.48, 0.43, 0.40],
        [0.55, 1.00, 0.70, 0.60, 0.54],
        [0.48, 0.70, 1.00, 0.74, 0.65],
        [0.43, 0.60, 0.74, 1.00, 0.78],
        [0.40, 0.54, 0.65, 0.78, 1.00],
    ]
)
ROOT = np.linalg.cholesky(CORRELATION * np.outer(DEVIATIONS, DEVIATIONS))


def null_trial(seed: np.random.SeedSequence, per_arm: int) -> pd.DataFrame:
    """One row a subject and visit seen: ID ARM VISIT BASE Y. Arms have the same distribution."""
    rng = np.random.default_rng(seed)
    n = 2 * per_arm
    values = MEANS + rng.normal(size=(n, 5)) @ ROOT.T
    stays = rng.random((n, 3)) >= 1.0 / (1.0 + np.exp(2.6 - (values[:, 1:4] - 50.0) / 20.0))
    seen = np.column_stack([np.ones(n, dtype=bool), np.cumprod(stays, axis=1).astype(bool)])
    subject, visit = np.nonzero(seen)
    return pd.DataFrame(
        {
            "ID": subject,
            "ARM": pd.Categorical.from_codes((subject >= per_arm).astype(int), ["P", "A"]),
            "VISIT": pd.Categorical.from_codes(visit, VISITS),
            "BASE": values[subject, 0],
            "Y": values[:, 1:][subject, visit],
        }
    )
