"""Linear mixed model with a random intercept, or a random intercept and slope."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trialstats.engines.inference import combination, residual_summary
from trialstats.engines.linear import Design, build_design
from trialstats.engines.margins import Grid, build_grid
from trialstats.engines.random_effects.fit import MixedFit, fit_mixed
from trialstats.errors import FitError
from trialstats.methods.continuous.options import Mixed
from trialstats.methods.continuous.visit_time import TIME, time_unit
from trialstats.methods.shared.complete import complete_records
from trialstats.methods.shared.gaps import refuse_empty_cells, refuse_gaps
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.scope import by_parameter, conf_level, pairs, visits
from trialstats.methods.shared.variation import refuse_constant, rounding
from trialstats.results.collector import Collector
from trialstats.results.fitting import Fitting
from trialstats.results.kinds import Kind
from trialstats.results.shape import Result, Row

__all__ = ["run"]

Floats = NDArray[np.float64]

SOFTWARE = "trialstats (restricted likelihood, profiled as in lme4), scipy (BFGS)"


@dataclass(frozen=True)
class Fitted:
    """A fit with what is needed to form means from it; `span` is the range of AVISITN that TIME was divided by."""

    fit: MixedFit
    design: Design
    grid: Grid
    frame: pd.DataFrame
    span: float
    level: float

    def estimate(self, weights: Floats) -> Row:
        """Test a combination of the fixed effects by Wald's z."""
        return combination(weights, self.fit.coefficients, self.fit.covariance, None, self.level)

    def mean(self, at: Mapping[str, object]) -> Floats:
        """Give the vector of an arm's mean at a visit, or at a time."""
        return self.grid.weigh(self.design, self.frame, at)


def run(analysis: Mixed, inputs: Inputs) -> Result:
    """Estimate means by arm and visit and differences in change from baseline, or slopes over AVISITN.

    The model is value ~ TRT01P * AVISIT (time: categorical) or TRT01P * AVISITN (continuous) + covariates, with a
    random intercept per subject and, if asked, a random slope over AVISITN. Rows:

    - categorical: kind lsmean (ARM, AVISIT); kind difference (ARM, REFERENCE, post-baseline AVISIT). For AVAL the
      difference is that of the changes from baseline, the model's interaction, and has measure CHG; for CHG and PCHG
      it is that at the visit;
    - continuous: kind slope: of each arm (ARM), and differences of slopes (ARM, REFERENCE), per unit of AVISITN,
      as their unit says.
    """
    collector = Collector(inputs.name, "fits")
    for paramcd, records in by_parameter(analysis, inputs):
        course = inputs.from_baseline if analysis.measure == "AVAL" else inputs.after_baseline
        records = records[records["AVISIT"].isin(course)]
        timed = [TIME] if analysis.time == "continuous" or analysis.random != "intercept" else []
        frame, counts = complete_records(records, [analysis.measure, "TRT01P", *timed, *analysis.covariates])
        at = {"PARAMCD": paramcd, "measure": analysis.measure}
        collector.exclude(at, counts)
        expected = _expected(analysis, inputs, at, records)
        with collector.attempt(at, expected):
            _estimate(analysis, inputs, frame, at, expected, collector)
    inference = _inference(analysis, _unit(inputs))
    return collector.result(software=SOFTWARE, inference=inference, fitting=Fitting(restricted=True))


def _expected(analysis: Mixed, inputs: Inputs, at: Row, records: pd.DataFrame) -> list[Row]:
    arms = [{"ARM": arm} for arm in inputs.arms]
    if analysis.time == "continuous":
        unit = _slope_unit(inputs, at)
        return [{**at, "kind": Kind.SLOPE, "unit": unit, **who} for who in [*arms, *pairs(inputs)]]
    seen = visits(analysis, inputs, records, with_baseline=at["measure"] == "AVAL")
    changed = {**at, "measure": "CHG"} if at["measure"] == "AVAL" else at
    means = [{**at, "kind": Kind.LSMEAN, "AVISIT": visit, **arm} for visit in seen for arm in arms]
    after = [{**changed, "AVISIT": visit} for visit in seen if visit in inputs.after_baseline]
    return means + [{**place, "kind": Kind.DIFFERENCE, **pair} for place in after for pair in pairs(inputs)]


def _slope_unit(inputs: Inputs, at: Row) -> str:
    """Name the unit of a slope: `mm per week`, `per week` of what has no unit."""
    outcome = inputs.outcomes.get(str(at["PARAMCD"]))
    of_value = "%" if at["measure"] == "PCHG" else outcome.unit if outcome else None
    return f"{of_value or ''} per {_unit(inputs)}".strip()


def _unit(inputs: Inputs) -> str:
    return time_unit(inputs.records[inputs.records["AVISIT"].isin(inputs.from_baseline)])


def _estimate(
    analysis: Mixed, inputs: Inputs, frame: pd.DataFrame, at: Row, expected: list[Row], collector: Collector
) -> None:
    value = analysis.measure
    _refuse_gaps(analysis, inputs, frame, value)
    fitted = _fit(analysis, frame, value)
    collector.describe(at, _describe(fitted, value))
    for row in expected:
        if "AVISIT" in row and row["AVISIT"] not in frame["AVISIT"].cat.categories:
            collector.add_without_numbers([row], "no complete record at this visit")
            continue
        vector = _slope(fitted, row) if analysis.time == "continuous" else _mean(inputs, value, fitted, row)
        collector.add({**row, **_count(frame, row), **fitted.estimate(vector)})


def _refuse_gaps(analysis: Mixed, inputs: Inputs, frame: pd.DataFrame, value: str) -> None:
    refuse_gaps(frame, inputs.arms, [value, *analysis.covariates])
    if len(frame["AVISIT"].cat.categories) == 1:
        raise FitError("records at one visit only: a mixed model needs several (use ancova)")
    if analysis.time == "categorical":
        refuse_empty_cells(frame)
        if value == "AVAL" and inputs.baseline not in frame["AVISIT"].cat.categories:
            raise FitError("no record at baseline: a difference in change needs the baseline values in the outcome")


def _fit(analysis: Mixed, frame: pd.DataFrame, value: str) -> Fitted:
    refuse_constant(frame, value)
    outcome = frame[value].to_numpy(dtype=float)
    frame, span = _scale_time(analysis, frame)
    by_time = "TRT01P*AVISIT" if analysis.time == "categorical" else f"TRT01P*{TIME}"
    design = build_design([by_time, *analysis.covariates], frame)
    ones = np.ones(len(frame))
    random = ones[:, None] if analysis.random == "intercept" else np.column_stack([ones, frame[TIME]])
    fit = fit_mixed(outcome, design.matrix, frame["USUBJID"], random, rounding(frame, value))
    grid = build_grid(frame, analysis.covariates, "equal")
    return Fitted(fit, design, grid, frame, span, conf_level(analysis))


def _scale_time(analysis: Mixed, frame: pd.DataFrame) -> tuple[pd.DataFrame, float]:
    # Time from 0 to 1: the random intercept is that at the earliest time.
    if analysis.time == "categorical" and analysis.random == "intercept":
        return frame, 1.0
    span = float(np.ptp(frame[TIME]))
    if span == 0:
        raise FitError(f"{TIME} is the same in every record: there is no slope")
    return frame.assign(**{TIME: (frame[TIME] - frame[TIME].min()) / span}), span


def _mean(inputs: Inputs, value: str, fitted: Fitted, row: Row) -> Floats:
    def at(arm: str, visit: str | None) -> Floats:
        return fitted.mean({"TRT01P": arm, "AVISIT": visit})

    arm, visit = row["ARM"], row["AVISIT"]
    if row["kind"] == Kind.LSMEAN:
        return at(arm, visit)
    difference = at(arm, visit) - at(row["REFERENCE"], visit)
    if value == "AVAL":
        difference = difference - (at(arm, inputs.baseline) - at(row["REFERENCE"], inputs.baseline))
    return difference


def _slope(fitted: Fitted, row: Row) -> Floats:
    def slope(arm: str) -> Floats:
        rise = fitted.mean({"TRT01P": arm, TIME: 1.0}) - fitted.mean({"TRT01P": arm, TIME: 0.0})
        return rise / fitted.span

    return slope(row["ARM"]) - slope(row["REFERENCE"]) if "REFERENCE" in row else slope(row["ARM"])


def _count(frame: pd.DataFrame, row: Row) -> Row:
    chosen = frame["TRT01P"].isin([row["ARM"], row.get("REFERENCE")])
    if "AVISIT" in row:
        chosen &= frame["AVISIT"] == row["AVISIT"]
    return {"n": frame.loc[chosen, "USUBJID"].nunique()}


def _describe(fitted: Fitted, value: str) -> Row:
    fit, random = fitted.fit, fitted.fit.random_covariance
    # Variances in the units of the data: the slope's per unit of AVISITN, its intercept at the earliest AVISITN.
    units = np.diag([1.0, 1 / fitted.span][: len(random)])
    n_theta = len(random) * (len(random) + 1) // 2 + 1
    # REML's likelihood has log|X'V^-1 X| in it: undo the scaling of the design's columns with time.
    scaled = sum(TIME in term for term in fitted.design.terms)
    loglik = fit.loglik - fitted.design.log_unit - scaled * math.log(fitted.span)
    warned: list[str] = []
    if fit.singular:
        warned.append(
            "The random effects are estimated at the boundary (a variance of zero or a perfect correlation): "
            "the model is close to one with fewer random effects."
        )
    return {
        "formula": f"{value} ~ {fitted.design.formula}",
        "n_subjects": int(fitted.frame["USUBJID"].nunique()),
        "n_records": len(fitted.frame),
        "n_covariance_parameters": n_theta,
        "loglik": loglik,
        "aic": 2 * n_theta - 2 * loglik,
        "random_covariance": (units @ random @ units).tolist(),
        "residual_variance": fit.residual_variance,
        "singular": fit.singular,
        "attempts": fit.attempts,
        "warnings": warned,
        "residuals": residual_summary(fit.residuals),
        "covariate_means": dict(fitted.grid.means),
    }


def _inference(analysis: Mixed, unit: str) -> str:
    effects = {"intercept": "random intercept", "intercept and slope": "random intercept and slope over time"}
    what = {
        "categorical": "Differences of AVAL are differences in change from baseline (interaction of arm and visit).",
        "continuous": f"Slopes are per {unit}.",
    }
    return (
        f"Linear mixed model, {effects[analysis.random]} per subject, independent errors of equal "
        f"variance. {what[analysis.time]} Wald z tests; no small-sample degrees of freedom. "
        "Records with a missing value or covariate are left out; subjects with some records contribute those."
    )
