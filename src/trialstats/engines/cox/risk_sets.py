"""Who was at risk at each event, and how covariates lie among them: what all derivatives of Cox's model are made of.

At an event time with d events, Breslow compares each with all at risk; Efron takes the share l / d of those with an
event out of the risk set of the l-th of them (l = 0, ..., d - 1): Efron, JASA 1977;72:557-565.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["RiskSets", "risk_sets", "score_residuals"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.intp]


@dataclass(frozen=True)
class RiskSets:
    """One entry for each event (k), those of a time and stratum side by side.

    subject (k,): whose event; weight (k,): the sum of the risks at it; means (k, p) and spreads (k, p, p): weighted
    mean and covariance of the covariates of those at risk; share (k,): l / d, 0 with Breslow; first, last (k,): the
    entries of the same time and stratum, from first to before last.
    """

    subject: Ints
    weight: Floats
    means: Floats
    spreads: Floats
    share: Floats
    first: Ints
    last: Ints


def risk_sets(time: Floats, event: Bools, strata: Ints, matrix: Floats, risks: Floats, *, efron: bool) -> RiskSets:
    """Sum over the risk sets of all events: time, event, strata, risks exp(x'b) (n,), matrix (n, p)."""
    order = np.lexsort((~event, -time, strata))  # within a stratum the latest first, events before others of a time
    own, when, had = strata[order], time[order], event[order]
    weighted = risks[order, None] * matrix[order]
    squares = weighted[:, :, None] * matrix[order][:, None, :]
    block = np.flatnonzero(np.r_[True, own[1:] != own[:-1]])
    starts = np.repeat(block, np.diff(np.r_[block, len(own)]))  # where the stratum of each begins
    tie = np.flatnonzero(np.r_[True, (own[1:] != own[:-1]) | (when[1:] != when[:-1])])
    ends = np.repeat(np.r_[tie[1:], len(own)], np.diff(np.r_[tie, len(own)]))  # where those of its time end
    at = np.flatnonzero(had)

    def at_risk(values: Floats) -> Floats:
        total = np.concatenate([np.zeros((1, *values.shape[1:])), np.cumsum(values, axis=0)])
        return np.asarray(total[ends[at]] - total[starts[at]], dtype=float)

    group = np.flatnonzero(np.r_[True, ends[at][1:] != ends[at][:-1]]) if len(at) else np.zeros(0, dtype=np.intp)
    sizes = np.diff(np.r_[group, len(at)]).astype(int)
    first, last = np.repeat(group, sizes), np.repeat(group + sizes, sizes)
    share = (np.arange(len(at)) - first) / np.maximum(last - first, 1) if efron else np.zeros(len(at))

    def of_events(values: Floats) -> Floats:
        summed = np.add.reduceat(values[at], group, axis=0) if len(at) else values[at]
        return np.asarray(np.repeat(summed, sizes, axis=0), dtype=float)

    def summed(values: Floats) -> Floats:
        shares = share.reshape(-1, *[1] * (values.ndim - 1))
        return np.asarray(at_risk(values) - shares * of_events(values), dtype=float)

    weight = summed(risks[order])
    means = summed(weighted) / weight[:, None]
    spreads = summed(squares) / weight[:, None, None] - means[:, :, None] * means[:, None, :]
    return RiskSets(order[at], weight, means, spreads, share, first, last)


def score_residuals(sets: RiskSets, time: Floats, strata: Ints, matrix: Floats, risks: Floats) -> Floats:
    """Give what each subject adds to the score: (n, p); they add up to it.

    Lin & Wei, JASA 1989;84:1074-1078; for Efron's ties Therneau & Grambsch, Modeling Survival Data (2000), E.3.
    """
    n, p = matrix.shape
    made = np.zeros((n, p))
    hazard = np.column_stack([1 / sets.weight, sets.means / sets.weight[:, None]])  # of x and of 1
    for stratum in np.unique(strata):
        own = np.flatnonzero(strata == stratum)
        entries = np.flatnonzero(strata[sets.subject] == stratum)[::-1]  # the earliest first
        when = time[sets.subject[entries]]
        total = np.concatenate([np.zeros((1, p + 1)), np.cumsum(hazard[entries], axis=0)])
        past = total[np.searchsorted(when, time[own], side="right")]
        made[own] -= risks[own, None] * (matrix[own] * past[:, :1] - past[:, 1:])
    if len(sets.subject):
        # Who has an event is at risk of the others of its time for a share only.
        starts = np.unique(sets.first)
        sizes = np.diff(np.r_[starts, len(sets.subject)])
        spared = np.repeat(np.add.reduceat(sets.share[:, None] * hazard, starts, axis=0), sizes, axis=0)
        mean = np.repeat(np.add.reduceat(sets.means, starts, axis=0) / sizes[:, None], sizes, axis=0)
        who = sets.subject
        made[who] += matrix[who] - mean + risks[who, None] * (matrix[who] * spared[:, :1] - spared[:, 1:])
    return made
