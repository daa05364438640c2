"""What must be told with the numbers of a fit."""

from __future__ import annotations

import numpy as np

from trialstats.engines.mmrm.covariance import STRUCTURES
from trialstats.engines.mmrm.names import shorten
from trialstats.engines.mmrm.solution import Solution
from trialstats.engines.mmrm.still import still_visits

__all__ = ["fit_notes"]

WITH_ML = (
    "Kenward and Roger derived their adjustment for restricted maximum likelihood. With maximum likelihood it is made "
    "of the information of that likelihood and does not make up for its smaller variances."
)


def fit_notes(solution: Solution, ddf: str, sandwich: str | None) -> tuple[str, ...]:
    """One sentence for each thing that is not quite as it was asked for, or rests on little."""
    found = [*_without_correlation(solution), *_still(solution)]
    if not solution.setup.reml and ddf.startswith("kr") and sandwich is None:
        found.append(WITH_ML)
    return tuple(found)


def _without_correlation(solution: Solution) -> list[str]:
    groups, design = solution.climbed.independent, solution.setup.design
    if not groups:
        return []
    labels = design.group_labels
    where = "" if labels is None else f" in {design.roles.group} {shorten([labels[g] for g in groups])}"
    return [
        f"The correlation of {solution.name} runs to zero{where}: fitted with independent visits of one variance, and "
        "without a parameter for the correlation."
    ]


def _still(solution: Solution) -> list[str]:
    """Visits whose outcomes do not vary, under a structure that gives all visits one variance."""
    design = solution.setup.design
    if STRUCTURES[solution.name].every_visit:
        return []
    visits = np.flatnonzero(still_visits(design, np.zeros(design.n_obs, dtype=np.intp), solution.setup.basis)[0])
    if not len(visits):
        return []
    names = shorten([design.visit_labels[int(visit)] for visit in visits])
    return [f"The outcome does not vary at {names}, to which {solution.name} gives the variance of all visits."]
