"""Shares of responders in completed sets: Wilson's interval, logarithms, and logistic regression one set at a time."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import optimize, stats
from statsmodels.discrete.discrete_model import Logit
from statsmodels.stats.proportion import proportion_confint

from trialstats.engines.imputation import (
    compare_log_odds,
    compare_log_ratios,
    compare_shares,
    estimate_shares,
    limits_of_share,
    pool,
)
from trialstats.engines.linear import build_design
from trialstats.engines.logistic import fit_logistic
from trialstats.engines.logistic_sets import compare_by_logistic
from trialstats.errors import FitError, NoSuchNumber

ARM = np.repeat([True, False], [10, 8])


def sets_of(*counts: tuple[int, int]) -> np.ndarray:
    """Sets in which so many respond of the 10 in the arm and of the 8 in the reference."""
    return np.array([[*(np.arange(10) < a), *(np.arange(8) < c)] for a, c in counts])


def test_two_by_two_tables_by_hand() -> None:
    found = sets_of((6, 2), (5, 4))
    difference = compare_shares(found, ARM, ~ARM)
    np.testing.assert_allclose(difference.estimates[:, 0], [0.35, 0.0], atol=1e-15)
    np.testing.assert_allclose(difference.variances[:, 0], [0.24 / 10 + 0.1875 / 8, 0.25 / 10 + 0.25 / 8])
    ratio = compare_log_ratios(found, ARM, ~ARM)
    np.testing.assert_allclose(np.exp(ratio.estimates[:, 0]), [2.4, 1.0])
    np.testing.assert_allclose(ratio.variances[:, 0], [1 / 6 - 1 / 10 + 1 / 2 - 1 / 8, 1 / 5 - 1 / 10 + 1 / 4 - 1 / 8])
    odds = compare_log_odds(found, ARM, ~ARM)
    np.testing.assert_allclose(np.exp(odds.estimates[:, 0]), [6 * 6 / (4 * 2), 1.0])
    np.testing.assert_allclose(odds.variances[0, 0], 1 / 6 + 1 / 4 + 1 / 2 + 1 / 6)
    assert estimate_shares(found, ARM).estimates[:, 0].tolist() == [0.6, 0.5]


def test_what_has_no_logarithm_is_said_with_the_number_of_sets() -> None:
    with pytest.raises(NoSuchNumber, match="in 1 of 2 completed sets nobody of an arm responds"):
        compare_log_ratios(sets_of((6, 0), (5, 4)), ARM, ~ARM)
    with pytest.raises(NoSuchNumber, match="in 2 of 2 completed sets all or none of an arm respond"):
        compare_log_odds(sets_of((10, 1), (5, 0)), ARM, ~ARM)
    with pytest.raises(FitError, match="no subject"):
        compare_shares(sets_of((1, 1)), ARM & False, ~ARM)


@pytest.mark.parametrize("count", [0, 3, 10])
def test_without_missing_values_the_interval_is_wilsons(count: int) -> None:
    share = estimate_shares(sets_of(*[(count, 1)] * 20), ARM)
    pooled = pool(share.estimates[:, 0], share.variances[:, 0], np.inf)
    expected = proportion_confint(count, 10, 0.05, method="wilson")
    np.testing.assert_allclose(limits_of_share(pooled, 10, 0.95), expected, atol=1e-12)


def test_the_interval_of_a_pooled_share_holds_what_its_equation_says() -> None:
    rng = np.random.default_rng(3)
    share = estimate_shares(sets_of(*[(int(count), 1) for count in rng.integers(2, 7, 50)]), ARM)
    pooled = pool(share.estimates[:, 0], share.variances[:, 0], np.inf)
    added = (1 + 1 / 50) * pooled.between / pooled.within
    assert pooled.df == pytest.approx(49 * (1 + 1 / added) ** 2)  # Rubin's
    t = stats.t(pooled.df).ppf(0.975)

    def distance(p: float) -> float:
        return (pooled.estimate - p) ** 2 - t**2 * (1 + added) * p * (1 - p) / 10

    expected = [optimize.brentq(distance, *ends, xtol=1e-14) for ends in ((0, pooled.estimate), (pooled.estimate, 1))]
    np.testing.assert_allclose(limits_of_share(pooled, 10, 0.95), expected, rtol=1e-9)


def trial(n: int = 60) -> pd.DataFrame:
    rng = np.random.default_rng(11)
    arms = pd.Categorical(np.resize(["Sham", "Laser"], n), ["Sham", "Laser"], ordered=True)
    return pd.DataFrame(
        {"TRT01P": arms, "BASE": rng.normal(50, 10, n), "SEX": pd.Categorical(rng.choice(["F", "M"], n))}
    )


def test_logistic_regression_of_many_sets_is_that_of_each() -> None:
    frame = trial()
    design = build_design(["TRT01P", "BASE", "SEX"], frame)
    chance = 1 / (1 + np.exp(-(0.4 + 0.8 * (frame["TRT01P"] == "Laser") + 0.05 * (frame["BASE"] - 50))))
    outcomes = np.random.default_rng(5).random((7, len(frame))) < chance.to_numpy()
    as_if = [
        design.rows(frame.assign(TRT01P=pd.Categorical([arm] * 60, ["Sham", "Laser"]))) for arm in ("Laser", "Sham")
    ]
    estimates, variances = compare_by_logistic(outcomes, design.matrix, as_if[0], as_if[1], design.terms)
    plain = np.column_stack([np.ones(60), frame["TRT01P"] == "Laser", frame["BASE"], frame["SEX"] == "M"]).astype(float)
    for outcome, found, variance in zip(outcomes, estimates, variances, strict=True):
        one = Logit(outcome.astype(float), plain).fit(disp=0, tol=1e-12)
        assert found[0] == pytest.approx(one.params[1], rel=1e-8)
        assert variance[0] == pytest.approx(one.cov_params()[1, 1], rel=1e-6)
        alone = fit_logistic(frame, outcome.astype(float), ("BASE", "SEX")).standardised_difference(
            "Laser", "Sham", 0.95
        )
        assert found[1] == pytest.approx(alone["estimate"], rel=1e-8)
        assert variance[1] ** 0.5 == pytest.approx(alone["std_error"], rel=1e-8)


def test_a_separated_set_is_named() -> None:
    frame = trial()
    design = build_design(["TRT01P", "SEX"], frame)
    mixed = np.random.default_rng(5).random(60) < 0.5
    separated = (frame["SEX"] == "M").to_numpy()
    rows = design.matrix
    with pytest.raises(NoSuchNumber, match=r"in 1 of 2 completed sets the response is separated by .*SEX"):
        compare_by_logistic(np.stack([mixed, separated]), rows, rows, rows, design.terms)
    with pytest.raises(NoSuchNumber, match="in 1 of 2 completed sets all or none respond"):
        compare_by_logistic(np.stack([mixed, mixed | True]), rows, rows, rows, design.terms)
