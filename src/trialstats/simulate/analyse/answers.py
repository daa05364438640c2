"""What the analyses say of the questions, in every replicate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri, stdtr, stdtrit

from trialstats.simulate.outcome import Floats

__all__ = ["Answers", "of_ratio", "of_t_test"]


@dataclass(frozen=True)
class Answers:
    """Arrays (R,), of one question: NaN where a replicate could not be analysed.

    p_value: as the analysis gives it. conf_low, conf_high: at its level. df: NaN where it has none. sizes (R, 2): the
    subjects of arm and reference that it rests on.
    """

    estimate: Floats
    std_error: Floats
    df: Floats
    p_value: Floats
    conf_low: Floats
    conf_high: Floats
    sizes: Floats


def of_t_test(estimate: Floats, std_error: Floats, df: Floats, sizes: Floats, alpha: float) -> Answers:
    """Test and bound estimates (R,) by Student's t with `df` degrees of freedom."""
    half = stdtrit(df, 1 - alpha / 2) * std_error
    p_value = 2 * stdtr(df, -np.abs(estimate / std_error))
    return Answers(estimate, std_error, df, p_value, estimate - half, estimate + half, sizes)


def of_ratio(logarithm: Floats, std_error: Floats, sizes: Floats, alpha: float) -> Answers:
    """Test and bound ratios by the normal distribution of their logarithms (R,), whose standard errors are given."""
    half = ndtri(1 - alpha / 2) * std_error
    p_value = 2 * ndtr(-np.abs(logarithm / std_error))
    ends = np.exp(logarithm - half), np.exp(logarithm + half)
    return Answers(np.exp(logarithm), std_error, np.full_like(logarithm, np.nan), p_value, *ends, sizes)
