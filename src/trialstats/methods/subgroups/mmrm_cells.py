"""A mixed model for repeated measures with a mean for every arm, level of a factor and visit that has records.

    value = mean[arm, level, visit] + covariates + errors of a subject, correlated over visits

is arm by visit by factor with all below it, parameterised so that a combination that nobody was seen in is simply not
there. Where baseline is constrained the arms share its mean in each level.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, Protocol

import pandas as pd

from trialstats.engines.mmrm import MMRMResult, fit_mmrm
from trialstats.engines.rounding import beyond_rounding
from trialstats.errors import FitError
from trialstats.methods.shared.variation import rounding
from trialstats.results.shape import Row
from trialstats.trialfile.parts.days import elapsed

__all__ = ["Cell", "MmrmCells", "RepeatedMeasures", "fit_mmrm_cells"]

CELL = "_cell"
ESTIMATES = ("estimate", "std_error", "df", "statistic", "p_value", "conf_low", "conf_high", "conf_level")
# Arm (none at a baseline that arms share), level, visit.
Cell = tuple[str, str, str]


class RepeatedMeasures(Protocol):
    """What an analysis of method mmrm says of its model."""

    covariates: tuple[str, ...]
    by_visit: tuple[str, ...]
    baseline: Literal["covariate", "constrained"]
    covariance: tuple[Any, ...]
    covariance_by: str | None
    time: str | None
    ddf: Any
    vcov: Any
    reml: bool
    weights: Any


@dataclass(frozen=True)
class MmrmCells:
    """The fit; the number of each combination, by which its coefficient is named, and its records.

    by: AVISIT where means of covariates hang on it. step: what of differences is rounding.
    """

    fit: MMRMResult
    numbers: Mapping[Cell, str]
    sizes: Mapping[Cell, int]
    weights: str
    by: str | None
    step: float

    def mean(self, cell: Cell) -> Row:
        """Estimate the LS mean of a combination. FitError where it has no variance."""
        return self.told(self.means[cell])

    @cached_property
    def means(self) -> Mapping[Cell, Mapping[Any, Any]]:
        """The LS means of all combinations, each at its own visit."""
        own = pd.DataFrame({CELL: list(self.numbers.values()), "AVISIT": [visit for _, _, visit in self.numbers]})
        table = self.fit.lsmeans(CELL, by=self.by, weights=self.weights, among=own, partial=True)
        return dict(zip(self.numbers, table.to_dict("records"), strict=True))

    def difference(self, cell: Cell, other: Cell) -> Row:
        """Estimate the difference of two combinations."""
        return self.told(self.fit.contrast({"difference": self.apart(cell, other)}).to_dict("records")[0])

    def joint_test(self, differences: Sequence[tuple[tuple[Cell, Cell], tuple[Cell, Cell]]]) -> Row:
        """Test that differences, given in pairs, are the same in both of each pair."""
        rows = {}
        for place, ((cell, other), (cell_first, other_first)) in enumerate(differences):
            first = {term: -weight for term, weight in self.apart(cell_first, other_first).items()}
            own = self.apart(cell, other)
            rows[str(place)] = {term: own.get(term, 0.0) + first.get(term, 0.0) for term in {**own, **first}}
        test = self.fit.test(rows).to_dict("records")[0]
        return {"df": test["den_df"], **{name: test[name] for name in ("num_df", "statistic", "p_value")}}

    def apart(self, cell: Cell, other: Cell) -> dict[str, float]:
        """Weigh the coefficients; the first combination is in the intercept and has none."""
        named = {f"{CELL}[T.{self.numbers[cell]}]": 1.0, f"{CELL}[T.{self.numbers[other]}]": -1.0}
        return {term: weight for term, weight in named.items() if term in self.fit.terms}

    def told(self, row: Mapping[Any, Any]) -> Row:
        if row.get("reason") is not None:
            raise FitError(row["reason"])
        return beyond_rounding({name: row[name] for name in ESTIMATES}, self.step)


def fit_mmrm_cells(
    model: RepeatedMeasures, value: str, factor: str, frame: pd.DataFrame, baseline: str | None, conf_level: float
) -> MmrmCells:
    """Fit complete records; `baseline`: the visit of an outcome that arms share there, if it is one.

    Raises FitError where the records cannot tell the coefficients apart, or no structure converges.
    """
    named = zip(*(frame[name].astype(str) for name in ("TRT01P", factor, "AVISIT")), strict=True)
    cells = [("" if visit == baseline else arm, level, visit) for arm, level, visit in named]
    sizes = Counter(cells)
    orders = [list(map(str, frame[name].cat.categories)) for name in ("AVISIT", factor, "TRT01P")]
    every = [(arm, level, visit) for visit in orders[0] for level in orders[1] for arm in ("", *orders[2])]
    numbers = {cell: str(place) for place, cell in enumerate(cell for cell in every if sizes[cell])}
    if len(numbers) == 1:
        raise FitError("all records are of one arm, level and visit")
    coded = pd.Categorical([numbers[cell] for cell in cells], list(numbers.values()))
    covariates = [name for name in model.covariates if name != factor]
    by_visit = [name for name in model.by_visit if name != factor and len(orders[0]) > 1]
    terms = [CELL, *covariates, *(f"{name}:AVISIT" for name in by_visit)]
    typed = frame.assign(AVISIT=frame["AVISIT"].cat.as_ordered()).assign(**{CELL: coded})
    if model.time == "ADY":
        typed = typed.assign(ADY=elapsed(typed["ADY"]))  # one day, not two, from day -1 to day 1
    fit = fit_mmrm(
        f"{value} ~ {' + '.join(terms)}",
        typed,
        subject="USUBJID",
        visit="AVISIT",
        covariance=model.covariance,
        group=model.covariance_by,
        time=model.time,
        reml=model.reml,
        ddf=model.ddf,
        vcov=model.vcov,
        conf_level=conf_level,
    )
    by = "AVISIT" if by_visit else None
    return MmrmCells(fit, numbers, sizes, model.weights, by, rounding(frame, value))
