"""A replicate that goes to the engine by itself, with all the engine's care."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from trialstats.engines.mmrm.arrays import Floats, Integers
from trialstats.engines.mmrm.coding import NO_FORMULA
from trialstats.engines.mmrm.design import Design, Roles, refuse_constant, refuse_size
from trialstats.engines.mmrm.inference import estimate_rows
from trialstats.engines.mmrm.methods import build_inference
from trialstats.engines.mmrm.setup import set_up
from trialstats.engines.mmrm.solution import solve
from trialstats.errors import FitError

__all__ = ["One", "fit_one"]


@dataclass(frozen=True)
class One:
    """estimate, std_error, df (k,) and loglik; or why there are none."""

    estimate: Floats
    std_error: Floats
    df: Floats
    loglik: float
    converged: bool
    reason: str


def fit_one(
    x: Floats, outcome: Floats, groups: Integers | None, covariance: str, rows: Floats, *, reml: bool, ddf: str
) -> One:
    """Fit `x` (n, T, p) and `outcome` (n, T), NaN where not seen, with a matrix for each of `groups` (n,)."""
    nothing = np.full(len(rows), np.nan)
    try:
        design = _as_design(x, outcome, groups)
        solution = solve(set_up(design, reml=reml), (covariance,))
        inference = build_inference(solution, design, ddf, None)
        names = {"row": [f"row {number + 1}" for number in range(len(rows))]}
        table = estimate_rows(rows, names, solution.beta, inference, 0.95, partial=True)
    except FitError as error:
        return One(nothing, nothing, nothing, np.nan, False, str(error))
    told = "; ".join(reason for reason in table["reason"] if reason is not None)
    numbers = table[["estimate", "std_error", "df"]].to_numpy(dtype=float).T
    return One(numbers[0], numbers[1], numbers[2], solution.optimum.point.loglik, True, told)


def _as_design(x: Floats, outcome: Floats, groups: Integers | None) -> Design:
    subject, visit = np.nonzero(np.isfinite(outcome))
    values = outcome[subject, visit]
    if not len(values):
        raise FitError("no outcome was seen")
    refuse_constant(values, "the outcome")
    refuse_size("the outcome", float(np.abs(values).max()))
    subjects, who = np.unique(subject, return_inverse=True)
    visits, when = np.unique(visit, return_inverse=True)
    levels, group = (None, None) if groups is None else np.unique(groups[subject], return_inverse=True)
    return Design(
        predictors=x[subject, visit],
        outcome=values,
        terms=tuple(f"column {number + 1}" for number in range(x.shape[2])),
        subjects=who.astype(np.intp),
        subject_labels=pd.Index(subjects + 1),
        visits=when.astype(np.intp),
        visit_labels=pd.Index(visits + 1),
        groups=None if group is None else group.astype(np.intp),
        group_labels=None if levels is None else pd.Index(levels + 1),
        times=None,
        weights=None,
        frame=pd.DataFrame(index=range(len(values))),
        excluded=pd.DataFrame({"row": [], "reason": []}),
        columns=frozenset(),
        coding=NO_FORMULA,
        roles=Roles("subject", "visit", None if groups is None else "group"),
    )
