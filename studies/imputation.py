"""Bias, standard errors and coverage of imputation at random and of jump to reference.

    nice python studies/imputation.py --trials 2000 --workers 2

Each trial is analysed by the model for repeated measures (Kenward-Roger) and, at random and as jump to reference, by
conditional means with the jackknife, and by draws of Bayes and of approximate Bayes with Rubin's rules; the difference
at the last visit by analysis of covariance with baseline. Intervals: normal for the jackknife, as rbmi's; t with the
degrees of freedom of Barnard and Rubin for the others.
Writes docs/studies/imputation.md and docs/figures/imputation.svg.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
from dropout_trial import SCENARIOS, complete_outcomes, dropout_trial, truths
from imputation_report import write_report
from scipy.stats import norm, t
from seeds import IMPUTATION, streams

from trialstats.engines.imputation import (
    Incomplete,
    Normal,
    Samples,
    Strategy,
    Streams,
    compare,
    compare_samples,
    draw_posterior,
    fill_means,
    fill_values,
    fit_normal,
    jackknife_error,
    leave_one_out,
    pool,
    resample,
)
from trialstats.engines.mmrm import fit_mmrm

STRATEGIES = (Strategy.MAR, Strategy.J2R)
DIFFERENCE = np.array([[0.0, 1.0, 0.0]])
BAYES, APPROXIMATE = 200, 100
LEVEL = 0.975

Row = tuple[str, str, float, float, float, float]


def one_trial(number: int, seed: np.random.SeedSequence, scenario: str) -> list[dict[str, object]]:
    """One row a strategy and method: estimate, standard error and limits; and how many fits were not plain."""
    data = dropout_trial(seed, SCENARIOS[scenario])
    arm = data.predictors[:, 1].astype(np.intp)
    fit = fit_normal(data)
    own = Streams(IMPUTATION[scenario], f"trial {number}")
    without_one, bootstrap = leave_one_out(fit), resample(fit, APPROXIMATE, own, arm)
    posterior = draw_posterior(data, BAYES, own)
    rows = [repeated_measures(data)]
    for strategy in STRATEGIES:
        assumed = replace(data, strategy=(strategy,) * data.n_subjects)
        rows.append(by_jackknife(assumed, fit.normal, without_one))
        rows.append(by_rubin(assumed, "Bayes", posterior, own))
        rows.append(by_rubin(assumed, "approximate Bayes", bootstrap.normal, own))
    complete = complete_outcomes(seed, SCENARIOS[scenario])[:, -1]
    told = {
        "trial": number,
        "complete": float(compare(complete, data.predictors, DIFFERENCE).estimates[0]),
        "missing": float(data.missing[:, -1].mean()),
        "otherwise": len(without_one.otherwise) + len(bootstrap.otherwise),
        "lost": len(without_one.lost) + len(bootstrap.lost),
    }
    names = ("strategy", "method", "estimate", "std_error", "low", "high")
    return [dict(zip(names, row, strict=True)) | told for row in rows]


def repeated_measures(data: Incomplete) -> Row:
    """The model itself, in which nothing is imputed."""
    subject, visit = np.nonzero(~data.missing)
    frame = pd.DataFrame(
        {
            "y": data.outcomes[subject, visit],
            "id": subject,
            "visit": visit.astype(str),
            "arm": data.predictors[subject, 1],
            "base": data.predictors[subject, 2],
        }
    )
    fit = fit_mmrm("y ~ 0 + visit + visit:arm + visit:base", frame, subject="id", visit="visit")
    found = fit.contrast({"last": {f"visit[{data.n_visits - 1}]:arm": 1.0}}).iloc[0]
    return "MAR", "MMRM", found.estimate, found.std_error, found.conf_low, found.conf_high


def by_jackknife(data: Incomplete, normal: Normal, samples: Samples) -> Row:
    """Conditional means."""
    estimate = float(compare(fill_means(data, normal)[:, -1], data.predictors, DIFFERENCE).estimates[0])
    others = compare_samples(fill_means(data, samples.normal)[:, :, -1], data.predictors, DIFFERENCE, samples.counts)
    error = float(jackknife_error(others, data.n_subjects)[0])
    half = norm.ppf(LEVEL) * error
    return data.strategy[0], "jackknife", estimate, error, estimate - half, estimate + half


def by_rubin(data: Incomplete, method: str, normal: Normal, own: Streams) -> Row:
    """Draws pooled."""
    noise = own.noise(data.labels, len(normal.coefficients), data.n_visits, np.asarray(data.missing.any(axis=1)))
    found = compare(fill_values(data, normal, noise)[:, :, -1], data.predictors, DIFFERENCE)
    pooled = pool(found.estimates[:, 0], found.variances[:, 0], found.df)
    half = t.ppf(LEVEL, pooled.df) * pooled.std_error
    return data.strategy[0], method, pooled.estimate, pooled.std_error, pooled.estimate - half, pooled.estimate + half


def simulate(scenario: str, trials: int, workers: int) -> pd.DataFrame:
    """All rows of a scenario, with the truth beside each."""
    of_truth, *seeds = streams(IMPUTATION[scenario], trials + 1)
    truth = truths(of_truth, SCENARIOS[scenario])
    with ProcessPoolExecutor(workers) as executor:
        found = executor.map(partial(one_trial, scenario=scenario), range(trials), seeds, chunksize=20)
        table = pd.DataFrame(list(_flat(found)))
    return table.assign(scenario=scenario, truth=table.strategy.map(truth))


def _flat(trials: Iterator[list[dict[str, object]]]) -> Iterator[dict[str, object]]:
    for rows in trials:
        yield from rows


def main() -> None:
    """Run and write the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=int, default=2000, help="for each scenario")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    start = time.perf_counter()
    found = pd.concat([simulate(name, options.trials, options.workers) for name in SCENARIOS], ignore_index=True)
    minutes = (time.perf_counter() - start) / 60
    write_report(found, SCENARIOS, (BAYES, APPROXIMATE), options.trials, options.workers, minutes)


if __name__ == "__main__":
    main()
