"""The design of a censored model: a mean for each visit, and for each active arm its difference at each visit.

Where baseline is constrained it is one of the visits and the arms have one mean there (Liang & Zeger 2000, Sankhya B
62:134): no arm has a column at baseline.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trialstats.engines.linear import Design, build_design
from trialstats.engines.margins import Grid, build_grid

__all__ = ["Layout", "lay_out"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Layout:
    """The design, the 0/1 columns by (arm, visit), the grid over which means are averaged, and `shared`: a visit."""

    design: Design
    columns: Mapping[tuple[str, str], str]
    grid: Grid
    frame: pd.DataFrame
    visits: tuple[str, ...]
    shared: str | None

    @property
    def names(self) -> tuple[str, ...]:
        """The coefficients as a reader knows them: `DTLT at Week 12`."""
        arms = {column: f"{arm} at {visit}" for (arm, visit), column in self.columns.items()}
        return tuple(arms.get(term, term) for term in self.design.terms)

    def mean(self, arm: str, visit: str) -> Floats:
        """Give the vector of an arm's mean at a visit: covariates at their means, levels of factors weighted alike."""
        at: dict[str, object] = {name: float(key == (arm, visit)) for key, name in self.columns.items()}
        if len(self.visits) > 1:
            at["AVISIT"] = visit
        return self.grid.weigh(self.design, self.frame, at)

    def difference(self, arm: str, visit: str) -> Floats:
        """Give the vector of the difference of an active arm from the reference at a visit."""
        return np.array([float(term == self.columns[arm, visit]) for term in self.design.terms])


def lay_out(frame: pd.DataFrame, arms: Sequence[str], covariates: Sequence[str], shared: str | None) -> Layout:
    """Build the design for complete records; `arms` are the active ones, `shared` the visit of one common mean.

    Raises FitError where columns depend on one another.
    """
    seen = tuple(str(visit) for visit in frame["AVISIT"].cat.categories)
    columns = {
        (arm, visit): f"ARM{a}_VISIT{v}"
        for a, arm in enumerate(arms, 1)
        for v, visit in enumerate(seen, 1)
        if visit != shared
    }
    marks = {
        name: ((frame["TRT01P"] == arm) & (frame["AVISIT"] == visit)).astype(float)
        for (arm, visit), name in columns.items()
    }
    wide = frame.assign(**marks)
    visits = ["AVISIT"] if len(seen) > 1 else []
    design = build_design([*visits, *marks, *covariates], wide)
    return Layout(design, columns, build_grid(wide, covariates, "equal"), wide, seen, shared)
