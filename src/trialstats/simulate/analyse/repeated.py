"""Mixed models for repeated measures of all replicates, by the engine that analyses the trial's data."""

from __future__ import annotations

import numpy as np
import pandas as pd

from trialstats.engines.mmrm.design import Design, Roles
from trialstats.engines.mmrm.inference import estimate_rows
from trialstats.engines.mmrm.methods import build_inference
from trialstats.engines.mmrm.setup import set_up
from trialstats.engines.mmrm.solution import solve
from trialstats.errors import FitError
from trialstats.simulate.world import Floats

__all__ = ["Fits", "fit_replicates"]

Fits = tuple[Floats, Floats, Floats]
"""Estimates, standard errors and degrees of freedom, each (R, k); NaN where a replicate has none."""


def fit_replicates(
    columns: Floats, outcome: Floats, rows: Floats, *, covariance: tuple[str, ...], reml: bool, ddf: str
) -> Fits:
    """Fit outcome (R, n, T), NaN where it is missing, by columns (R, n, T, p), and test rows (k, p) of coefficients."""
    found = np.full((3, len(outcome), len(rows)), np.nan)
    for place, (x, y) in enumerate(zip(columns, outcome, strict=True)):
        try:
            found[:, place] = _fit(x, y, rows, covariance, reml, ddf)
        except FitError:
            continue
    estimate, std_error, df = found
    return estimate, std_error, df


def _fit(x: Floats, y: Floats, rows: Floats, covariance: tuple[str, ...], reml: bool, ddf: str) -> Floats:
    subjects, visits = np.nonzero(np.isfinite(y) & np.isfinite(x).all(axis=2))
    people, codes = np.unique(subjects, return_inverse=True)
    design = Design(
        predictors=x[subjects, visits],
        outcome=y[subjects, visits],
        terms=tuple(f"b{number}" for number in range(x.shape[2])),
        subjects=codes.astype(np.intp),
        subject_labels=pd.Index(people),
        visits=visits.astype(np.intp),
        visit_labels=pd.RangeIndex(y.shape[1]),
        groups=None,
        group_labels=None,
        times=None,
        weights=None,
        frame=pd.DataFrame(),
        excluded=pd.DataFrame(),
        columns=frozenset(),
        spec=None,
        roles=Roles("subject", "visit", None, None, None),
    )
    solution = solve(set_up(design, reml=reml), covariance)
    inference = build_inference(solution, design, ddf, None)
    table = estimate_rows(rows, {"row": range(len(rows))}, solution.beta, inference, 0.95, partial=True)
    return np.asarray(table[["estimate", "std_error", "df"]].to_numpy(dtype=float).T)
