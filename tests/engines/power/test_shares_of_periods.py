"""Differences of shares in crossover designs: the covariance of yes and no, and the variance by closed forms."""

from __future__ import annotations

import numpy as np
import pytest

from trialstats.engines.power import covariance_of_yes, patterns, variance_of_shares

AB_BA = np.array([[[0.0, 0.0, 1.0], [1.0, 1.0, 1.0]], [[1.0, 0.0, 1.0], [0.0, 1.0, 1.0]]])
"""Columns of the treatment, the second period and a constant, of both sequences."""


@pytest.mark.parametrize("correlation", [-0.5, 0.0, 0.3, 0.9])
def test_halves(correlation: float) -> None:
    """Of two halves both are a yes with 1/4 + arcsin(r) / 2 pi (Sheppard 1899)."""
    found = covariance_of_yes(np.array([0.5, 0.5]), np.array([[1.0, correlation], [correlation, 1.0]]))
    assert found[0, 1] == pytest.approx(np.arcsin(correlation) / (2 * np.pi), abs=1e-7)
    assert np.diag(found) == pytest.approx([0.25, 0.25])


def test_two_periods_are_the_mean_of_paired_differences() -> None:
    """Its variance is that of a difference of two outcomes of a subject, over the subjects: McNemar's without his null.

    Of 0.3 and 0.5, which go together with 0.6.
    """
    one = covariance_of_yes(np.array([0.3, 0.5]), np.array([[1.0, 0.6], [0.6, 1.0]]))
    covariances = np.stack([one, one[::-1, ::-1]])
    of = [patterns(np.ones(2))] * 2
    found = variance_of_shares(AB_BA, covariances, np.array([20.0, 20.0]), of, np.array([1.0, 0.0, 0.0]))
    assert found == pytest.approx((one[0, 0] + one[1, 1] - 2 * one[0, 1]) / 40, rel=1e-12)


def test_one_sequence_tells_nothing() -> None:
    one = covariance_of_yes(np.array([0.3, 0.5]), np.eye(2))
    of = [patterns(np.ones(2))]
    assert variance_of_shares(AB_BA[:1], one[None], np.array([20.0]), of, np.array([1.0, 0.0, 0.0])) is None
