"""Random coefficients in tables."""

from __future__ import annotations

import numpy as np
import pandas as pd

from trialstats.engines.mmrm.arrays import Floats
from trialstats.engines.mmrm.names import shorten
from trialstats.engines.mmrm.random.effects import between_subjects, predict_effects, within_subjects
from trialstats.engines.mmrm.random.layout import Layout, effect_columns
from trialstats.engines.mmrm.random.words import INTERCEPT
from trialstats.engines.mmrm.solution import Solution
from trialstats.errors import ArgumentError, FitError

__all__ = [
    "effects_table",
    "layout_of",
    "matrix_over_visits",
    "random_covariance",
    "residual_variances",
    "subject_rows",
]


def layout_of(solution: Solution) -> Layout:
    """The layout of a fit with random coefficients. Raises ArgumentError where it has none."""
    if solution.climbed.layout is None:
        raise ArgumentError(f"the structure {solution.name} has no random coefficients")
    return solution.climbed.layout


def effect_names(solution: Solution, layout: Layout) -> list[str]:
    """The name of each random coefficient: the intercept, and the column of the time."""
    return [INTERCEPT, str(solution.setup.design.roles.time)] if layout.effects.slope else [INTERCEPT]


def random_covariance(solution: Solution) -> pd.DataFrame:
    layout = layout_of(solution)
    names = effect_names(solution, layout)
    return pd.DataFrame(between_subjects(solution, layout), index=names, columns=names)


def residual_variances(solution: Solution) -> pd.DataFrame:
    layout_of(solution)
    variances, correlation = within_subjects(solution)
    design = solution.setup.design
    labels = design.group_labels
    index = labels if len(variances) > 1 and labels is not None else pd.Index(["all"])
    table = pd.DataFrame({"variance": variances}, index=index)
    return table if correlation is None else table.assign(correlation=correlation)


def effects_table(solution: Solution) -> pd.DataFrame:
    layout = layout_of(solution)
    names = effect_names(solution, layout)
    found = predict_effects(solution, layout)
    labels, q = solution.setup.design.subject_labels, len(names)

    def deviations(matrices: Floats) -> Floats:
        return np.sqrt(np.maximum(np.diagonal(matrices, axis1=1, axis2=2), 0.0)).ravel()

    return pd.DataFrame(
        {
            "subject": labels.repeat(q),
            "effect": names * len(labels),
            "estimate": found.effects.ravel(),
            "std_error": deviations(found.error),
            "std_error_given_fixed": deviations(found.given_fixed),
        }
    )


def subject_rows(
    solution: Solution, layout: Layout, predictors: Floats, data: pd.DataFrame, index: pd.Index
) -> pd.DataFrame:
    """estimate std_error std_error_given_fixed of each row of `data`, whose predictors are (r, p)."""
    design, needed = solution.setup.design, [solution.setup.design.roles.subject]
    if layout.effects.slope:
        needed.append(str(design.roles.time))
    absent = [name for name in needed if name not in data.columns]
    if absent:
        raise ArgumentError([f"{name} is not a column of the new data" for name in absent])
    subjects = design.subject_labels.get_indexer(pd.Index(data[needed[0]]))
    if (subjects < 0).any():
        unseen = list(pd.unique(data[needed[0]][subjects < 0]))
        raise FitError(f"{needed[0]}: the fit has not seen {shorten(unseen)}, of whom it can only predict the mean")
    times = data[needed[1]].to_numpy(dtype=float) if layout.effects.slope else None
    if times is not None and not np.isfinite(times).all():
        raise FitError(f"{needed[1]} is missing or not finite in row {shorten(list(index[~np.isfinite(times)]))}")
    z = effect_columns(layout.effects, times, len(data))
    found = predict_effects(solution, layout)
    estimate = predictors @ solution.beta + (z * found.effects[subjects]).sum(axis=1)
    # Squared as x'root, or the size of a covariate far from zero would take the digits.
    error, known = found.at(predictors, z, subjects, solution.root)
    return pd.DataFrame(
        {"estimate": estimate, "std_error": np.sqrt(error), "std_error_given_fixed": np.sqrt(known)}, index=index
    )


def matrix_over_visits(solution: Solution) -> pd.DataFrame:
    """V over the visits, at the mean time of each. Raises ArgumentError where the fit is not over visits."""
    layout, design = layout_of(solution), solution.setup.design
    if layout.turned is not None:
        raise ArgumentError(
            "random coefficients with independent residuals are not over visits: random_covariance and "
            "residual_variances say what was estimated"
        )
    counts = np.bincount(design.visits, minlength=design.n_visits)
    times = (
        None
        if design.times is None
        else np.bincount(design.visits, design.times, minlength=design.n_visits) / np.maximum(counts, 1)
    )
    z = effect_columns(layout.effects, times, design.n_visits)
    (variance,), correlation = within_subjects(solution)
    apart = np.abs(np.subtract.outer(np.arange(design.n_visits), np.arange(design.n_visits)))
    matrix = z @ between_subjects(solution, layout) @ z.T + variance * float(correlation or 0.0) ** apart
    return pd.DataFrame(matrix, index=design.visit_labels, columns=design.visit_labels)
