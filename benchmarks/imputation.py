"""The engine of imputation against plain NumPy programs (`plain_imputation.py`), one thread, in one run.

    python benchmarks/imputation.py [--repeats 5]

CPU seconds after import, from arrays to the pooled estimate under jump to reference. The antidepressant trial (172
subjects, four visits) is read from the folder `shared` beside the clone, or where TRIALSTATS_SHARED points; without it
a trial of its size is made up. R's rbmi (1.5.2) as recorded on another machine.
"""

from __future__ import annotations

import os

# One thread, whatever the machine has: set before NumPy is imported.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import resource
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from plain_imputation import bayes, jackknife
from timing import in_turns

from trials import synthetic
from trialstats.engines.imputation import (
    Incomplete,
    Strategy,
    Streams,
    compare,
    compare_samples,
    completed_sets,
    draw_posterior,
    fill_means,
    fit_normal,
    jackknife_error,
    leave_one_out,
    pool,
    resample,
)

TRIAL = "trials/goldstein2004_antidepressant/antidepressant_data.csv"
DIFFERENCE = np.array([[0.0, 1.0, 0.0]])
Program = Callable[[], tuple[float, float]]


def antidepressant() -> Incomplete:
    """The trial, its one value missing in between with it."""
    folder = Path(os.environ.get("TRIALSTATS_SHARED", Path(__file__).parents[2] / "shared"))
    if not (folder / TRIAL).exists():
        return made_up(172, 4)
    long = pd.read_csv(folder / TRIAL)
    wide = long.pivot_table(index="PATIENT", columns="VISIT", values="CHANGE")
    people = long.groupby("PATIENT").agg(arm=("THERAPY", "first"), base=("BASVAL", "first"))
    return trial(wide.to_numpy(float), people["arm"].eq("DRUG").to_numpy(float), people["base"].to_numpy(float))


def made_up(n_subjects: int, n_visits: int, *, gaps: bool = False) -> Incomplete:
    """A synthetic trial; without gaps its subjects do not come back."""
    long = synthetic(n_subjects, n_visits)
    wide = long.pivot_table(index="USUBJID", columns="AVISIT", values="CHG", observed=False).to_numpy(float, copy=True)
    people = long.groupby("USUBJID").agg(arm=("ARM", "first"), base=("BASE", "first"))
    if not gaps:
        wide[np.cumsum(np.isnan(wide), axis=1) > 0] = np.nan
    return trial(wide, people["arm"].eq("Active").to_numpy(float), people["base"].to_numpy(float))


def trial(outcomes: np.ndarray, arm: np.ndarray, base: np.ndarray) -> Incomplete:
    """Whoever left jumps to the reference at the first visit not seen."""
    n, n_visits = outcomes.shape
    predictors = np.column_stack([np.ones(n), arm, base])
    reference = predictors.copy()
    reference[:, 1] = 0
    onset = np.where(np.isnan(outcomes).all(axis=1), 0, n_visits - np.argmax(~np.isnan(outcomes[:, ::-1]), axis=1))
    labels = tuple(f"S{place:06d}" for place in range(n))
    cell = np.zeros(n, dtype=np.intp)
    return Incomplete(outcomes, predictors, reference, cell, onset, (Strategy.J2R,) * n, labels)


def by_bayes(data: Incomplete, draws: int) -> tuple[float, float]:
    """Draws of parameters and values, analysis of covariance, Rubin's rules."""
    streams = Streams(1, "benchmark")
    normal = draw_posterior(data, draws, streams)
    estimates, variances, df = np.empty(draws), np.empty(draws), 0.0
    for part, sets in completed_sets(data, normal, streams):
        found = compare(sets[:, :, -1], data.predictors, DIFFERENCE)
        estimates[part], variances[part], df = found.estimates[:, 0], found.variances[:, 0], found.df
    pooled = pool(estimates, variances, df)
    return pooled.estimate, pooled.std_error


def by_jackknife(data: Incomplete) -> tuple[float, float]:
    """The fit to all and without each, conditional means, analysis of covariance."""
    fit = fit_normal(data)
    samples = leave_one_out(fit)
    others = np.empty((len(samples.names), 1))
    for part, sets in completed_sets(data, samples.normal):
        others[part] = compare_samples(sets[:, :, -1], data.predictors, DIFFERENCE, samples.counts[part])
    filled = fill_means(data, fit.normal)[:, -1]
    error = jackknife_error(others, data.n_subjects)[0]
    return float(compare(filled, data.predictors, DIFFERENCE).estimates[0]), float(error)


def by_bootstrap(data: Incomplete, samples: int) -> tuple[float, float]:
    """As the jackknife, of bootstrap samples within arms."""
    fit = fit_normal(data)
    found = resample(fit, samples, Streams(1, "benchmark"), data.predictors[:, 1].astype(np.intp))
    sets = fill_means(data, found.normal)[:, :, -1]
    others = compare_samples(sets, data.predictors, DIFFERENCE, found.counts)
    filled = fill_means(data, fit.normal)[:, -1]
    return float(compare(filled, data.predictors, DIFFERENCE).estimates[0]), float(others.std(ddof=1))


def without_gaps(data: Incomplete) -> np.ndarray:
    """The outcomes with the mean of the neighbours for what is missing in between: the plain programs know no gaps."""
    outcomes = data.outcomes.copy()
    for subject, visit in zip(*np.nonzero(data.between), strict=True):
        seen = np.flatnonzero(~data.missing[subject])
        outcomes[subject, visit] = np.interp(visit, seen, data.outcomes[subject, seen])
    return outcomes


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    small, large, gaps = antidepressant(), made_up(1000, 8), made_up(1000, 8, gaps=True)
    plain = without_gaps(small), small.predictors
    cases: list[tuple[str, Program, Program | None, str, str]] = [
        ("172 x 4, Bayes, M = 2,000", partial(by_bayes, small, 2000), partial(bayes, *plain, 2000), "3 s", ""),
        ("172 x 4, jackknife, 173 fits", partial(by_jackknife, small), partial(jackknife, *plain), "1.5 s", "12.1 s"),
        ("172 x 4, bootstrap, 101 fits", partial(by_bootstrap, small, 100), None, "", "6.9 s"),
        (
            "1,000 x 8, Bayes, M = 1,000",
            partial(by_bayes, large, 1000),
            partial(bayes, large.outcomes, large.predictors, 1000),
            "20 s",
            "",
        ),
        (f"the same, {gaps.between.any(axis=1).sum()} with gaps", partial(by_bayes, gaps, 1000), None, "20 s", ""),
        ("1,000 x 8, jackknife, 1,001 fits", partial(by_jackknife, large), None, "", ""),
    ]
    print("| case | estimate (SE) | engine, CPU s | NumPy program, CPU s | ratio | target | rbmi, recorded |")
    print("|---|---|---|---|---|---|---|")
    for case, ours, theirs, target, recorded in cases:
        programs = [ours] if theirs is None else [ours, theirs]
        seconds, *other = in_turns(programs, options.repeats, time.process_time)
        against = f"{other[0]:.2f} | {seconds / other[0]:.2f}" if other else " | "
        estimate, error = ours()
        print(
            f"| {case} | {estimate:.3f} ({error:.3f}) | {seconds:.3f} | {against} | {target} | {recorded} |", flush=True
        )
    same = made_up(172, 4)
    apart = np.subtract(by_jackknife(same), jackknife(same.outcomes, same.predictors))
    print(f"\nThe two jackknives of 172 x 4 without gaps differ by {np.abs(apart).max():.1e}.")
    print(f"Peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
