"""What the outcomes seen at a visit say of the means there, and whether that is enough for what is assumed.

A predictor that nobody seen at a visit has, or not apart from others, has no coefficient there. That is no loss where
none is asked for: an arm that has left has no mean of its own, and who jumps to the reference needs none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialstats.engines.imputation.data import Floats, Incomplete, Switches
from trialstats.engines.imputation.strategies import used_means
from trialstats.errors import FitError

__all__ = ["Determined", "determine"]

# A direction of the predictors shorter than this, of the longest, is none.
ALIASED = 1e-10
# So much of a row, of its length, may lie beyond what is determined: it is rounding.
BEYOND = 1e-6
# How many subjects a message names.
NAMED = 5


@dataclass(frozen=True)
class Determined:
    """Of each visit, directions (q, r) of the predictors in units `scale` (q,), orthonormal."""

    directions: tuple[Floats, ...]
    scale: Floats

    @property
    def whole(self) -> bool:
        """Whether every coefficient is determined at every visit."""
        return all(len(own) == own.shape[1] for own in self.directions)

    def forward(self, visit: int) -> Floats:
        """(q, r): predictors times this are the predictors in these directions."""
        return np.asarray(self.directions[visit] / self.scale[:, None])

    def back(self, visit: int, coefficients: Floats) -> Floats:
        """The coefficients (q,) of the predictors, 0 in other directions, from those (r,) in these."""
        return np.asarray(self.directions[visit] @ coefficients / self.scale)

    def beyond(self, visit: int, rows: Floats) -> Switches:
        """Which of the rows (k, q) have a mean that is not determined."""
        scaled, own = rows / self.scale, self.directions[visit]
        left = np.linalg.norm(scaled - scaled @ own @ own.T, axis=1)
        return np.asarray(left > BEYOND * np.linalg.norm(scaled, axis=1))


def determine(data: Incomplete, *, by_cell: bool = False, used_for: Incomplete | None = None) -> tuple[Determined, ...]:
    """What is determined in each cell; by the subjects of all cells unless `by_cell`.

    Raises FitError, which names visit and subjects, where a mean is assumed that is not: of those in `used_for`, by
    default of the data.
    """
    length = np.linalg.norm(np.concatenate([data.predictors, data.reference]), axis=0)
    scale = np.where(length > 0, length, 1.0)
    seen = [~data.missing[:, visit] for visit in range(data.n_visits)]
    cells = [data.cell == cell if by_cell else np.full(data.n_subjects, True) for cell in range(data.n_cells)]
    found = tuple(
        Determined(tuple(_directions(data.predictors[own & there] / scale) for there in seen), scale) for own in cells
    )
    _refuse_undetermined(used_for or data, found)
    return found


def _directions(rows: Floats) -> Floats:
    if not len(rows):
        return np.zeros((rows.shape[1], 0))
    _, sizes, right = np.linalg.svd(rows, full_matrices=False)
    return np.asarray(right[sizes > ALIASED * sizes[0]].T)


def _refuse_undetermined(data: Incomplete, found: tuple[Determined, ...]) -> None:
    if all(own.whole for own in found):
        return
    lacking: dict[int, list[str]] = {}
    for alike in data.alike():
        for cell, rows, visits in zip(
            (alike.cell, data.reference_cell), (data.predictors, data.reference), used_means(alike), strict=True
        ):
            for visit in np.flatnonzero(visits).tolist():
                beyond = found[cell].beyond(visit, rows[alike.subjects])
                lacking.setdefault(visit, []).extend(data.labels[i] for i in alike.subjects[beyond])
    faults = [_explain(visit, sorted(set(labels))) for visit, labels in sorted(lacking.items()) if labels]
    if faults:
        raise FitError(faults)


def _explain(visit: int, labels: list[str]) -> str:
    named = ", ".join(labels[:NAMED]) + (f" and {len(labels) - NAMED} more" if len(labels) > NAMED else "")
    return (
        f"visit {visit + 1}: no outcome seen there says what is assumed of {named}; "
        "leave out the predictor that only subjects not seen there have, or pool its levels"
    )
