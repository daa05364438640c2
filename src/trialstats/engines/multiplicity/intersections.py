"""Tests of an intersection of hypotheses, each with its p value and its weight.

    Bonferroni   p = min_i p_i / w_i
    Simes        p = min_i p_i / sum of w_k over p_k <= p_i       (Benjamini & Hochberg, Scand J Stat 1997;24:407-418)
    parametric   p = P(some P_i <= q w_i) / sum of w_i, q = min_i p_i / w_i, from the joint distribution of statistics
                 (Xi, Glimm, Maurer & Bretz, Biom J 2017;59:918-931); of two arms and more against one reference with
                 equal weights it is Dunnett's

Hypotheses may be tested in groups, one of them by the joint distribution of its statistics; the groups are put together
as Bonferroni would: the smallest p of them counts, since each group spends its own weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy import stats
from scipy.optimize import brentq

from trialstats.engines.multiplicity.graph import Floats
from trialstats.engines.multiplicity.joint import Sides, within_limits
from trialstats.errors import ArgumentError

__all__ = [
    "Group",
    "Test",
    "chance_of_any",
    "critical_share",
    "everything_by",
    "limits_of",
    "p_of_intersection",
    "single_levels",
]


class Test(StrEnum):
    """How an intersection is tested."""

    __test__ = False  # for pytest: no test of ours

    BONFERRONI = "bonferroni"
    SIMES = "simes"
    PARAMETRIC = "parametric"


@dataclass(frozen=True)
class Group:
    """Hypotheses (their places) that are tested together; of a parametric test the distribution of their statistics.

    correlation: (k, k) in the order of `members`; df: of the t distribution; sides: of the p values.
    """

    members: tuple[int, ...]
    test: Test = Test.BONFERRONI
    correlation: Floats | None = None
    df: float = np.inf
    sides: Sides = 2

    def p_of(self, p: Floats, weights: Floats) -> float:
        """The p value of the intersection of its members that have weight; p and weights of all hypotheses (m,)."""
        heavy = [place for place, member in enumerate(self.members) if weights[member] > 0]
        if not heavy:
            return 1.0
        members = [self.members[place] for place in heavy]
        own_p, own_w = p[members], weights[members]
        if self.test == Test.SIMES:
            spent = (own_w * (own_p <= own_p[:, None])).sum(axis=1)
            return float(min(1.0, (own_p / spent).min()))
        share = float((own_p / own_w).min())
        if self.test == Test.BONFERRONI or len(heavy) == 1:
            return min(1.0, share)
        if self.correlation is None:
            raise ArgumentError("a parametric test needs the correlation of its statistics")
        correlation = self.correlation[np.ix_(heavy, heavy)]
        chance = chance_of_any(share * own_w, correlation, self.df, self.sides)
        return float(min(1.0, chance / own_w.sum()))


def everything_by(test: Test, m: int) -> tuple[Group, ...]:
    """Put all of m hypotheses into one group."""
    return (Group(tuple(range(m)), test),)


def p_of_intersection(p: Floats, weights: Floats, groups: Sequence[Group]) -> float:
    """The p value of the intersection of all hypotheses that have weight."""
    return min(group.p_of(p, weights) for group in groups)


def limits_of(levels: Floats, df: float, sides: Sides) -> Floats:
    """The statistics whose own p values are these."""
    tail = np.clip(levels, 0.0, 1.0) / sides
    found: Floats = np.asarray(stats.norm.isf(tail) if np.isinf(df) else stats.t.isf(tail, df))
    return found


def chance_of_any(levels: Floats, correlation: Floats, df: float, sides: Sides) -> float:
    """The probability that some p value lies at or below its level, if all hypotheses are true.

    It is no less than the largest level and no more than their sum, whatever rounding leaves of it.
    """
    if levels.max() >= 1:
        return 1.0
    chance = 1 - within_limits(limits_of(levels, df, sides), correlation, df, sides)
    return float(np.clip(chance, levels.max(), min(1.0, levels.sum())))


def critical_share(weights: Floats, correlation: Floats, df: float, sides: Sides, alpha: float) -> float:
    """The q, alpha at least, at which some P_i <= q w_i has the probability alpha times the sum of the weights (k,).

    The q w_i are the levels at which the hypotheses of a parametric group are tested.
    """
    wanted = alpha * float(weights.sum())
    if weights.size == 1:
        return alpha
    high = min(alpha * float(weights.sum() / weights.max()), 1.0 / float(weights.max()))
    return float(
        brentq(
            lambda share: chance_of_any(share * weights, correlation, df, sides) - wanted,
            alpha * (1 - 1e-6),
            high * (1 + 1e-6),
            xtol=1e-14,
            rtol=1e-12,
        )
    )


def single_levels(weights: Floats, groups: Sequence[Group], alpha: float) -> Floats:
    """The level (m,) at which each hypothesis of an intersection is tested in it by itself; 0 of one without weight.

    That is alpha w_j, and more in a parametric group. Of Simes' test, where it depends on the other p, it is the least.
    """
    levels = alpha * weights
    for group in groups:
        heavy = [place for place, member in enumerate(group.members) if weights[member] > 0]
        if group.test == Test.PARAMETRIC and group.correlation is not None and heavy:
            own = [group.members[place] for place in heavy]
            correlation = group.correlation[np.ix_(heavy, heavy)]
            levels[own] = critical_share(weights[own], correlation, group.df, group.sides, alpha) * weights[own]
    return levels
