"""Baselines of periods as columns of a crossover model: as one covariate, or split within and between subjects."""

from __future__ import annotations

import numpy as np

from trialstats.methods.crossover.options import CrossoverModel
from trialstats.simulate.outcome import Floats

__all__ = ["baseline_columns"]


def baseline_columns(analysis: CrossoverModel, base: Floats, outcome: Floats, *, one_value: bool) -> Floats:
    """Give the columns (R, n, T, k) of BASE (R, n, T) beside outcomes (R, n, T), both NaN where they are missing.

    Split, they are the subject's mean over its complete records and what differs from it, which is nothing where the
    trial has one baseline alone (one_value).
    """
    if analysis.baseline == "none":
        return np.empty((*outcome.shape, 0))
    if analysis.baseline == "covariate":
        return base[..., None]
    known = np.isfinite(base) & np.isfinite(outcome)
    total = np.where(known, base, 0.0).sum(axis=2, keepdims=True)
    mean = np.broadcast_to(total / np.maximum(known.sum(axis=2, keepdims=True), 1), base.shape)
    return mean[..., None] if one_value else np.stack([mean, base - mean], axis=-1)
