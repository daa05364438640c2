"""The seeds of the studies, fixed before any of them was run."""

from __future__ import annotations

import numpy as np

__all__ = [
    "CENSORED",
    "CORRUPTION",
    "IMPUTATION",
    "RANDOM_COEFFICIENTS",
    "REPEATED_BINARY",
    "ROBUSTNESS",
    "TYPE1",
    "streams",
]

# One root for each number of subjects per arm.
TYPE1 = {10: 20261110, 20: 20261120, 40: 20261140}
ROBUSTNESS = 20261124
CORRUPTION = 20261128
# One root for each scenario of studies/biomarker_trial.py.
CENSORED = {"moderate": 20261125, "small": 20261126, "few": 20261127}
# One root for each scenario of studies/dropout_trial.py.
IMPUTATION = {"effect": 20261201, "null": 20261202, "small": 20261203}
# One root for each scenario of studies/random_coefficients.py and number of subjects per arm.
RANDOM_COEFFICIENTS = {
    ("differ", 10): 20261211,
    ("differ", 20): 20261221,
    ("differ", 40): 20261241,
    ("alike", 10): 20261212,
    ("alike", 20): 20261222,
    ("alike", 40): 20261242,
}

# One root for each number of subjects per arm of studies/repeated_binary.py.
REPEATED_BINARY = {10: 20261310, 20: 20261320, 40: 20261340}


def streams(root: int, n: int) -> list[np.random.SeedSequence]:
    """One seed a trial: results depend neither on the order of the trials nor on the number of workers."""
    return np.random.SeedSequence(root).spawn(n)
