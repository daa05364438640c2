"""How often the tests of random coefficients reject a difference that is not there.

    nice python studies/random_coefficients.py --trials 3000

Two arms, a baseline and four visits at days of each subject's own, a tenth of the records missing. Subjects have a
level and a slope of their own; no arm is better. A random intercept and slope is fitted by REML, and the difference of
slopes, and that at week 12, tested with each kind of degrees of freedom. Days and missing records are drawn anew for
every hundred trials; outcomes for each. Writes docs/studies/random_coefficients.md and
docs/figures/random_coefficients.svg.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import time

import numpy as np
import pandas as pd
from random_coefficients_report import write_report
from seeds import RANDOM_COEFFICIENTS, streams

from trialstats.engines.mmrm import MMRMResult, fit_mmrm
from trialstats.errors import FitError

METHODS = ("kr", "kr_expected", "satterthwaite", "inf")
WEEKS = np.array([0.0, 2.0, 4.0, 8.0, 12.0])
LEVEL, ERROR = 12.0, 6.0
# SD of subjects' own slopes, a week.
SLOPES = {"differ": 0.8, "alike": 0.15}
A_DESIGN = 100
TESTS = {"slopes": {"ARM[T.B]:WEEK": 1.0}, "week 12": {"ARM[T.B]": 1.0, "ARM[T.B]:WEEK": 12.0}}


def design(rng: np.random.Generator, per_arm: int) -> pd.DataFrame:
    """Who is seen when: within three days of the visit, the baseline at day 0, a tenth of the rest not."""
    n, visits = 2 * per_arm, len(WEEKS)
    who = np.repeat(np.arange(n), visits)
    week = np.tile(WEEKS, n) + np.where(np.tile(WEEKS, n) > 0, rng.integers(-3, 4, n * visits) / 7, 0.0)
    data = pd.DataFrame({"ID": who, "ARM": np.where(who % 2, "B", "A"), "WEEK": week})
    return data[(data["WEEK"] == 0) | (rng.random(len(data)) > 0.1)].reset_index(drop=True)


def outcome(rng: np.random.Generator, data: pd.DataFrame, slope: float) -> np.ndarray:
    """(n,): a course without any effect of the arm."""
    who, n = data["ID"].to_numpy(), int(data["ID"].max()) + 1
    level, own = rng.normal(50, LEVEL, n), rng.normal(-0.5, slope, n)
    return level[who] + own[who] * data["WEEK"].to_numpy() + rng.normal(0, ERROR, len(data))


def tested(fit: MMRMResult) -> dict[str, object]:
    """p values by test and method, and whether G is at its edge."""
    found: dict[str, object] = {"edge": bool(fit.notes)}
    for ddf in METHODS:
        table = fit.with_ddf(ddf).contrast(TESTS)
        found |= {f"{ddf} {name}": float(p) for name, p in zip(TESTS, table["p_value"], strict=True)}
    return found


def simulate(scenario: str, per_arm: int, trials: int) -> pd.DataFrame:
    """One row a trial."""
    rows: list[dict[str, object]] = []
    for seed in streams(RANDOM_COEFFICIENTS[scenario, per_arm], trials // A_DESIGN):
        rng = np.random.default_rng(seed)
        data = design(rng, per_arm)
        first = None
        for _ in range(A_DESIGN):
            y = outcome(rng, data, SLOPES[scenario])
            try:
                # The design of a hundred trials is built once.
                first = first or fit_mmrm(
                    "Y ~ ARM*WEEK", data.assign(Y=y), subject="ID", covariance="random_slope", time="WEEK"
                )
                rows.append({"reason": "", **tested(first.refit(y))})
            except FitError as error:
                rows.append({"reason": str(error).split(" (after")[0]})
    return pd.DataFrame(rows).assign(scenario=scenario, per_arm=per_arm)


def main() -> None:
    """Run, and write the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=int, default=3000, help="for each scenario and number of subjects per arm")
    options = parser.parse_args()
    start = time.perf_counter()
    found = pd.concat([simulate(*key, options.trials) for key in RANDOM_COEFFICIENTS], ignore_index=True)
    write_report(found, METHODS, tuple(TESTS), SLOPES, options.trials, (time.perf_counter() - start) / 60)


if __name__ == "__main__":
    main()
