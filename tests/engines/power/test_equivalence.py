"""The power of two one-sided tests against R's PowerTOST, by its documentation."""

from __future__ import annotations

from math import exp, log, log1p, sqrt

import numpy as np
import pytest
from scipy.stats import norm

from trialstats.engines.power import power_of_equivalence, power_of_z


@pytest.mark.parametrize(
    ("cv", "ratio", "lower", "n", "factor", "df", "power"),
    [
        (0.3, 0.95, 0.8, 40, 2.0, 38, 0.8158453),
        (0.2, 0.95, 0.8, 20, 2.0, 18, 0.834680),
        (0.125, 0.975, 0.9, 32, 2.0, 30, 0.800218),
        (0.45, 0.9, 0.8, 124, 1.5, 245, 0.800125),
        (0.4, 0.9, 0.75, 30, 1.0, 86, 0.822929),
    ],
)
def test_bioequivalence_as_in_powertost(
    cv: float, ratio: float, lower: float, n: int, factor: float, df: float, power: float
) -> None:
    """PowerTOST 1.5-2, README (sampleN.TOST: 2x2, 2x2, 2x2x3, 2x2x4) and ?exppower.TOST (power.TOST(CV = 0.3, n = 40)).

    The variance of the logarithm of the ratio is `factor` times that within subjects over n ("bk" of known.designs()).
    """
    error = sqrt(factor * log1p(cv**2) / n)
    found = power_of_equivalence(log(ratio), error, df, log(lower), -log(lower), alpha=0.05)
    assert found == pytest.approx(power, abs=5e-7)


def test_at_a_margin_it_is_alpha() -> None:
    """With the other margin far away the power at one of them is the level of one test; between them it is less."""
    assert power_of_equivalence(1.0, 0.01, 20, -1.0, 1.0, alpha=0.05) == pytest.approx(0.05, abs=1e-12)
    assert power_of_equivalence(0.2, 0.1, 8, -0.2, 0.2, alpha=0.05) < 0.05
    assert power_of_equivalence(0.0, 10.0, 5, -0.1, 0.1, alpha=0.05) == pytest.approx(0.0, abs=1e-6)


def test_it_is_the_share_of_trials() -> None:
    """A million trials drawn: estimates normal, standard errors chi distributed; within four errors of the share."""
    rng, df, error = np.random.default_rng(1), 9, 0.11
    estimate = 0.03 + error * rng.standard_normal(1_000_000)
    half = error * np.sqrt(rng.chisquare(df, 1_000_000) / df) * 1.833112933  # R: qt(0.95, 9)
    share = float(((estimate - half > -0.3) & (estimate + half < 0.25)).mean())
    power = power_of_equivalence(0.03, error, df, -0.3, 0.25, alpha=0.05)
    assert share == pytest.approx(power, abs=4 * sqrt(power * (1 - power) / 1e6))


def test_many_degrees_of_freedom_are_the_normal_distribution() -> None:
    known = power_of_equivalence(0.1, 0.2, np.inf, -0.5, 0.5, alpha=0.05)
    critical = float(norm.ppf(0.95))
    assert known == pytest.approx(norm.cdf(2 - critical) - norm.cdf(-3 + critical), abs=1e-12)
    assert power_of_equivalence(0.1, 0.2, 1e7, -0.5, 0.5, alpha=0.05) == pytest.approx(known, abs=1e-6)
    far = power_of_equivalence(0.0, 0.2, np.inf, -exp(9), 0.5, alpha=0.05)
    assert far == pytest.approx(power_of_z(2.5, alpha=0.05, sides="one"), abs=1e-12)
