"""Means and covariances of the strategies, against the formulas of Carpenter, Roger and Kenward by hand."""

from __future__ import annotations

import numpy as np
import pytest

from tests.engines.imputation.build import trial
from trialstats.engines.imputation import Normal, Strategy
from trialstats.engines.imputation.data import Alike
from trialstats.engines.imputation.strategies import assumed

OWN = np.array([[4.0, 2.0, 1.0], [2.0, 5.0, 3.0], [1.0, 3.0, 7.0]])
REFERENCE = np.array([[3.0, 1.0, 0.5], [1.0, 4.0, 2.0], [0.5, 2.0, 6.0]])
# Rows: visits; columns: constant, arm, covariate. The covariate is 10.
COEFFICIENTS = np.array([[1.0, 2.0, 0.1], [2.0, 4.0, 0.1], [3.0, 8.0, 0.2]])
A = np.array([4.0, 7.0, 13.0])  # of the active arm
R = np.array([2.0, 3.0, 5.0])  # of the reference arm


def given(strategy: Strategy, onset: int) -> tuple[list[float], np.ndarray]:
    """The means and covariance of an active subject whose event affects visit `onset`."""
    outcomes = np.array([[0.0, 0.0, 0.0], [1.0, 1.0, 1.0]])
    outcomes[1, onset:] = np.nan
    data = trial(outcomes, np.array([0, 1]), np.array([10.0, 10.0]), np.array([3, onset]), strategy, by_arm=True)
    normal = Normal(np.stack([COEFFICIENTS] * 2), np.stack([REFERENCE, OWN]))
    means, covariance = assumed(data, normal, Alike(np.array([1]), data.missing[1], 1, onset, strategy))
    return means[0].tolist(), covariance


@pytest.mark.parametrize(
    ("strategy", "onset", "means"),
    [
        (Strategy.MAR, 1, A),
        (Strategy.J2R, 1, [4.0, 3.0, 5.0]),
        (Strategy.J2R, 2, [4.0, 7.0, 5.0]),
        (Strategy.J2R, 0, R),
        (Strategy.CR, 2, R),
        (Strategy.CIR, 1, [4.0, 4.0 + 1.0, 4.0 + 3.0]),
        (Strategy.CIR, 2, [4.0, 7.0, 7.0 + 2.0]),
        (Strategy.CIR, 0, R),
        (Strategy.LMCF, 1, [4.0, 4.0, 4.0]),
        (Strategy.LMCF, 2, [4.0, 7.0, 7.0]),
        (Strategy.LMCF, 0, A),
        (Strategy.J2R, 3, A),
    ],
)
def test_means(strategy: Strategy, onset: int, means: list[float]) -> None:
    assert given(strategy, onset)[0] == pytest.approx(list(means), abs=1e-12)


@pytest.mark.parametrize("strategy", [Strategy.MAR, Strategy.LMCF])
def test_the_covariance_is_the_own(strategy: Strategy) -> None:
    np.testing.assert_allclose(given(strategy, 1)[1], OWN)


def test_copy_reference_takes_the_covariance_of_the_reference() -> None:
    np.testing.assert_allclose(given(Strategy.CR, 1)[1], REFERENCE)


@pytest.mark.parametrize("strategy", [Strategy.J2R, Strategy.CIR])
@pytest.mark.parametrize("onset", [1, 2])
def test_before_the_event_the_own_covariance_and_after_it_that_of_the_reference_conditionally(
    strategy: Strategy, onset: int
) -> None:
    joined = given(strategy, onset)[1]
    before, after = slice(None, onset), slice(onset, None)

    def conditional(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        slopes = matrix[after, before] @ np.linalg.inv(matrix[before, before])
        return slopes, matrix[after, after] - slopes @ matrix[before, after]

    np.testing.assert_allclose(joined[before, before], OWN[before, before])
    for ours, theirs in zip(conditional(joined), conditional(REFERENCE), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-12)
    np.testing.assert_allclose(joined, joined.T)
    assert np.linalg.eigvalsh(joined)[0] > 0
