"""The antidepressant trial with GENDER, as SAS printed it (five macros, 500 draws; PSIAIMS/CAMIS @74a06c12).

Page rbmi_continuous_joint_SAS: analysis of covariance of visit 7 with THERAPY, GENDER and BASVAL, Rubin's rules with
adjusted degrees of freedom; and copy reference analysed by PROC MIXED, pooled without. Both programs draw: estimates
agree within three Monte Carlo errors of the two together. What they assume is one, but for the prior of the matrix.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from trialstats.engines.imputation import (
    Incomplete,
    Normal,
    Strategy,
    Streams,
    compare,
    compare_repeated,
    draw_posterior,
    fill_values,
    fit_normal,
    pool,
    resample,
)
from trialstats.engines.imputation.data import Floats

THEIRS = 500
DRAWS = 2000
# Estimate, standard error and degrees of freedom as printed.
PRINTED = {
    Strategy.MAR: (-2.81025, 1.12233, 142.4),
    Strategy.CR: (-2.38386, 1.12020, 145.9),
    Strategy.J2R: (-2.12169, 1.14075, 143.1),
    Strategy.CIR: (-2.46107, 1.11989, 145.6),
}
DIFFERENCE = np.array([[0.0, 1.0, 0.0, 0.0]])
STREAMS = Streams(12345, "five macros")


@pytest.fixture(scope="module")
def data(shared: Callable[[str], Path]) -> Incomplete:
    long = pd.read_csv(shared("trials/goldstein2004_antidepressant/antidepressant_data.csv"))
    changes = long.pivot_table(index="PATIENT", columns="VISIT", values="CHANGE").to_numpy(float)
    people = long.groupby("PATIENT").agg(arm=("THERAPY", "first"), base=("BASVAL", "first"), sex=("GENDER", "first"))
    n, drug, male = len(people), people["arm"].eq("DRUG"), people["sex"].eq("M")
    predictors = np.column_stack([np.ones(n), drug, people["base"], male]).astype(float)
    reference = predictors.copy()
    reference[:, 1] = 0
    onset = 4 - np.argmax(~np.isnan(changes[:, ::-1]), axis=1)
    labels = tuple(map(str, people.index))
    return Incomplete(changes, predictors, reference, np.zeros(n, dtype=np.intp), onset, (Strategy.MAR,) * n, labels)


@pytest.fixture(scope="module")
def posterior(data: Incomplete) -> Normal:
    return draw_posterior(data, DRAWS, STREAMS)


def sets_of(data: Incomplete, normal: Normal, strategy: Strategy) -> Floats:
    assumed = replace(data, strategy=(strategy,) * data.n_subjects)
    noise = STREAMS.noise(data.labels, len(normal.coefficients), 4, data.missing.any(axis=1))
    return fill_values(assumed, normal, noise)


@pytest.mark.slow
@pytest.mark.parametrize("strategy", PRINTED)
def test_bayesian_draws(data: Incomplete, posterior: Normal, strategy: Strategy) -> None:
    found = compare(sets_of(data, posterior, strategy)[:, :, -1], data.predictors, DIFFERENCE)
    pooled = pool(found.estimates[:, 0], found.variances[:, 0], found.df)
    more = (1 + DRAWS / THEIRS) ** 0.5  # Monte Carlo errors of both programs, beside ours
    estimate, std_error, df = PRINTED[strategy]
    assert abs(pooled.estimate - estimate) < 3 * more * pooled.monte_carlo
    assert abs(pooled.std_error - std_error) < 3 * more * pooled.monte_carlo_of_error
    assert pooled.df == pytest.approx(df, abs=3)


@pytest.mark.slow
def test_approximate_bayes_is_near_to_bayes(data: Incomplete, posterior: Normal) -> None:
    arm = data.predictors[:, 1].astype(np.intp)
    samples = resample(fit_normal(data), 500, STREAMS, arm)
    assert (samples.lost, samples.otherwise) == ((), ())
    found = [
        compare(sets_of(data, normal, Strategy.J2R)[:, :, -1], data.predictors, DIFFERENCE)
        for normal in (samples.normal, posterior)
    ]
    ours, theirs = (pool(one.estimates[:, 0], one.variances[:, 0], one.df) for one in found)
    assert abs(ours.estimate - theirs.estimate) < 3 * np.hypot(ours.monte_carlo, theirs.monte_carlo)
    assert ours.std_error == pytest.approx(theirs.std_error, rel=0.03)


@pytest.mark.slow
def test_copy_reference_analysed_by_repeated_measures(data: Incomplete, posterior: Normal) -> None:
    # CHANGE ~ THERAPY*VISIT + BASVAL*VISIT + GENDER; 500 sets: estimate -2.384737, within 1.099816, between 0.144325.
    n, draws = data.n_subjects, 200
    wide = np.zeros((n, 4, 4, 3))
    wide[:, np.arange(4), np.arange(4)] = data.predictors[:, None, :3]
    sex = np.repeat(data.predictors[:, None, 3:], 4, axis=1)
    predictors = np.concatenate([wide.reshape(n, 4, 12), sex], axis=2)
    found = compare_repeated(
        sets_of(data, posterior[slice(draws)], Strategy.CR), predictors, np.eye(13)[10:11], ["us"], "satterthwaite"
    )
    assert (found.lost, found.otherwise) == ((), ())
    pooled = pool(found.estimates[:, 0], found.variances[:, 0], np.inf)
    more = (1 + draws / THEIRS) ** 0.5
    assert abs(pooled.estimate + 2.384737) < 3 * more * pooled.monte_carlo
    assert abs(pooled.std_error - 1.115540) < 3 * more * pooled.monte_carlo_of_error
    assert abs(pooled.within - 1.099816) < 3 * more * found.variances.std() / draws**0.5
