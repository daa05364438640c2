"""Linear mixed model with random coefficients: an intercept, or an intercept and a slope, of each subject."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trialstats.errors import FitError
from trialstats.methods.continuous.mixed_model import Fitted, days_of, fit_model, time_of
from trialstats.methods.continuous.mixed_notes import describe, in_brief, inference
from trialstats.methods.continuous.mixed_records import course_of, mixed_records
from trialstats.methods.continuous.options import Mixed
from trialstats.methods.continuous.rows import COURSE, DAY, OBSERVED, OWN_COURSE
from trialstats.methods.continuous.visit_time import time_unit
from trialstats.methods.shared.gaps import refuse_empty_cells, refuse_gaps
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.mmrm_words import SOFTWARE
from trialstats.methods.shared.scope import by_parameter, pairs, visits
from trialstats.results.collector import Collector
from trialstats.results.fitting import Fitting
from trialstats.results.kinds import Kind
from trialstats.results.shape import Result, Row

__all__ = ["run"]

Floats = NDArray[np.float64]

# Places at which a predicted course is worked out: its band is no straight line.
PLACES = 25


def run(analysis: Mixed, inputs: Inputs) -> Result:
    """Estimate means by arm and visit and differences in change from baseline, or slopes and courses over time.

    The model is value ~ TRT01P * AVISIT (time: categorical) or TRT01P * the time (AVISITN, which continuous means, or
    ADY, each record's own day) + covariates, with a random intercept per subject and, if asked, a random slope over the
    time. Rows:

    - categorical: kind lsmean (ARM, AVISIT); kind difference (ARM, REFERENCE, post-baseline AVISIT). For AVAL the
      difference is that of the changes from baseline, the model's interaction, and has measure CHG; for CHG and PCHG
      it is that at the visit;
    - over time: kind slope: of each arm (ARM), and differences of slopes (ARM, REFERENCE), per unit of time, as their
      unit says; kind point (ARM, level): the predicted course, `value` being the time, with its interval; what was
      observed, the mean at each visit; and, if asked, each subject's own predicted course.
    """
    collector = Collector(inputs.name, "fits")
    for paramcd, records in by_parameter(analysis, inputs):
        records = course_of(analysis, inputs, records)
        frame, counts = mixed_records(analysis, records)
        at = {"PARAMCD": paramcd, "measure": analysis.measure}
        collector.exclude(at, counts)
        expected = _expected(analysis, inputs, at, records)
        with collector.attempt(at, expected):
            _estimate(analysis, inputs, frame, at, expected, collector)
    fitting = Fitting(restricted=analysis.reml)
    said, brief = inference(analysis, _unit(analysis, inputs)), in_brief(analysis, inputs)
    return collector.result(software=SOFTWARE, inference=said, brief=brief, fitting=fitting)


def _expected(analysis: Mixed, inputs: Inputs, at: Row, records: pd.DataFrame) -> list[Row]:
    arms = [{"ARM": arm} for arm in inputs.arms]
    if analysis.time != "categorical":
        unit = _slope_unit(analysis, inputs, at)
        return [{**at, "kind": Kind.SLOPE, "unit": unit, **who} for who in [*arms, *pairs(inputs)]]
    seen = visits(analysis, inputs, records, with_baseline=at["measure"] == "AVAL")
    changed = {**at, "measure": "CHG"} if at["measure"] == "AVAL" else at
    means = [{**at, "kind": Kind.LSMEAN, "AVISIT": visit, **arm} for visit in seen for arm in arms]
    after = [{**changed, "AVISIT": visit} for visit in seen if visit in inputs.after_baseline]
    return means + [{**place, "kind": Kind.DIFFERENCE, **pair} for place in after for pair in pairs(inputs)]


def _slope_unit(analysis: Mixed, inputs: Inputs, at: Row) -> str:
    """Name the unit of a slope: `mm per week`, `per week` of what has no unit."""
    outcome = inputs.outcomes.get(str(at["PARAMCD"]))
    of_value = "%" if at["measure"] == "PCHG" else outcome.unit if outcome else None
    return f"{of_value or ''} per {_unit(analysis, inputs)}".strip()


def _unit(analysis: Mixed, inputs: Inputs) -> str:
    if time_of(analysis) == DAY:
        return analysis.per if isinstance(analysis.per, str) else f"{analysis.per:g} days"
    return time_unit(inputs.records[inputs.records["AVISIT"].isin(inputs.from_baseline)])


def _estimate(
    analysis: Mixed, inputs: Inputs, frame: pd.DataFrame, at: Row, expected: list[Row], collector: Collector
) -> None:
    value = analysis.measure
    _refuse_gaps(analysis, inputs, frame, value)
    fitted = fit_model(analysis, frame, value)
    collector.describe(at, describe(fitted))
    weigh = _at_visits(inputs, value, fitted) if analysis.time == "categorical" else _of_slopes(analysis, fitted)
    for row in expected:
        if "AVISIT" in row and row["AVISIT"] not in frame["AVISIT"].cat.categories:
            collector.add_without_numbers([row], "no complete record at this visit")
            continue
        keys = {**row, **_count(frame, row)}
        with collector.attempt(keys):
            collector.add({**keys, **fitted.estimate(weigh(row))})
    if analysis.time != "categorical":
        for row in [*_courses(inputs, at, fitted), *_observed(inputs, at, fitted, value)]:
            collector.add(row)
        if analysis.own_courses:
            for row in _own_courses(at, fitted):
                collector.add(row)


def _refuse_gaps(analysis: Mixed, inputs: Inputs, frame: pd.DataFrame, value: str) -> None:
    refuse_gaps(frame, inputs.arms, [value, *analysis.covariates])
    if len(frame["AVISIT"].cat.categories) == 1:
        raise FitError("records at one visit only: a mixed model needs several (use ancova)")
    if analysis.time == "categorical":
        refuse_empty_cells(frame)
        if value == "AVAL" and inputs.baseline not in frame["AVISIT"].cat.categories:
            raise FitError("no record at baseline: a difference in change needs the baseline values in the outcome")


def _at_visits(inputs: Inputs, value: str, fitted: Fitted) -> Callable[[Row], Floats]:
    means = fitted.at_visits()

    def weigh(row: Row) -> Floats:
        arm, visit = row["ARM"], row["AVISIT"]
        if row["kind"] == Kind.LSMEAN:
            return means[arm, visit]
        difference = means[arm, visit] - means[row["REFERENCE"], visit]
        if value == "AVAL":
            baseline = str(inputs.baseline)
            difference = difference - (means[arm, baseline] - means[row["REFERENCE"], baseline])
        return difference

    return weigh


def _of_slopes(analysis: Mixed, fitted: Fitted) -> Callable[[Row], Floats]:
    by = days_of(analysis) if fitted.time == DAY else 1.0
    slopes = {arm: by * weights for arm, weights in fitted.slopes().items()}

    def weigh(row: Row) -> Floats:
        return slopes[row["ARM"]] - slopes[row["REFERENCE"]] if "REFERENCE" in row else slopes[row["ARM"]]

    return weigh


def _courses(inputs: Inputs, at: Row, fitted: Fitted) -> list[Row]:
    """The arms' predicted means at times from the first record to the last."""
    times = fitted.frame[str(fitted.time)] + fitted.origin
    rows = []
    for place, time in enumerate(np.linspace(times.min(), times.max(), PLACES), start=1):
        for arm, weights in fitted.at_time(float(time)).items():
            found = fitted.estimate(weights)
            kept = {name: found[name] for name in ("estimate", "std_error", "conf_low", "conf_high", "conf_level")}
            keys = {"kind": Kind.POINT, "ARM": arm, "variable": fitted.time, "level": COURSE.format(place=place)}
            rows.append({**at, **keys, "value": float(time), **kept})
    return [row for arm in inputs.arms for row in rows if row["ARM"] == arm]


def _observed(inputs: Inputs, at: Row, fitted: Fitted, value: str) -> list[Row]:
    """The mean of what was recorded at each visit, at the mean time of these records."""
    time, rows = str(fitted.time), []
    for arm in inputs.arms:
        for visit, own in fitted.frame[fitted.frame["TRT01P"] == arm].groupby("AVISIT", observed=True):
            when = float(own[time].mean()) + fitted.origin
            keys = {"kind": Kind.POINT, "ARM": arm, "AVISIT": str(visit), "variable": time, "level": OBSERVED}
            rows.append(
                {**at, **keys, "n": own["USUBJID"].nunique(), "value": when, "estimate": float(own[value].mean())}
            )
    return rows


def _own_courses(at: Row, fitted: Fitted) -> list[Row]:
    """Each subject's predicted value at its first and last record, and at those between."""
    predicted = fitted.fit.predict_subjects()
    times = fitted.frame[str(fitted.time)] + fitted.origin
    found = fitted.frame.assign(**predicted.add_prefix("OWN_"), WHEN=times)
    found = found.sort_values(["USUBJID", "WHEN"])
    found["PLACE"] = found.groupby("USUBJID").cumcount() + 1
    return [
        {
            **at,
            "kind": Kind.POINT,
            "ARM": str(one["TRT01P"]),
            "USUBJID": str(one["USUBJID"]),
            "variable": fitted.time,
            "level": OWN_COURSE.format(place=one["PLACE"]),
            "value": float(one["WHEN"]),
            "estimate": float(one["OWN_estimate"]),
            "std_error": float(one["OWN_std_error"]),
        }
        for one in found.to_dict("records")
    ]


def _count(frame: pd.DataFrame, row: Row) -> Row:
    chosen = frame["TRT01P"].isin([row["ARM"], row.get("REFERENCE")])
    if "AVISIT" in row:
        chosen &= frame["AVISIT"] == row["AVISIT"]
    return {"n": frame.loc[chosen, "USUBJID"].nunique()}
