"""The antidepressant trial (Goldstein 2004 as masked by the DIA group), against SAS and R.

SAS: the authors of rbmi ran the five macros (results_SAS.pdf of rbmi 1.5.2): MAR -2.795, CIR -2.446 (1.107), CR -2.366
(1.107), J2R -2.124 (1.128); drug minus placebo at the last visit. R: rbmi 1.5.2, conditional means and jackknife.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from trialstats.engines.imputation import (
    Incomplete,
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
)

DRUG = np.array([[0.0, 1.0, 0.0]])
MACROS = 0.004  # Monte Carlo error of the macros' estimates


@pytest.fixture(scope="module")
def outcomes(shared: Callable[[str], Path]) -> pd.DataFrame:
    data = pd.read_csv(shared("trials/goldstein2004_antidepressant/antidepressant_data.csv"))
    wide = data.pivot_table(index="PATIENT", columns="VISIT", values="CHANGE")
    people = data.groupby("PATIENT").agg(arm=("THERAPY", "first"), base=("BASVAL", "first"))
    return people.join(wide)


def trial(outcomes: pd.DataFrame, strategy: Strategy) -> Incomplete:
    changes = outcomes[[4, 5, 6, 7]].to_numpy(float)
    drug = outcomes["arm"].eq("DRUG").to_numpy(float)
    predictors = np.column_stack([np.ones(len(drug)), drug, outcomes["base"]])
    reference = predictors.copy()
    reference[:, 1] = 0
    onset = 4 - np.argmax(~np.isnan(changes[:, ::-1]), axis=1)
    cell, labels = np.zeros(len(drug), dtype=np.intp), tuple(map(str, outcomes.index))
    return Incomplete(changes, predictors, reference, cell, onset, (strategy,) * len(drug), labels)


@pytest.mark.parametrize(
    ("strategy", "estimate", "std_error"),
    [(Strategy.MAR, -2.80177264, 1.106725), (Strategy.J2R, -2.12553385, 0.858139358)],
)
def test_conditional_means_with_the_jackknife_are_those_of_rbmi(
    outcomes: pd.DataFrame, strategy: Strategy, estimate: float, std_error: float
) -> None:
    data = trial(outcomes, strategy)
    fit = fit_normal(data)
    samples = leave_one_out(fit)
    assert (samples.lost, samples.otherwise) == ((), ())
    everybody = fill_means(data, fit.normal)[:, -1]
    without_one = fill_means(data, samples.normal)[:, :, -1]
    assert compare(everybody, data.predictors, DRUG).estimates[0] == pytest.approx(estimate, abs=2e-4)
    found = compare_samples(without_one, data.predictors, DRUG, samples.counts)
    assert jackknife_error(found)[0] == pytest.approx(std_error, rel=1e-3)


# Of the five macros at the last visit (results_SAS): standard error and Monte Carlo error, of 10,000 draws.
PRINTED = {
    Strategy.MAR: (1.11445, 0.004112952),
    Strategy.CIR: (1.10742, 0.003671591),
    Strategy.CR: (1.10747, 0.003659039),
    Strategy.J2R: (1.12750, 0.003998859),
}


@pytest.mark.slow
@pytest.mark.parametrize("strategy", PRINTED)
def test_the_macros_have_a_prior_of_four_more_degrees_of_freedom(outcomes: pd.DataFrame, strategy: Strategy) -> None:
    """Within and between variances apart: B is M times the squared Monte Carlo error, W the rest of the total."""
    std_error, monte_carlo = PRINTED[strategy]
    draws, between = 10_000, 10_000 * monte_carlo**2
    within = std_error**2 - (1 + 1 / draws) * between
    data, found = trial(outcomes, strategy), {}
    for prior_df in (0, 4):
        streams = Streams(1, f"antidepressant {strategy}")
        normal = draw_posterior(data, draws, streams, prior_df=prior_df)
        noise = streams.noise(data.labels, draws, 4, data.missing.any(axis=1))
        found[prior_df] = compare(fill_values(data, normal, noise)[..., -1], data.predictors, DRUG)
    ours = found[4]
    # Both have Monte Carlo errors: of W the SD of the variances over sqrt(M), of B sqrt(2 / M) of it.
    error = ours.variances.std() * (2 / draws) ** 0.5
    assert abs(ours.variances.mean() - within) < 3 * error
    assert ours.estimates.var(ddof=1) == pytest.approx(between, rel=3 * (4 / draws) ** 0.5)
    assert found[0].variances.mean() - within > 2.5 * error  # Jeffreys' prior has larger variances


@pytest.mark.slow
@pytest.mark.parametrize(
    ("strategy", "estimate", "std_error"),
    [
        (Strategy.MAR, -2.795, None),
        (Strategy.CIR, -2.446, 1.107),
        (Strategy.CR, -2.366, 1.107),
        (Strategy.J2R, -2.124, 1.128),
    ],
)
def test_bayesian_draws_are_those_of_the_five_macros(
    outcomes: pd.DataFrame, strategy: Strategy, estimate: float, std_error: float | None
) -> None:
    data, streams = trial(outcomes, strategy), Streams(1, f"antidepressant {strategy}")
    normal = draw_posterior(data, 2000, streams)
    noise = streams.noise(data.labels, 2000, 4, data.missing.any(axis=1))
    found = compare(fill_values(data, normal, noise)[:, :, -1], data.predictors, DRUG)
    pooled = pool(found.estimates[:, 0], found.variances[:, 0], found.df)
    assert abs(pooled.estimate - estimate) < 3 * np.hypot(pooled.monte_carlo, MACROS)
    if std_error is not None:
        assert abs(pooled.std_error - std_error) < 3 * np.hypot(pooled.monte_carlo_of_error, 0.001)
