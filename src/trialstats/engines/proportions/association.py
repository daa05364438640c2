"""Tests over strata: whether arms and outcome go together (Cochran-Mantel-Haenszel), and whether odds ratios differ.

Landis, Heyman & Koch, Int Stat Rev 1978;46:237-254: the sum over strata of the table minus its expectation given the
margins, against its covariance, whose divisor is N - 1; no continuity correction (SAS PROC FREQ CMH).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from trialstats.engines.estimate import Estimate
from trialstats.engines.proportions.strata import Strata
from trialstats.engines.proportions.stratified_ratio import odds_place
from trialstats.errors import FitError, NoSuchNumber

__all__ = ["breslow_day", "cochran_mantel_haenszel", "mantel_haenszel_test"]

Floats = NDArray[np.float64]


def cochran_mantel_haenszel(
    rows: Sequence[Any], columns: Sequence[Any], strata: Sequence[Any], association: str = "general"
) -> Estimate:
    """Test the association of two classifications within strata: a chi-squared statistic, its `df` and p value.

    association: `general` (both nominal), `row_means` (the columns have scores), `correlation` (both have). Scores
    are the levels where these are numbers, else 1, 2, ... (table scores). n counts the subjects of strata with several
    rows: others, as one of a single subject, compare nobody. NoSuchNumber where no stratum tells anything.
    """
    row_levels, row = np.unique(np.asarray(rows), return_inverse=True)
    column_levels, column = np.unique(np.asarray(columns), return_inverse=True)
    r, c = len(row_levels), len(column_levels)
    _, stratum = np.unique(np.asarray(strata), return_inverse=True)
    excess, covariance, n = np.zeros(r * c), np.zeros((r * c, r * c)), 0
    for k in range(stratum.max(initial=-1) + 1):
        table = np.zeros((r, c))
        np.add.at(table, (row[stratum == k], column[stratum == k]), 1.0)
        size = table.sum()
        if (table.sum(axis=1) > 0).sum() < 2:
            continue
        of_rows, of_columns = table.sum(axis=1), table.sum(axis=0)
        excess += (table - np.outer(of_rows, of_columns) / size).ravel()
        spread = [np.diag(margin) * size - np.outer(margin, margin) for margin in (of_rows, of_columns)]
        covariance += np.kron(*spread) / (size**2 * (size - 1))
        n += int(size)
    contrast = contrasts(row_levels, column_levels, association)
    return {"n": n, **quadratic(contrast @ excess, contrast @ covariance @ contrast.T)}


def contrasts(row_levels: NDArray[Any], column_levels: NDArray[Any], association: str) -> Floats:
    r, c = len(row_levels), len(column_levels)
    if association == "general":
        return np.asarray(np.kron(np.eye(r)[:-1], np.eye(c)[:-1]), dtype=float)
    by_score = scores(column_levels)[None, :]
    of_rows = np.eye(r) if association == "row_means" else scores(row_levels)[None, :]
    return np.asarray(np.kron(of_rows, by_score), dtype=float)


def scores(levels: NDArray[Any]) -> Floats:
    try:
        return levels.astype(float)
    except ValueError:
        return np.arange(1.0, len(levels) + 1)


def quadratic(excess: Floats, covariance: Floats) -> Estimate:
    values, vectors = (
        np.linalg.eigh((covariance + covariance.T) / 2) if len(excess) else (np.zeros(0), np.zeros((0, 0)))
    )
    keep = values > max(values.max(initial=0.0), 0.0) * 1e-9
    if not keep.any():
        raise NoSuchNumber("no stratum has subjects of several arms and several outcomes: there is nothing to test")
    turned = vectors[:, keep].T @ excess
    statistic, df = float((turned**2 / values[keep]).sum()), int(keep.sum())
    return {"statistic": statistic, "num_df": df, "p_value": float(stats.chi2.sf(statistic, df))}


def mantel_haenszel_test(strata: Strata, *, corrected: bool = False, cochran: bool = False) -> Estimate:
    """Test two arms over strata: the same for a table of four, with or without continuity correction.

    cochran: with N in the place of N - 1 (Cochran, Biometrics 1954;10:417-451).
    """
    size, events = strata.size, strata.events
    variance = strata.total * strata.total_reference * events * (size - events) / size**2
    spread = float((variance / (size if cochran else size - 1)).sum())
    if not spread > 0:
        raise NoSuchNumber("the event is that of nobody or of everybody in each stratum: there is nothing to test")
    excess = abs(float((strata.count - strata.total * events / size).sum()))
    statistic = max(excess - (0.5 if corrected else 0.0), 0.0) ** 2 / spread
    return {"n": strata.n, "statistic": statistic, "num_df": 1, "p_value": float(stats.chi2.sf(statistic, 1))}


def breslow_day(strata: Strata, *, tarone: bool = True) -> Estimate:
    """Test that the odds ratio is the same in all strata (Breslow & Day 1980), with Tarone's correction or without.

    Biometrika 1985;72:91-95. Strata in which the event is that of nobody, or of everybody, tell nothing and are not
    in `n` and the degrees of freedom. NoSuchNumber where fewer than two are left, or there is no common odds ratio.
    """
    informative = (strata.events > 0) & (strata.events < strata.size)
    own = Strata(*(counts[informative] for counts in strata.counts))
    if len(own.count) < 2:
        raise NoSuchNumber("fewer than two strata have both arms, the event and its absence: nothing to compare")
    expected = expected_counts(own, float(np.exp(common_odds(own))))
    beside = own.events - expected
    cells = np.array([expected, own.total - expected, beside, own.total_reference - beside])
    variance = 1 / (1 / cells).sum(axis=0)
    gap = own.count - expected
    statistic = float((gap**2 / variance).sum())
    statistic -= float(gap.sum() ** 2 / variance.sum()) if tarone else 0.0
    df = len(own.count) - 1
    return {"n": own.n, "statistic": statistic, "num_df": df, "p_value": float(stats.chi2.sf(statistic, df))}


def common_odds(strata: Strata) -> float:
    try:
        return odds_place(strata)[0]
    except FitError as error:
        raise NoSuchNumber(str(error)) from error


def expected_counts(strata: Strata, odds: float) -> Floats:
    """Give the events of the arm at which the odds ratio of each stratum is `odds`, its margins being what they are."""
    n1, events = strata.total, strata.events
    a, b, c = 1 - odds, strata.total_reference - events + odds * (n1 + events), -odds * n1 * events
    # The root within the margins, written without cancelling; a is 0 where the odds are the same.
    return np.asarray(-2 * c / (b + np.sqrt(b * b - 4 * a * c)))
