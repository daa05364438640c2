"""The rows of a censored model: those it should give, and their numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from trialstats.censored import Fit, LeastSquaresFit, MixedFit
from trialstats.models.censored_design import Layout
from trialstats.models.censored_values import STATUS
from trialstats.models.inference import combination, statistics
from trialstats.models.inputs import Inputs
from trialstats.models.rows import Row
from trialstats.models.scope import active_arms

__all__ = ["Estimates", "cells", "expected_rows"]

MEAN = ("estimate", "std_error", "df", "conf_low", "conf_high", "conf_level")
# What is turned from logarithms into values; standard errors and tests stay on the logarithm.
NATURAL = ("estimate", "conf_low", "conf_high")

# Records and those of them below the limit, by arm and visit.
Cells = dict[tuple[str, str], tuple[int, int]]


def expected_rows(inputs: Inputs, at: Row, seen: tuple[str, ...], approach: str, mixed: bool) -> list[Row]:
    """List the rows of a model of `seen`: means at each, ratios after baseline, SDs."""
    own = {**at, "group": approach}
    mean, ratio = {**own, "kind": "geometric_mean", "measure": "AVAL"}, {**own, "kind": "ratio", "measure": "RATIO"}
    pairs = [{"ARM": arm, "REFERENCE": inputs.reference} for arm in active_arms(inputs)]
    rows = [{**mean, "AVISIT": visit, "ARM": arm} for visit in seen for arm in inputs.arms]
    rows += [{**ratio, "AVISIT": visit, **pair} for visit in seen if visit in inputs.after_baseline for pair in pairs]
    deviations = ["sigma", "tau"] if mixed else ["sigma"]
    return rows + [{**own, "kind": "variance", "measure": "AVAL", "variable": name} for name in deviations]


def cells(frame: pd.DataFrame) -> Cells:
    """Count the records of each arm at each visit, and those below the limit."""
    counted = pd.crosstab([frame["TRT01P"], frame["AVISIT"]], frame[STATUS])
    places = [(str(arm), str(visit)) for arm, visit in counted.index.to_list()]
    below = counted["below"] if "below" in counted else 0 * counted.sum(axis=1)
    return {place: (int(n), int(b)) for place, n, b in zip(places, counted.sum(axis=1), below, strict=True)}


@dataclass(frozen=True)
class Estimates:
    """A fit, and what turns it into rows: t tests of subjects' effects and of least squares, else z tests."""

    fit: Fit
    layout: Layout
    cells: Cells
    n_subjects: int
    level: float

    @property
    def df(self) -> float | None:
        """Degrees of freedom; None for z."""
        return float(self.fit.df) if isinstance(self.fit, MixedFit | LeastSquaresFit) else None

    def fill(self, row: Row) -> Row:
        """Give an expected row its numbers."""
        return {
            **row,
            **{"geometric_mean": self._mean, "ratio": self._ratio, "variance": self._deviation}[row["kind"]](row),
        }

    def _mean(self, row: Row) -> Row:
        n, below = self.cells[row["ARM"], row["AVISIT"]]
        vector = self.layout.mean(row["ARM"], row["AVISIT"])
        numbers = natural(combination(vector, self.fit.coefficients, self.fit.covariance, self.df, self.level))
        share = {"n": n, "count": below, "total": n, "percent": 100 * below / n}
        return {**share, **{name: numbers[name] for name in MEAN}}

    def _ratio(self, row: Row) -> Row:
        n = sum(self.cells[row[who], row["AVISIT"]][0] for who in ("ARM", "REFERENCE"))
        vector = self.layout.difference(row["ARM"], row["AVISIT"])
        return {"n": n, **natural(combination(vector, self.fit.coefficients, self.fit.covariance, self.df, self.level))}

    def _deviation(self, row: Row) -> Row:
        """An SD of ln values with its standard error, and an interval that is symmetrical for its logarithm."""
        fit, estimate, error = self.fit, self.fit.sigma, self.fit.sigma_std_error
        if row["variable"] == "tau":
            assert isinstance(fit, MixedFit)
            if fit.tau_std_error is None:
                return {"n": self.n_subjects, "estimate": fit.tau}
            estimate, error = fit.tau, fit.tau_std_error
        numbers = natural(statistics(math.log(estimate), error / estimate, self.df, self.level))
        return {"n": self.n_subjects, **{name: numbers[name] for name in MEAN}, "std_error": error}


def natural(numbers: Row) -> Row:
    """Turn estimate and limits from logarithms into values."""
    return {**numbers, **{name: math.exp(numbers[name]) for name in NATURAL}}
