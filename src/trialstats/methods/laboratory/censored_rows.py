"""The rows of a censored model: those it should give, and their numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from trialstats.engines.censored import Fit, LeastSquaresFit, MixedFit
from trialstats.engines.inference import combination, statistics
from trialstats.methods.laboratory.censored_design import Layout
from trialstats.methods.laboratory.censored_values import STATUS
from trialstats.methods.laboratory.rows import Approach, Beyond, Deviation
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.quantification.rows import Flag, Limit
from trialstats.methods.shared.rows import RATIO
from trialstats.methods.shared.scope import active_arms
from trialstats.results.kinds import Kind
from trialstats.results.shape import Row

__all__ = ["Estimates", "above_rows", "cells", "expected_rows"]

MEAN = ("estimate", "std_error", "df", "conf_low", "conf_high", "conf_level")
# What is turned from logarithms into values; standard errors and tests stay on the logarithm.
NATURAL = ("estimate", "conf_low", "conf_high")

HIDDEN = (
    "{beyond} of {n} values of {arm} lie beyond a limit of quantification, more than {most:g}%: the estimate rests on "
    "the distribution that the model assumes"
)


@dataclass(frozen=True)
class Tally:
    """Records of an arm at a visit: all, those below and above a limit; and the lowest of the lower limits."""

    n: int
    below: int
    above: int
    lowest_limit: float | None = None

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.n + other.n, self.below + other.below, self.above + other.above)

    @property
    def percent_beyond(self) -> float:
        return 100 * (self.below + self.above) / self.n

    @property
    def counts(self) -> Row:
        return {"n": self.n, "count": self.below, "total": self.n, "percent": 100 * self.below / self.n}


Cells = Mapping[tuple[str, str], Tally]


def expected_rows(inputs: Inputs, at: Row, seen: tuple[str, ...], approach: Approach, mixed: bool) -> list[Row]:
    """List the rows of a model of `seen`: means at each, ratios after baseline, SDs."""
    own = {**at, "group": approach}
    mean = {**own, "kind": Kind.GEOMETRIC_MEAN, "measure": "AVAL"}
    ratio = {**own, "kind": Kind.RATIO, "measure": RATIO}
    pairs = [{"ARM": arm, "REFERENCE": inputs.reference} for arm in active_arms(inputs)]
    rows = [{**mean, "AVISIT": visit, "ARM": arm} for visit in seen for arm in inputs.arms]
    rows += [{**ratio, "AVISIT": visit, **pair} for visit in seen if visit in inputs.after_baseline for pair in pairs]
    deviations = list(Deviation) if mixed else [Deviation.SIGMA]
    return rows + [{**own, "kind": Kind.VARIANCE, "measure": "AVAL", "variable": name} for name in deviations]


def cells(frame: pd.DataFrame) -> Cells:
    """Count the records of each arm at each visit, and those beyond a limit."""
    groups = frame.groupby(["TRT01P", "AVISIT"], observed=True)
    return {(str(arm), str(visit)): _tally(own) for (arm, visit), own in groups}


def _tally(own: pd.DataFrame) -> Tally:
    limits = own[Limit.LOWER].dropna() if Limit.LOWER in own else pd.Series(dtype="float64")
    below, above = (int((own[STATUS] == side).sum()) for side in ("below", "above"))
    return Tally(len(own), below, above, float(limits.min()) if len(limits) else None)


def above_rows(at: Row, counted: Cells) -> list[Row]:
    """Give the counts of values above the upper limit, which no row of an estimate holds; none where there are none."""
    own = {**at, "kind": Kind.COUNT, "measure": "AVAL", "variable": Flag.ABOVE, "level": Beyond.ABOVE}
    if not any(tally.above for tally in counted.values()):
        return []
    return [
        {**own, "AVISIT": visit, "ARM": arm, "count": t.above, "total": t.n, "percent": 100 * t.above / t.n}
        for (arm, visit), t in counted.items()
    ]


@dataclass(frozen=True)
class Estimates:
    """A fit, and what turns it into rows: t tests of subjects' effects and of least squares, else z tests.

    `most`: the share of values beyond a limit, in percent, above which an estimate has a reason to mistrust it.
    """

    fit: Fit
    layout: Layout
    cells: Cells
    n_subjects: int
    level: float
    most: float

    @property
    def df(self) -> float | None:
        """Degrees of freedom; None for z."""
        return float(self.fit.df) if isinstance(self.fit, MixedFit | LeastSquaresFit) else None

    def fill(self, row: Row) -> Row:
        """Give an expected row its numbers."""
        estimate = {Kind.GEOMETRIC_MEAN: self._mean, Kind.RATIO: self._ratio, Kind.VARIANCE: self._deviation}
        return {**row, **estimate[row["kind"]](row)}

    def _mean(self, row: Row) -> Row:
        tally = self.cells[row["ARM"], row["AVISIT"]]
        vector = self.layout.mean(row["ARM"], row["AVISIT"])
        numbers = natural(combination(vector, self.fit.coefficients, self.fit.covariance, self.df, self.level))
        limit = {} if tally.lowest_limit is None else {"value": tally.lowest_limit}
        return {
            **tally.counts,
            **limit,
            **self._warning(row["AVISIT"], row["ARM"]),
            **{name: numbers[name] for name in MEAN},
        }

    def _ratio(self, row: Row) -> Row:
        active, reference = (self.cells[row[who], row["AVISIT"]] for who in ("ARM", "REFERENCE"))
        vector = self.layout.difference(row["ARM"], row["AVISIT"])
        numbers = natural(combination(vector, self.fit.coefficients, self.fit.covariance, self.df, self.level))
        warning = self._warning(row["AVISIT"], row["ARM"], row["REFERENCE"])
        return {**(active + reference).counts, **warning, **numbers}

    def _warning(self, visit: str, *arms: str) -> Row:
        """Say of which arms too many values lie beyond a limit for their mean to be known."""
        found = {arm: self.cells[arm, visit] for arm in arms}
        if visit == self.layout.shared:  # the arms have one mean there, of the values of all
            of_all = [tally for (_, at), tally in self.cells.items() if at == visit]
            found = {"all arms": sum(of_all[1:], of_all[0])}
        told = [
            HIDDEN.format(beyond=tally.below + tally.above, n=tally.n, arm=arm, most=self.most)
            for arm, tally in found.items()
            if tally.percent_beyond > self.most
        ]
        return {"reason": "; ".join(told)} if told else {}

    def _deviation(self, row: Row) -> Row:
        """An SD of ln values with its standard error, and an interval that is symmetrical for its logarithm."""
        fit, estimate, error = self.fit, self.fit.sigma, self.fit.sigma_std_error
        if row["variable"] == Deviation.TAU:
            assert isinstance(fit, MixedFit)
            if fit.tau_std_error is None:
                return {"n": self.n_subjects, "estimate": fit.tau}
            estimate, error = fit.tau, fit.tau_std_error
        numbers = natural(statistics(math.log(estimate), error / estimate, self.df, self.level))
        return {"n": self.n_subjects, **{name: numbers[name] for name in MEAN}, "std_error": error}


def natural(numbers: Row) -> Row:
    """Turn estimate and limits from logarithms into values."""
    return {**numbers, **{name: math.exp(numbers[name]) for name in NATURAL}}
