"""An outcome that is yes or no in a crossover trial.

Of two treatments in two periods only subjects whose outcomes differ tell of the treatments (McNemar; Mainland & Gart,
Biometrika 1969;56:75-80), but for Prescott's test (Appl Statist 1981;30:9-15), which counts the others as 0. The odds
ratio within subjects is that of conditional logistic regression; that over all subjects is in `gee`.
"""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from trialstats.engines.crossover.layout import Pairs, periods_of, refuse_unusable, with_several
from trialstats.engines.crossover.permutation import exact_p
from trialstats.engines.estimate import Estimate
from trialstats.engines.inference import statistics
from trialstats.engines.logistic import separating_terms
from trialstats.errors import FitError, NoSuchNumber

__all__ = ["TwoByTwo", "coded", "odds_within", "two_by_two"]

Integers = NDArray[np.int64]
OUTCOMES = ((0, 0), (0, 1), (1, 0), (1, 1))
INFINITE = "a treatment or period always goes with one outcome: the odds ratio is not finite"
LARGEST = 12.0  # a log odds ratio beyond this is one on its way to infinity
SCORED = 500  # up to so many subjects Prescott's distribution is enumerated


@dataclass(frozen=True)
class TwoByTwo:
    """Counts of subjects by sequence (active first, reference first) and outcomes of both periods.

    counts: (2, 4), in the order of OUTCOMES: 00, 01, 10, 11. Tests have statistic (chi-squared, 1 df), p_value, and
    what further versions there are: p_exact, statistic_corrected, p_corrected.
    """

    counts: Integers

    @property
    def better(self) -> tuple[int, int]:
        """The subjects with a yes on the active treatment alone, and on the reference alone."""
        one, two = self.counts
        return int(one[2] + two[1]), int(one[1] + two[2])

    def mcnemar(self) -> Estimate:
        """McNemar's test of the two, as if there were no periods."""
        active, reference = self.better
        together = active + reference
        if together == 0:
            raise NoSuchNumber("no subject has different outcomes in the two periods")
        away = abs(active - reference)
        return {
            "n": together,
            **_chi_squared(away**2 / together),
            **_corrected(max(away - 1, 0) ** 2 / together),
            "p_exact": float(stats.binomtest(active, together).pvalue),
        }

    def mainland_gart(self, of: Literal["treatment", "period"] = "treatment") -> Estimate:
        """Test sequence against the direction in which outcomes differ: Pearson, with Yates, and Fisher's."""
        table = self._discordant()
        return _of_table(table if of == "treatment" else np.stack([table[0], table[1, ::-1]]))

    def log_odds_ratio(self, conf_level: float) -> Estimate:
        """The log odds ratio of a yes within subjects, active against reference: half that of the table, Woolf's error.

        It is that of conditional logistic regression on treatment and period.
        """
        table = self._discordant()
        if (table == 0).any():
            raise NoSuchNumber("a cell of the subjects whose outcomes differ is empty: the odds ratio is not finite")
        ratio = math.log(table[0, 0] * table[1, 1] / (table[0, 1] * table[1, 0]))
        return statistics(ratio / 2, math.sqrt(float((1 / table).sum())) / 2, None, conf_level)

    def prescott(self) -> Estimate:
        """Trend of y1 - y2 (-1, 0, 1) over the sequences: (N - 1) r^2, N r^2 (Armitage), and the permutation test."""
        scores, group = self._scores()
        total, n = len(scores), int(group.sum())
        if not 0 < n < total or np.ptp(scores) == 0:
            raise NoSuchNumber("all subjects differ by the same between the periods: there is no trend")
        squared = float(np.corrcoef(scores, group)[0, 1] ** 2)
        exact = exact_p(scores, n) if total <= SCORED else None
        return {
            "n": total,
            **_chi_squared((total - 1) * squared),
            "statistic_armitage": total * squared,
            "p_armitage": float(stats.chi2.sf(total * squared, 1)),
            "p_exact": exact,
        }

    def carry_over(self) -> Estimate:
        """Compare yes in both periods with no in both between sequences (Armitage & Hills 1982)."""
        table = self.counts[:, [3, 0]]
        return _of_table(table)

    def _discordant(self) -> Integers:
        return self.counts[:, [2, 1]]

    def _scores(self) -> tuple[Integers, Integers]:
        differences = np.array([first - second for first, second in OUTCOMES])
        scores = np.concatenate([np.repeat(differences, own) for own in self.counts])
        sizes = self.counts.sum(axis=1)
        return scores, np.repeat([1, 0], sizes)


def two_by_two(pairs: Pairs) -> TwoByTwo:
    """Count the outcomes (0 or 1) of subjects with both periods."""
    own = (pairs.active_first, pairs.reference_first)
    counts = [[int(((values == outcome).all(axis=1)).sum()) for outcome in OUTCOMES] for values in own]
    return TwoByTwo(np.array(counts, dtype=int))


def _chi_squared(statistic: float) -> Estimate:
    return {"statistic": statistic, "p_value": float(stats.chi2.sf(statistic, 1))}


def _corrected(statistic: float) -> Estimate:
    return {"statistic_corrected": statistic, "p_corrected": float(stats.chi2.sf(statistic, 1))}


def _of_table(table: Integers) -> Estimate:
    """Pearson's chi-squared test of a 2 x 2 table, with Yates' correction too, and Fisher's exact test."""
    if (table.sum(axis=0) == 0).any() or (table.sum(axis=1) == 0).any():
        raise NoSuchNumber("a row or column of the table of these subjects is empty: there is nothing to compare")
    (a, b), (c, d) = table.tolist()
    n, below = a + b + c + d, (a + b) * (c + d) * (a + c) * (b + d)
    away = abs(a * d - b * c)
    return {
        "n": n,
        **_chi_squared(n * away**2 / below),
        # As far as half a subject brings the table to what is expected, and no farther.
        **_corrected(n * max(away - n / 2, 0.0) ** 2 / below),
        "p_exact": float(stats.fisher_exact(table).pvalue),
    }


def odds_within(frame: pd.DataFrame, conf_level: float) -> dict[str, Estimate]:
    """Log odds ratios of a yes (y = 1) by conditional logistic regression, by treatment and `period 2` and so on.

    Each treatment is against the reference, each period against the first: y ~ treatment + period, subjects as strata
    (frame: see `layout`); only subjects whose outcomes differ count. Of two treatments in two periods it is
    `TwoByTwo.log_odds_ratio`. Raises FitError where the estimate is not finite.
    """
    from statsmodels.discrete.conditional_models import ConditionalLogit

    refuse_unusable(frame)
    several = with_several(frame)
    differ = several[several.groupby("subject")["y"].transform("nunique") > 1]
    if differ.empty:
        raise NoSuchNumber("no subject has different outcomes in its periods")
    levels, columns = coded(differ)
    within = pd.DataFrame(columns).sub(pd.DataFrame(columns).groupby(differ["subject"].to_numpy()).transform("mean"))
    if np.linalg.matrix_rank(within.to_numpy()) < columns.shape[1]:
        raise FitError("treatments and periods of the subjects whose outcomes differ cannot be told apart")
    if separating_terms(*_against_alternatives(differ, columns)):
        raise NoSuchNumber(INFINITE)
    model = ConditionalLogit(differ["y"].to_numpy(dtype=float), columns, groups=differ["subject"].to_numpy())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            fitted = model.fit(method="newton", disp=False, maxiter=100)
            errors = np.asarray(fitted.bse, dtype=float)
        except (np.linalg.LinAlgError, ValueError):
            # The design has full rank: the estimate has run away, and the information with it.
            raise NoSuchNumber(INFINITE) from None
    slopes = np.asarray(fitted.params, dtype=float)
    if not (np.isfinite(errors).all() and (np.abs(slopes) < LARGEST).all()):
        raise NoSuchNumber(INFINITE)
    names = [*levels[1:], *(f"period {period}" for period in periods_of(differ)[1:])]
    return {
        name: statistics(float(slope), float(error), None, conf_level)
        for name, slope, error in zip(names, slopes, errors, strict=True)
    }


def _against_alternatives(
    differ: pd.DataFrame, columns: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], tuple[str, ...]]:
    """Write the conditional likelihood as that of a plain logistic regression without a constant, all of it a yes.

    A row is what the periods of a subject with a yes have in sum, minus what as many other periods of it would have.
    The estimate is finite where, and only where, no direction separates these rows from zero.
    """
    rows = []
    for places in differ.reset_index(drop=True).groupby("subject").indices.values():
        own, yes = columns[places], differ["y"].to_numpy()[places] == 1
        had = own[yes].sum(axis=0)
        rows += [had - own[list(other)].sum(axis=0) for other in combinations(range(len(own)), int(yes.sum()))]
    return np.ones(len(rows)), np.array(rows), tuple(map(str, range(columns.shape[1])))


def coded(frame: pd.DataFrame) -> tuple[list[str], NDArray[np.float64]]:
    """Give the treatments, the reference first, and columns of 0 and 1 for each other and for the later periods."""
    levels = [str(level) for level in frame["treatment"].cat.remove_unused_categories().cat.categories]
    columns = [(frame["treatment"] == level).to_numpy(dtype=float) for level in levels[1:]]
    columns += [(frame["period"] == period).to_numpy(dtype=float) for period in periods_of(frame)[1:]]
    return levels, np.column_stack(columns)
