"""fit_mmrm: the mixed model for repeated measures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from trialstats.errors import FitError
from trialstats.mmrm.arrays import Floats
from trialstats.mmrm.basis import orthonormalise
from trialstats.mmrm.covariance import STRUCTURES, Structure
from trialstats.mmrm.design import build_design
from trialstats.mmrm.inference import Inference
from trialstats.mmrm.ladder import climb, refuse_unordered
from trialstats.mmrm.likelihood import Problem
from trialstats.mmrm.names import did_you_mean
from trialstats.mmrm.optimise import Optimum
from trialstats.mmrm.patterns import stack_subjects
from trialstats.mmrm.result import MMRMResult
from trialstats.mmrm.satterthwaite import satterthwaite

__all__ = ["fit_mmrm"]

INFERENCES: dict[str, Callable[[Optimum, Structure, Floats], Inference]] = {"satterthwaite": satterthwaite}


def fit_mmrm(
    formula: str,
    data: pd.DataFrame,
    *,
    subject: str,
    visit: str,
    covariance: str | Sequence[str] = "us",
    group: str | None = None,
    time: str | None = None,
    weights: str | None = None,
    reml: bool = True,
    ddf: str = "satterthwaite",
    vcov: str | None = None,
    conf_level: float = 0.95,
) -> MMRMResult:
    """Fit y_i = X_i b + e_i, e_i ~ N(0, S[visits of i]), by (restricted) maximum likelihood.

    Parameters
    ----------
    formula: formulaic syntax, such as `CHG ~ BASE + SITEGR1 + TRTP*AVISIT`. A categorical keeps its order of
        levels and its first level is the reference; text is sorted.
    data: one row a subject and visit; a visit not seen may be an absent row or one without outcome.
        Rows that lack a value are listed in the result's `excluded`.
    subject, visit: columns. The order of the visits is that of a categorical, else sorted.
    covariance: us, cs or ar1h; or a list of them, tried in order until one converges.
    reml: restricted maximum likelihood, or maximum likelihood.
    ddf: "satterthwaite", from the observed information.
    group, time, weights, vcov: None.
    conf_level: of the intervals, between 0 and 1.

    Returns
    -------
    MMRMResult, always converged.

    Raises
    ------
    FitError: an argument that is not available; an unknown column; infinite values; a level without
        rows; two rows for one subject and visit; a constant outcome; a rank-deficient design (which
        columns); too few subjects; no convergence (each attempt with its gradient).

    References
    ----------
    SAS/STAT PROC MIXED (REPEATED, TYPE=UN CS ARH(1), DDFM=SATTERTHWAITE); Pinheiro & Bates (2000),
    Mixed-Effects Models in S and S-PLUS, chapter 5.
    """
    ladder = (covariance,) if isinstance(covariance, str) else tuple(covariance)
    _refuse_unavailable(ladder, ddf, {"group": group, "time": time, "weights": weights, "vcov": vcov})
    if not 0 < conf_level < 1:
        raise FitError(f"conf_level is {conf_level}; it must lie between 0 and 1")
    design = build_design(formula, data, subject=subject, visit=visit)
    if not isinstance(design.frame[visit].dtype, pd.CategoricalDtype):
        refuse_unordered(ladder, design.visit_labels)
    basis = orthonormalise(design.predictors, design.outcome, design.terms)
    columns = np.column_stack([basis.columns, basis.residual])
    stack = stack_subjects(columns, design.subjects, design.visits, design.n_visits)
    structure, best, attempts = climb(Problem(stack, reml, basis.log_det), ladder, design.visit_labels)
    labels = design.visit_labels
    return MMRMResult(
        formula=formula,
        structure=structure.name,
        reml=reml,
        ddf=ddf,
        conf_level=conf_level,
        loglik=best.point.loglik,
        n_theta=structure.n_theta,
        covariance=pd.DataFrame(structure.matrix(best.theta), index=labels, columns=labels),
        attempts=attempts,
        beta=basis.ols + basis.to_terms @ best.point.coefficients,
        inference=INFERENCES[ddf](best, structure, basis.to_terms),
        design=design,
    )


def _refuse_unavailable(ladder: Sequence[str], ddf: str, must_be_none: Mapping[str, Any]) -> None:
    problems = []
    if not ladder:
        problems.append(f"covariance is an empty list; available: {', '.join(STRUCTURES)}")
    for name in ladder:
        if name not in STRUCTURES:
            known = did_you_mean(name, STRUCTURES)
            problems.append(f"covariance {name!r} is not available{known}; available: {', '.join(STRUCTURES)}")
    if ddf not in INFERENCES:
        problems.append(f"ddf {ddf!r} is not available; available: {', '.join(INFERENCES)}")
    problems += [
        f"{name}={value!r} is not available; available: None"
        for name, value in must_be_none.items()
        if value is not None
    ]
    if problems:
        raise FitError(problems)
