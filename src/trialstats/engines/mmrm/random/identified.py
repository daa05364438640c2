"""What the records can tell of random coefficients, counted before the search and said by what they lack."""

from __future__ import annotations

import numpy as np

from trialstats.engines.mmrm.arrays import Floats
from trialstats.engines.mmrm.derivatives import expected_information, slopes, sum_subjects
from trialstats.engines.mmrm.design import Design
from trialstats.engines.mmrm.likelihood import whiten
from trialstats.engines.mmrm.random.layout import Layout
from trialstats.engines.mmrm.random.search import full_entries

__all__ = ["unidentified"]

# What is left within subjects below this part of the whole is rounding.
NOTHING = 1e-18
# The information of a parameter that is rounding, and how alike two parameters are that cannot be told apart.
UNSEEN, ALIKE = 1e-10, 1e-9


def unidentified(layout: Layout, design: Design) -> str:
    """Why the records cannot hold these random coefficients, or nothing."""
    sizes = np.bincount(design.subjects)
    if sizes.max() < 2:
        return "no subject has more than one record: a random effect cannot be told from the error"
    if layout.effects.slope and not (sizes > _ranks(layout, design)).any():
        times = int(_ranks(layout, design).max())
        return (
            f"no subject has records at more than {times} times, through which a line of its own goes exactly: a "
            "random slope cannot be told from the error"
        )
    if layout.turned is not None:
        fault = _exact(layout, design)
        if fault:
            return fault
    if not _told_apart(layout):
        return (
            f"the records cannot tell the variances of {layout.effects.told} from that of the error: too few subjects, "
            "or records of each"
        )
    return ""


def _ranks(layout: Layout, design: Design) -> Floats:
    """(N,): through how many of a subject's records its own line goes exactly."""
    times = np.zeros(design.n_obs) if design.times is None else design.times
    apart = np.unique(np.column_stack([design.subjects.astype(float), times]), axis=0)
    counts = np.bincount(apart[:, 0].astype(np.intp), minlength=design.n_subjects)
    return np.minimum(counts, layout.loads.shape[2]).astype(float)


def _exact(layout: Layout, design: Design) -> str:
    """Where subjects' own effects and the predictors leave nothing of the outcome, of all or of a residual group."""
    turned = layout.turned
    assert turned is not None
    whole = float((turned.stack.rows[:, :, -1] ** 2).sum())
    levels = turned.levels[turned.stack.pattern[turned.position]][design.subjects]
    for level in range(len(turned.n_rest)):
        x, y = turned.rest[levels == level, :-1], turned.rest[levels == level, -1]
        left = y - x @ np.linalg.lstsq(x, y, rcond=1e-10)[0]
        if turned.n_rest[level] and left @ left <= NOTHING * whole:
            of = "" if len(turned.n_rest) == 1 else f" ({design.roles.group} {design.group_labels[level]})"  # type: ignore[index]
            return f"the model fits every subject's records exactly{of}: nothing is left for the error within subjects"
    return ""


def _told_apart(layout: Layout) -> bool:
    """Whether the information of the entries of G and of the residual parameters, where V = I, is of full rank.

    Records that cannot tell the parameters apart there cannot anywhere.
    """
    structure = layout.structure(full_entries(layout))
    theta = np.zeros(structure.n_theta)
    point = whiten(layout.problem, structure.matrices(theta))
    if point is None:
        return False
    sums = sum_subjects(layout.problem, point)
    first = structure.linear(theta, diagonal=layout.effects.diagonal)
    information = expected_information(sums, first, slopes(sums, first))
    diagonal = np.diag(information)
    if (diagonal <= UNSEEN * diagonal.max()).any():
        return False
    scaled = information / np.sqrt(np.outer(diagonal, diagonal))
    return bool(np.linalg.matrix_rank(scaled, rtol=ALIKE, hermitian=True) == len(diagonal))
