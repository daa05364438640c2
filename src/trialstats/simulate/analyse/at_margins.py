"""The margins of a comparison of all replicates tested, on arrays: by t or z, as `methods/shared/tested_margins` does.

A ratio is tested on the scale of logarithms, on which its standard error is. Shares are tested by their counts.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.special import ndtr, ndtri, stdtr, stdtrit

from trialstats.methods.proportions.options import Proportions
from trialstats.simulate.analyse.answers import Answers
from trialstats.simulate.outcome import Floats
from trialstats.simulate.questions import Question
from trialstats.trialfile.parts.analysis import Estimating, Method

__all__ = ["with_margins"]


def with_margins(analysis: Method, question: Question, compared: Answers) -> Answers:
    """Give p value and interval of the margins that a question is about; of one that is about none what was given."""
    if not question.is_of_margin or isinstance(analysis, Proportions):
        return compared
    assert isinstance(analysis, Estimating)
    assert analysis.margin_of is not None
    level = analysis.margin_of.level_of(analysis.alpha)
    log = question.kind.traits.on_log_scale
    estimate = np.log(compared.estimate) if log else compared.estimate
    lower, upper = (None if bound is None else float(np.log(bound)) if log else bound for bound in question.margins)
    beyond = [] if lower is None else [p_above(estimate - lower, compared)]
    beyond += [] if upper is None else [p_above(upper - estimate, compared)]
    half = compared.std_error * -quantile(level, compared.df)
    ends = estimate - half, estimate + half
    low, high = (np.exp(end) for end in ends) if log else ends
    return replace(compared, p_value=np.maximum.reduce(beyond), conf_low=low, conf_high=high)


def quantile(level: float, df: Floats) -> Floats:
    """The quantile of Student's t, or of the normal without df (R,)."""
    return np.asarray(np.where(np.isnan(df), ndtri(level), stdtrit(df, level)))


def p_above(beyond: Floats, compared: Answers) -> Floats:
    """The one-sided p value of how far estimates lie beyond a margin (R,): Student's t, or the normal without df."""
    statistic = beyond / compared.std_error
    return np.asarray(np.where(np.isnan(compared.df), ndtr(-statistic), stdtr(compared.df, -statistic)))
