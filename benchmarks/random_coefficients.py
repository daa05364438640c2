"""Time random intercept and slope, each subject at times of its own, with Kenward and Roger's tests.

    python benchmarks/random_coefficients.py [subjects] [records]

Beside it statsmodels' MixedLM, which has z tests; the two fits must agree.
"""

from __future__ import annotations

import sys
import time
import warnings

import numpy as np
import pandas as pd
from statsmodels.regression.mixed_linear_model import MixedLM

from trialstats.engines.mmrm import fit_mmrm


def trial(subjects: int, records: int) -> pd.DataFrame:
    """Subjects with levels and slopes of their own, seen on days of their own."""
    rng = np.random.default_rng(20261129)
    who = np.repeat(np.arange(subjects), records)
    day = np.sort(rng.uniform(0, 100, (subjects, records)), axis=1).ravel()
    slope = rng.normal(-0.1, 0.05, subjects)[who] - 0.02 * (who % 2)
    value = 50 + rng.normal(0, 8, subjects)[who] + slope * day + rng.normal(0, 4, len(who))
    return pd.DataFrame({"ID": who, "ARM": np.where(who % 2, "B", "A"), "DAY": day, "Y": value})


def main() -> None:
    subjects, records = (int(a) for a in sys.argv[1:3]) if len(sys.argv) > 2 else (3000, 5)
    data = trial(subjects, records)
    # The first fit of a process pays for what is imported and compiled at first use.
    fit_mmrm("Y ~ ARM*DAY", data.head(50 * records), subject="ID", covariance="random_slope", time="DAY").coefficients()
    for words in (
        {"ddf": "kr"},
        {"ddf": "kr_expected"},
        {"ddf": "satterthwaite"},
        {"vcov": "cr2"},
        {"residual": "by_group", "group": "ARM"},
    ):
        begun = time.perf_counter()
        fit = fit_mmrm("Y ~ ARM*DAY", data, subject="ID", covariance="random_slope", time="DAY", **words)
        table = fit.coefficients().iloc[-1]
        spent = time.perf_counter() - begun
        print(f"{words}: {spent:.2f} s, slope {table['estimate']:.6f} ({table['std_error']:.6f}), df {table['df']:.1f}")
    begun = time.perf_counter()
    x = fit.design.predictors
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        z = np.column_stack([np.ones(len(data)), data["DAY"]])
        other = MixedLM(data["Y"].to_numpy(), x, groups=data["ID"].to_numpy(), exog_re=z).fit(reml=True)
    spent = time.perf_counter() - begun
    print(f"statsmodels MixedLM: {spent:.2f} s, slope {other.fe_params[-1]:.6f} ({other.bse_fe[-1]:.6f})")


if __name__ == "__main__":
    main()
