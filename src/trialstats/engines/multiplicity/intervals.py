"""Intervals that hold together with the probability 1 - alpha.

single step   each at its own level (`single_levels`): alpha w_j, or that of the joint distribution (Dunnett). They hold
              whatever is rejected, and need not agree with a stepwise procedure, which rejects more.
compatible    one-sided bounds of the graph (Strassburger & Bretz, Stat Med 2008;27:4914-4927; Guilbaud, Biom J
              2008;50:678-692): of what is not rejected, at the level that it has at the end; of what is rejected while
              something is not, the null value itself; of all, where all are rejected, at their first levels, and no
              worse than the null value.
"""

from __future__ import annotations

import numpy as np
from scipy import stats

from trialstats.engines.multiplicity.graph import Floats, Graph
from trialstats.engines.multiplicity.steps import Stepwise

__all__ = ["compatible_levels", "quantile"]


def compatible_levels(graph: Graph, found: Stepwise, alpha: float) -> Floats:
    """The levels of one-sided bounds (m,) that agree with the steps; NaN where the bound is the null value.

    Where all are rejected they are the first levels, and a bound that is worse than the null value is moved there.
    """
    rejected = [step.hypothesis for step in found.steps]
    if len(rejected) == graph.size:
        return alpha * graph.weights
    levels = alpha * found.left.weights
    levels[rejected] = np.nan
    return levels


def quantile(level: float, df: float, sides: int) -> float:
    """How many standard errors an interval of confidence 1 - level reaches to each side, or a bound to its one."""
    tail = level / sides
    return float(stats.norm.isf(tail) if np.isinf(df) else stats.t.isf(tail, df))
