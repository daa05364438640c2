"""Write limbs.csv, from which limbs.R computes what the tests compare with: both sides of 40 subjects, some missing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd


def limbs() -> pd.DataFrame:
    """Columns id, arm, age, visit, side, base, y; 40 subjects, two visits, 21 of the 160 records missing."""
    rng = np.random.default_rng(20240611)
    n = 40
    arm = np.arange(n) % 2
    age = np.round(60 + 8 * rng.standard_normal(n), 1)
    subject, of_side = 3 * rng.standard_normal(n), rng.standard_normal((n, 2))
    base = np.round(42 + subject[:, None] + of_side + rng.standard_normal((n, 2)), 1)
    rows = []
    for i, v, s in np.ndindex(n, 2, 2):
        y = 42 + subject[i] + of_side[i, s] + (0.5 + v) * arm[i] - 0.05 * (age[i] - 60) + 1.5 * rng.standard_normal()
        rows.append((f"S{i:02d}", "AB"[arm[i]], age[i], f"V{v + 1}", "LR"[s], base[i, s], round(y, 1)))
    frame = pd.DataFrame(rows, columns=["id", "arm", "age", "visit", "side", "base", "y"])
    return frame[rng.random(len(frame)) > 0.15]


if __name__ == "__main__":
    limbs().to_csv(Path(__file__).with_name("limbs.csv"), index=False, lineterminator="\n")
