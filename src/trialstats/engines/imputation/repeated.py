"""Completed sets analysed by the model for repeated measures, one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trialstats.engines.imputation.data import Floats, Integers
from trialstats.engines.imputation.rows import design_of
from trialstats.engines.imputation.samples import Lost, Otherwise
from trialstats.engines.mmrm.methods import build_inference, method_faults
from trialstats.engines.mmrm.setup import set_up
from trialstats.engines.mmrm.solution import solve
from trialstats.engines.mmrm.support import ladder_faults
from trialstats.errors import ArgumentError, FitError

__all__ = ["RepeatedEstimates", "compare_repeated"]


@dataclass(frozen=True)
class RepeatedEstimates:
    """estimates, variances and degrees of freedom (M, k) of the sets that were fitted.

    otherwise: the sets, by their number from 1, to which a later structure of the ladder was fitted; lost: those to
    which none could be.
    """

    estimates: Floats
    variances: Floats
    df: Floats
    otherwise: tuple[Otherwise, ...]
    lost: tuple[Lost, ...]


def compare_repeated(
    outcomes: Floats,
    predictors: Floats,
    combinations: Floats,
    covariance: Sequence[str] = ("us",),
    ddf: str = "kr",
    cell: Integers | None = None,
) -> RepeatedEstimates:
    """Estimate combinations (k, p) of the coefficients of outcomes (M, n, T) on predictors (n, T, p).

    covariance: the structures, tried in order for each set. ddf: as of `fit_mmrm`. cell (n,): whose matrix a subject
    has. The mean of the degrees of freedom is what `pool` takes as those of complete data. Raises FitError where no
    set can be fitted.
    """
    ladder = tuple(covariance)
    faults = ladder_faults(ladder, None) + method_faults(ddf, None)
    if np.isnan(outcomes).any():
        faults.append("a completed set has missing values")
    if faults:
        raise ArgumentError(faults)
    n = outcomes.shape[1]
    cells = np.zeros(n, dtype=np.intp) if cell is None else cell
    terms = [f"x{column + 1}" for column in range(predictors.shape[2])]
    setup = set_up(design_of(outcomes[0], predictors, terms, tuple(map(str, range(n))), cells), reml=True)
    rows: list[Floats] = []
    otherwise: list[Otherwise] = []
    lost: list[Lost] = []
    for number, values in enumerate(outcomes, start=1):
        try:
            found = solve(setup.with_outcome(values.ravel()), ladder)
            inference = build_inference(found, found.setup.design, ddf, None)
        except FitError as error:
            lost.append(Lost(str(number), "; ".join(error.problems)))
            continue
        if found.name != ladder[0]:
            otherwise.append(Otherwise(str(number), found.name))
        variances = inference.vcov.variances(combinations)
        rows.append(np.stack([combinations @ found.beta, variances, inference.degrees_of_freedom(combinations)]))
    if not rows:
        raise FitError(f"none of {len(outcomes)} completed sets could be fitted: {lost[0].reason}")
    estimates, variances, df = np.stack(rows, axis=1)
    return RepeatedEstimates(estimates, variances, df, tuple(otherwise), tuple(lost))
