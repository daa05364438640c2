"""A mixed model for repeated measures with a mean for every arm, level of a factor and visit that has records.

    value = mean[arm, level, visit] + covariates + errors of a subject, correlated over visits

is arm by visit by factor with all below it, parameterised so that a combination that nobody was seen in is simply not
there. Where baseline is constrained the arms share its mean in each level.

Between-within degrees of freedom count the columns that are constant within subjects, so they hang on how means are
coded: by group of subjects (arm and level, or the level alone where arms share a baseline) and by visit within it, as
main effects are. No other number does, and one dummy for each combination is fitted faster.
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

GROUP, CELL = "_group", "_cell"
REFERENCE = "0"
ESTIMATES = ("estimate", "std_error", "df", "statistic", "p_value", "conf_low", "conf_high", "conf_level")
# Arm (none at a baseline that arms share), level, visit.
Cell = tuple[str, str, str]
# What a combination is in the model: its group, and which it is within it.
Code = tuple[str, str]


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
    """The fit; the code of each combination, by which its coefficients are named, and its records.

    factors: what of the code is in the model, and AVISIT where means of covariates hang on it. step: what of
    differences is rounding.
    """

    fit: MMRMResult
    codes: Mapping[Cell, Code]
    sizes: Mapping[Cell, int]
    weights: str
    factors: tuple[str, ...]
    step: float

    def mean(self, cell: Cell) -> Row:
        """Estimate the LS mean of a combination. FitError where it has no variance."""
        return self.told(self.means[cell])

    @cached_property
    def means(self) -> Mapping[Cell, Mapping[Any, Any]]:
        """The LS means of all combinations, each at its own visit."""
        own = pd.DataFrame(list(self.codes.values()), columns=[GROUP, CELL])
        own["AVISIT"] = [visit for _, _, visit in self.codes]
        first, *others = self.factors
        table = self.fit.lsmeans(first, by=others, weights=self.weights, among=own[list(self.factors)], partial=True)
        return dict(zip(self.codes, table.to_dict("records"), strict=True))

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
        """Weigh the coefficients; what is first has none."""
        gained, lost = (self.terms(one) for one in (cell, other))
        return dict.fromkeys(gained - lost, 1.0) | dict.fromkeys(lost - gained, -1.0)

    def terms(self, cell: Cell) -> set[str]:
        """Name the coefficients that are in the mean of a combination and not in all means."""
        group, within = self.codes[cell]
        return {f"{GROUP}[T.{group}]", f"{CELL}[T.{within}]"} & set(self.fit.terms)

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
    codes = coded([cell for cell in every if sizes[cell]], model)
    if len(codes) == 1:
        raise FitError("all records are of one arm, level and visit")
    kinds = pd.DataFrame(list(codes.values()), columns=[GROUP, CELL])
    factors = [name for name in (GROUP, CELL) if (kinds[name] != kinds[name].iloc[0]).any()]
    covariates = [name for name in model.covariates if name != factor]
    by_visit = [name for name in model.by_visit if name != factor and len(orders[0]) > 1]
    terms = [*factors, *covariates, *(f"{name}:AVISIT" for name in by_visit)]
    typed = frame.assign(AVISIT=frame["AVISIT"].cat.as_ordered())
    of_records = pd.DataFrame([codes[cell] for cell in cells], columns=[GROUP, CELL])
    typed = typed.assign(**{name: pd.Categorical(of_records[name], kinds[name].unique()) for name in factors})
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
    factors_of_means = (*factors, "AVISIT") if by_visit else tuple(factors)
    return MmrmCells(fit, codes, sizes, model.weights, factors_of_means, rounding(frame, value))


def coded(cells: Sequence[Cell], model: RepeatedMeasures) -> dict[Cell, Code]:
    """Code the combinations that have records, in their order: the first of each group is the reference within it."""
    codes: dict[Cell, Code] = {}
    numbers: dict[Sequence[str], str] = {}
    for place, (arm, level, visit) in enumerate(cells):
        group = () if model.ddf != "between_within" else (level,) if model.baseline == "constrained" else (arm, level)
        within = str(place) if group in numbers else REFERENCE
        codes[arm, level, visit] = numbers.setdefault(group, str(len(numbers))), within
    return codes
