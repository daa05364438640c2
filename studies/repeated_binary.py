"""How often the tests of a yes or no over the visits, by estimating equations, reject an odds ratio that is 1.

    nice python studies/repeated_binary.py --trials 1000

Two arms and four visits, a tenth of the records missing completely at random. Subjects have a level of their own, and
no arm is better. Arm by visit is fitted with an exchangeable working correlation, and the odds ratio at the last visit,
and over the visits, tested with each kind of standard error, by z and by t on subjects less coefficients. Writes
docs/studies/repeated_binary.md.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import time
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pandas as pd
from scipy.stats import beta
from seeds import REPEATED_BINARY, streams

from trialstats.engines.gee import ErrorKind, fit_gee
from trialstats.errors import FitError

REPORT = Path(__file__).resolve().parents[1] / "docs/studies/repeated_binary.md"
VISITS = 4
LEVEL = 1.2  # SD of subjects' log odds
MISSING = 0.1
ERRORS = tuple(kind for kind in get_args(ErrorKind) if kind != "model")
WORDS = {"robust": "robust", "kauermann_carroll": "Kauermann-Carroll", "mancl_derouen": "Mancl-DeRouen"}
LAW = {"z": "z tests", "t": "t tests"}
TESTS = ("last visit", "over the visits")


def trial_of(rng: np.random.Generator, per_arm: int) -> dict[str, Any]:
    """Draw the records of a trial without any effect, coded for arm by visit."""
    n = 2 * per_arm
    level = rng.normal(0, LEVEL, n)[:, None]
    outcome = (level + rng.logistic(size=(n, VISITS)) > 0).astype(float)
    who, visit = np.nonzero(rng.random((n, VISITS)) > MISSING)
    later = visit[:, None] == np.arange(1, VISITS)
    arm = (who % 2 == 1)[:, None]
    matrix = np.column_stack([np.ones(len(who)), later, arm, arm & later]).astype(float)
    terms = tuple(f"x{k}" for k in range(2 * VISITS))
    subjects = np.unique(who, return_inverse=True)[1]
    return {"outcome": outcome[who, visit], "matrix": matrix, "subjects": subjects, "visits": visit, "terms": terms}


def vectors() -> dict[str, np.ndarray]:
    """Give l (p,) of the log odds ratio at the last visit, and of the mean over the visits."""
    last, over = np.zeros(2 * VISITS), np.zeros(2 * VISITS)
    last[[VISITS, -1]] = 1.0
    over[VISITS], over[VISITS + 1 :] = 1.0, 1 / VISITS
    return dict(zip(TESTS, (last, over), strict=True))


def tested(data: dict[str, Any]) -> dict[str, float]:
    """Give p values by kind of error, law and test."""
    found = {}
    for kind in ERRORS:
        fit = fit_gee(**data, std_error=kind, small_sample=True)
        for law, own in (("t", fit), ("z", replace(fit, df=None))):
            for name, vector in vectors().items():
                found[f"{kind} {law} {name}"] = float(own.linear(vector, 0.95)["p_value"])
    return found


def simulate(per_arm: int, trials: int) -> pd.DataFrame:
    """One row a trial that could be fitted."""
    rows = []
    for seed in streams(REPEATED_BINARY[per_arm], trials):
        try:
            rows.append(tested(trial_of(np.random.default_rng(seed), per_arm)))
        except FitError:
            continue
    return pd.DataFrame(rows)


def rate(rejected: int, of: int) -> str:
    """Write a rate in percent with Clopper and Pearson's interval."""
    low = beta.ppf(0.025, rejected, of - rejected + 1) if rejected else 0.0
    high = beta.ppf(0.975, rejected + 1, of - rejected)
    return f"{100 * rejected / of:.1f} ({100 * low:.1f} to {100 * high:.1f})"


def report(found: dict[int, pd.DataFrame], trials: int, minutes: float) -> str:
    """Write the page."""
    head = ["per arm", "fits", *(f"{WORDS[kind]}, {LAW[law]}" for kind in ERRORS for law in LAW)]
    lines = [
        "# Type I error of a yes or no over the visits",
        "",
        f"{trials:,} simulated trials without any effect for each number of subjects per arm: rejection at 5 % of the",
        "odds ratio at the last of four visits, and of that over the visits, in percent, with its Monte Carlo 95 %",
        "interval. How the trials are made: `studies/repeated_binary.py`; seeds: `studies/seeds.py`, fixed before the",
        "first run. Trials that could not be fitted, as where an arm has no event at a visit, do not count.",
        "",
        f"    nice python studies/repeated_binary.py --trials {trials}",
        "",
        f"took {minutes:.0f} minutes. The t tests have subjects less coefficients (8) as degrees of freedom.",
    ]
    for name in TESTS:
        lines += ["", f"## Odds ratio, {name}", "", f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
        for per_arm, own in found.items():
            keys = [f"{kind} {law} {name}" for kind in ERRORS for law in LAW]
            rates = [rate(int((own[key] < 0.05).sum()), len(own)) for key in keys]
            lines.append(f"| {' | '.join([str(per_arm), f'{len(own):,}', *rates])} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Run, and write the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=int, default=1000, help="for each number of subjects per arm")
    options = parser.parse_args()
    start = time.perf_counter()
    found = {per_arm: simulate(per_arm, options.trials) for per_arm in REPEATED_BINARY}
    REPORT.write_text(report(found, options.trials, (time.perf_counter() - start) / 60), "utf-8")


if __name__ == "__main__":
    main()
