"""What must be told with the numbers of a fit."""

from __future__ import annotations

import numpy as np

from trialstats.engines.mmrm.covariance import STRUCTURES, RandomCoefficients
from trialstats.engines.mmrm.names import shorten
from trialstats.engines.mmrm.random.search import at_edge
from trialstats.engines.mmrm.solution import Solution
from trialstats.engines.mmrm.still import still_visits

__all__ = ["fit_notes"]

WITH_ML = (
    "Kenward and Roger derived their adjustment for restricted maximum likelihood. With maximum likelihood it is made "
    "of the information of that likelihood and does not make up for its smaller variances."
)


def fit_notes(solution: Solution, ddf: str, sandwich: str | None) -> tuple[str, ...]:
    """One sentence for each thing that is not quite as it was asked for, or rests on little."""
    found = [*_without_correlation(solution), *_still(solution), *_at_edge(solution, ddf, sandwich)]
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
    if solution.climbed.layout is not None or STRUCTURES[solution.name].every_visit:
        return []
    visits = np.flatnonzero(still_visits(design, np.zeros(design.n_obs, dtype=np.intp), solution.setup.basis)[0])
    if not len(visits):
        return []
    names = shorten([design.visit_labels[int(visit)] for visit in visits])
    return [f"The outcome does not vary at {names}, to which {solution.name} gives the variance of all visits."]


def _at_edge(solution: Solution, ddf: str, sandwich: str | None) -> list[str]:
    """A variance of zero, or a correlation of one: where the likelihood is highest."""
    layout, structure = solution.climbed.layout, solution.structure
    if layout is None or not isinstance(structure, RandomCoefficients) or not at_edge(layout, structure):
        return []
    every = ddf == "kr_expected" and sandwich is None
    dropped = (
        "It stays among the parameters of the adjustment, as in pbkrtest."
        if every
        else "It is set to zero and dropped, as in SAS: the tests do not count it among what was estimated."
    )
    if not structure.entries:
        which = "The variance of the random intercept is" if not layout.effects.slope else "Both random variances are"
        return [f"{which} zero (the likelihood is highest at the boundary). {dropped}"]
    if layout.effects.diagonal:
        place = structure.entries[0][0]
        which = "slope" if place == 0 else "intercept"
        return [f"The variance of the random {which} is zero (the likelihood is highest at the boundary). {dropped}"]
    adjusted = ddf.startswith("kr") and sandwich is None
    kept = (
        "Kenward and Roger's adjustment keeps all entries of their covariance, with the expected information, as in "
        "pbkrtest."
        if adjusted
        else "One parameter fewer is counted as estimated."
    )
    return [
        "Random intercept and slope are perfectly correlated (the likelihood is highest at the boundary): the model is "
        f"close to one with fewer random effects. {kept}"
    ]
