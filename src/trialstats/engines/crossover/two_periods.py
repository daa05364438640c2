"""Two treatments in two periods: tests of what each subject differs by between the periods, and of their totals.

With d = y1 - y2 of subjects with both periods, treatment effect and period effect are half the difference and half the
sum of the two sequences' mean d; the t test of the first is that of y ~ subject + period + treatment (Hills & Armitage,
Br J Clin Pharmacol 1979;8:7-20). Koch (Biometrics 1972;28:577-584) puts Wilcoxon's rank sum test in its place. Between
sequences subjects' totals differ by the difference in carry-over, by a treatment-by-period interaction, or because the
sequences are different people: the three are one number.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from trialstats.engines.crossover.layout import Pairs
from trialstats.engines.crossover.permutation import exact_p, wilcoxon_quantile
from trialstats.engines.estimate import Estimate
from trialstats.engines.inference import statistics
from trialstats.engines.rank_tests import hodges_lehmann
from trialstats.engines.rounding import joined
from trialstats.errors import FitError

__all__ = ["EXACT", "carry_over", "first_period", "median_difference", "paired", "rank_test", "within_subjects"]

Floats = NDArray[np.float64]

# Up to so many subjects the distribution of a rank sum is enumerated.
EXACT = 50


def within_subjects(pairs: Pairs, conf_level: float) -> dict[str, Estimate]:
    """Hills and Armitage: `treatment` (active minus reference) and `period` (2 minus 1), on n - 2 df."""
    one, two = _differences(pairs)
    error, df = _pooled(one, two)
    return {
        "treatment": statistics(float(one.mean() - two.mean()) / 2, error / 2, df, conf_level),
        "period": statistics(-float(one.mean() + two.mean()) / 2, error / 2, df, conf_level),
    }


def carry_over(pairs: Pairs, conf_level: float) -> Estimate:
    """Compare subjects' totals: the carry-over of the active treatment minus that of the reference, if it is that.

    The sequence with the active treatment first minus the other (Jones & Kenward 2014, section 2.3: lambda_A -
    lambda_B); half of it is the difference between subjects' means.
    """
    one, two = pairs.active_first.sum(axis=1), pairs.reference_first.sum(axis=1)
    error, df = _pooled(one, two)
    return statistics(float(one.mean() - two.mean()), error, df, conf_level)


def paired(pairs: Pairs, conf_level: float) -> Estimate:
    """Test active minus reference of each subject as if there were no periods: biased where there is a period effect
    and the sequences are of different sizes."""
    difference = _active_minus_reference(pairs)
    if difference.size < 2:
        raise FitError("one subject with both periods: there is no variance to test against")
    error = float(difference.std(ddof=1)) / math.sqrt(difference.size)
    return statistics(float(difference.mean()), error, float(difference.size - 1), conf_level)


def first_period(pairs: Pairs, conf_level: float) -> Estimate:
    """Compare the first period alone, between subjects, as a trial in parallel groups would."""
    one, two = pairs.active_first[:, 0], pairs.reference_first[:, 0]
    error, df = _pooled(one, two)
    return statistics(float(one.mean() - two.mean()), error, df, conf_level)


def rank_test(pairs: Pairs, of: str, rounding: float = 0.0) -> Estimate:
    """Wilcoxon's rank sum test between the sequences, of what subjects differ by.

    of: "treatment" (period 1 minus period 2), "carry-over" (totals) or "period" (active minus reference).
    Gives n, rank_sum and W of the sequence with the active treatment first (midranks), statistic (z, without continuity
    correction; positive where the effect is), p_asymptotic, p_corrected (with the correction) and p_exact, the
    permutation test with midranks (two-sided: as far from its mean or farther), absent beyond 50 subjects; p_value is
    the exact one where there is one. Values that differ by no more than `rounding` are tied.

    Raises FitError where a sequence is empty or nothing differs.
    """
    one, two = _scores(pairs, of)
    m, n = one.size, two.size
    if not (m and n):
        raise FitError(f"needs subjects with both periods in each sequence, and there are {m} and {n}")
    total = m + n
    ranks = stats.rankdata(joined(np.concatenate([one, two]), rounding))
    spread = float(((ranks - (total + 1) / 2) ** 2).sum())
    if spread <= 0:
        raise FitError("all subjects differ by the same: there is nothing to test")
    rank_sum = float(ranks[:m].sum())
    deviation = rank_sum - m * (total + 1) / 2
    sd = math.sqrt(m * n / (total * (total - 1)) * spread)
    z, corrected = deviation / sd, max(abs(deviation) - 0.5, 0.0) / sd
    exact = exact_p(np.rint(2 * ranks).astype(int), m) if total <= EXACT else None
    asymptotic = float(2 * stats.norm.sf(abs(z)))
    sign = -1.0 if of == "period" else 1.0  # a period effect 2 - 1 lowers active - reference in the first sequence
    return {
        "n": total,
        "rank_sum": rank_sum,
        "W": rank_sum - m * (m + 1) / 2,
        "statistic": sign * z,
        "p_asymptotic": asymptotic,
        "p_corrected": float(2 * stats.norm.sf(corrected)),
        "p_exact": exact,
        "p_value": asymptotic if exact is None else exact,
    }


def median_difference(pairs: Pairs, conf_level: float, rounding: float = 0.0) -> Estimate:
    """Estimate active minus reference as half the median of all differences of period differences (Hodges & Lehmann).

    The limits are those that the rank test does not reject: of its exact distribution up to 50 subjects without ties
    (R wilcox.test), else by the normal approximation. `exact` tells which.
    """
    one, two = _differences(pairs)
    halves = one / 2, two / 2
    both = joined(np.concatenate(halves), rounding / 2)
    if both.size <= EXACT and len(np.unique(both)) == both.size and one.size and two.size:
        shifts = np.sort(np.subtract.outer(*halves).ravel())
        place = wilcoxon_quantile((1 - conf_level) / 2, one.size, two.size)
        low, high = float(shifts[place - 1]), float(shifts[shifts.size - place])
        estimate = float(np.median(shifts))
        return {"estimate": estimate, "conf_low": low, "conf_high": high, "conf_level": conf_level, "exact": True}
    return {**hodges_lehmann(*halves, conf_level, rounding / 2), "exact": False}


def _differences(pairs: Pairs) -> tuple[Floats, Floats]:
    """Give y1 - y2 of both sequences."""
    return tuple(-np.diff(own, axis=1)[:, 0] for own in (pairs.active_first, pairs.reference_first))  # type: ignore[return-value]


def _active_minus_reference(pairs: Pairs) -> Floats:
    one, two = _differences(pairs)
    return np.concatenate([one, -two])


def _scores(pairs: Pairs, of: str) -> tuple[Floats, Floats]:
    one, two = _differences(pairs)
    if of == "treatment":
        return one, two
    if of == "period":
        return one, -two
    if of == "carry-over":
        return pairs.active_first.sum(axis=1), pairs.reference_first.sum(axis=1)
    raise ValueError(f"of is {of!r}; it must be treatment, carry-over or period")


def _pooled(one: Floats, two: Floats) -> tuple[float, float]:
    """Give the standard error of the difference of two means with one variance, and its degrees of freedom."""
    m, n = one.size, two.size
    if not (m and n) or m + n < 3:
        raise FitError(f"needs subjects with both periods in each sequence, three at the least; there are {m} and {n}")
    df = float(m + n - 2)
    squares = float(((one - one.mean()) ** 2).sum() + ((two - two.mean()) ** 2).sum())
    return math.sqrt(squares / df * (1 / m + 1 / n)), df
