"""Values missing in between, drawn at random given the parameters and what else was seen of the subject.

How many times they and the parameters have to be drawn in turn: what is left of the starting point falls by the largest
fraction of information that is missing (Liu, Wong and Kong, Biometrika 1994;81:27). That is at most what it would be if
those who lack a value in between said nothing at all: the largest share that they have of any combination of the
predictors, among those seen at a visit or after it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialstats.engines.imputation.data import Floats, Incomplete, Integers
from trialstats.engines.imputation.fill import conditional
from trialstats.engines.imputation.normal import Normal, own_means
from trialstats.engines.imputation.streams import Streams

__all__ = ["Between"]

# So much of the starting point may be left.
LEFT = 1e-4
FEWEST, MOST = 10, 200
# A direction of the predictors shorter than this, of the longest, is none.
ALIASED = 1e-10


@dataclass(frozen=True)
class _Group:
    """places (k,): which of those with gaps; they were seen at the visits `seen`, and lack `wanted` in between."""

    places: Integers
    cell: int
    seen: Integers
    wanted: Integers


@dataclass(frozen=True)
class Between:
    """Those of `data` who lack a value in between, subjects (g,), in groups that lack the same."""

    data: Incomplete
    subjects: Integers
    groups: tuple[_Group, ...]

    @classmethod
    def of(cls, data: Incomplete) -> Between:
        between, missing = data.between, data.missing
        subjects = np.flatnonzero(between.any(axis=1)).astype(np.intp)
        keys = np.column_stack([data.cell, missing])[subjects]
        kinds, kind = np.unique(keys, axis=0, return_inverse=True)
        groups = []
        for number in range(len(kinds)):
            places = np.flatnonzero(kind == number).astype(np.intp)
            one = subjects[places[0]]
            seen, wanted = (np.flatnonzero(row).astype(np.intp) for row in (~missing[one], between[one]))
            groups.append(_Group(places, int(data.cell[one]), seen, wanted))
        return cls(data, subjects, tuple(groups))

    @property
    def steps(self) -> int:
        """How many times to draw in turn."""
        if not len(self.subjects):
            return 0
        share = max(
            self._share(cell, visit) for cell in range(self.data.n_cells) for visit in range(self.data.n_visits)
        )
        return MOST if share >= LEFT ** (1 / MOST) else max(FEWEST, int(np.ceil(np.log(LEFT) / np.log(share))))

    def draw(self, normal: Normal, streams: Streams, step: int) -> Floats:
        """Draw the outcomes (M, g, T), of each subject from its own stream; 0 after the last that was seen."""
        draws, data = len(normal.coefficients), self.data
        filled = np.array(np.broadcast_to(np.nan_to_num(data.outcomes[self.subjects]), (draws, *self._shape)))
        for group in self.groups:
            own = self.subjects[group.places]
            means = own_means(normal, group.cell, data.predictors[own])
            covariance = normal.covariances[:, group.cell]
            centre, root = conditional(data.outcomes[own], means, covariance, group.wanted, group.seen)
            noise = [
                streams.of("between", data.labels[i], step).standard_normal((draws, len(group.wanted))) for i in own
            ]
            filled[:, group.places[:, None], group.wanted] = centre + np.stack(noise, axis=1) @ np.swapaxes(root, 1, 2)
        return filled

    @property
    def _shape(self) -> tuple[int, int]:
        return len(self.subjects), self.data.n_visits

    def _share(self, cell: int, visit: int) -> float:
        """The largest share that those with a gap up to a visit have of a combination of the predictors."""
        data = self.data
        later = np.flatnonzero((~data.missing[:, visit:]).any(axis=1) & (data.cell == cell))
        lacking = np.flatnonzero(data.between[later, : visit + 1].any(axis=1))
        left, sizes, _ = np.linalg.svd(data.predictors[later], full_matrices=False)
        columns = left[:, sizes > ALIASED * sizes.max(initial=0.0)]
        return float(np.linalg.svd(columns[lacking], compute_uv=False).max(initial=0.0) ** 2)
