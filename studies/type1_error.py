"""How often each test rejects a treatment difference that is not there.

    python studies/type1_error.py --trials 10000 --workers 2

Every trial is fitted once (us, REML) and its difference at the last visit tested with four kinds of degrees of freedom;
a trial whose us cannot be fitted is counted, and fitted by the ladder us, toeph, ar1h, csh, cs.
Writes docs/studies/type1_error.md and docs/figures/type1_error.svg.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial

import numpy as np
import pandas as pd
from null_trial import FORMULA, null_trial
from seeds import TYPE1, streams
from type1_report import write_report

from trialstats.engines.mmrm import MMRMResult, fit_mmrm
from trialstats.errors import FitError

METHODS = ("kr", "satterthwaite", "residual", "inf")
LADDER = ["us", "toeph", "ar1h", "csh", "cs"]
LAST = {"last visit": {"ARM[T.A]": 1.0, "ARM[T.A]:VISIT[T.V4]": 1.0}}


def p_values(fit: MMRMResult) -> dict[str, float]:
    """The p-value of the difference at the last visit by each method."""
    return {ddf: float(fit.with_ddf(ddf).contrast(LAST).p_value[0]) for ddf in METHODS}


def one_trial(seed: np.random.SeedSequence, per_arm: int) -> dict[str, object]:
    """p-values of us; where it cannot be fitted, of the first structure of the ladder that can, and the reason."""
    data = null_trial(seed, per_arm)
    fit = partial(fit_mmrm, FORMULA, data, subject="ID", visit="VISIT")
    try:
        return {"structure": "us", "reason": "", **p_values(fit())}
    except FitError as error:
        reason = str(error).split(" (after")[0].split(":", 1)[-1].strip()
    try:
        other = fit(covariance=LADDER[1:])
        return {"structure": other.structure, "reason": reason, **p_values(other)}
    except FitError:
        return {"structure": "none", "reason": reason} | dict.fromkeys(METHODS, np.nan)


def simulate(per_arm: int, trials: int, workers: int) -> pd.DataFrame:
    """One row a trial."""
    seeds = streams(TYPE1[per_arm], trials)
    with ProcessPoolExecutor(workers) as pool:
        rows = list(pool.map(partial(one_trial, per_arm=per_arm), seeds, chunksize=100))
    return pd.DataFrame(rows).assign(per_arm=per_arm)


def main() -> None:
    """Run, print what could not be fitted, write the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=int, default=10_000, help="for each number of subjects per arm")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    start = time.perf_counter()
    found = pd.concat([simulate(n, options.trials, options.workers) for n in TYPE1], ignore_index=True)
    minutes = (time.perf_counter() - start) / 60
    print(Counter(zip(found.per_arm, found.structure, found.reason, strict=True)))
    write_report(found, METHODS, options.trials, options.workers, minutes)


if __name__ == "__main__":
    main()
