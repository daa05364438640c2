"""The columns of linear models of simulated trials: arms, baseline and covariates of every subject."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from trialstats.simulate.outcome import Floats
from trialstats.simulate.population import Drawn

__all__ = ["arm_columns", "covariate_columns"]


def arm_columns(drawn: Drawn) -> Floats:
    """A 0/1 column for each active arm, (n, A - 1), or (R, n, A - 1) where replicates differ."""
    return np.asarray(drawn.arm[..., None] == np.arange(1, len(drawn.world.arms)), dtype=float)


def covariate_columns(drawn: Drawn, names: Sequence[str], baseline: Floats | None) -> Floats:
    """The columns of covariates, (R, n, c): numbers as they are, of a category 0/1 for each level but the first.

    baseline (R, n): what BASE stands for.
    """
    columns = [np.empty((drawn.replicates, drawn.n, 0))]
    for name in names:
        if name == "BASE":
            assert baseline is not None  # the trial file was checked
            columns.append(baseline[..., None])
        elif name in drawn.world.levels:
            levels = np.arange(1, len(drawn.world.levels[name][0]))
            columns.append((drawn.covariates[name][..., None] == levels).astype(float))
        else:
            columns.append(drawn.covariates[name][..., None].astype(float))
    return np.concatenate(columns, axis=2)
