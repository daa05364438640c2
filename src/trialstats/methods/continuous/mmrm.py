"""Mixed model for repeated measures, on the package's own engine."""

from __future__ import annotations

from functools import partial
from math import prod

import pandas as pd

from trialstats.engines.mmrm import MMRMResult, fit_mmrm
from trialstats.engines.standardised import scales_of
from trialstats.errors import FitError
from trialstats.methods.continuous.mmrm_design import (
    Cells,
    constrained_columns,
    constrained_formula,
    constrained_tables,
    estimated,
    formula,
    numbers,
    tables,
)
from trialstats.methods.continuous.mmrm_notes import notes
from trialstats.methods.continuous.options import Mmrm
from trialstats.methods.shared.complete import account, complete_records
from trialstats.methods.shared.gaps import refuse_empty_cells, refuse_gaps
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.mmrm_words import describe
from trialstats.methods.shared.scope import active_arms, conf_level, of_parameter, parameters, visits
from trialstats.methods.shared.variation import refuse_constant, rounding
from trialstats.results.gather import Row, attempt, attempt_one, with_reason
from trialstats.results.kinds import Kind
from trialstats.results.shape import Result, tidy
from trialstats.trialfile.parts.days import elapsed

__all__ = ["run"]


def run(analysis: Mmrm, inputs: Inputs) -> Result:
    """Estimate LS means and differences by visit, the coefficients and the joint tests of the terms.

    The model is value ~ TRT01P*AVISIT + covariates + AVISIT times those of `by_visit`; where baseline is constrained,
    see `mmrm_design`. Rows: kind lsmean (AVISIT, ARM; n its subjects seen at that visit), difference (AVISIT, ARM,
    REFERENCE; n of both arms), coefficient and joint_test (variable = the term).
    """
    value = analysis.value or "CHG"
    constrained = analysis.baseline == "constrained"
    rows: list[Row] = []
    failed: list[Row] = []
    fits: list[Row] = []
    excluded: list[Row] = []
    for paramcd in parameters(analysis, inputs):
        records = of_parameter(inputs, paramcd)
        seen = [v for v in visits(analysis, inputs, records, with_baseline=False) if v in inputs.after_baseline]
        fitted = [str(inputs.baseline), *seen] if constrained else seen
        records = records[records["AVISIT"].isin(fitted)]
        frame, counts = complete_records(records, [value, "TRT01P", *_needed(analysis)])
        at = {"PARAMCD": paramcd, "measure": value}
        excluded.append(account(at, counts))
        expected = _expected(inputs, at, seen)
        estimate = partial(_estimate, analysis, inputs, frame, at, expected, fits, failed)
        rows += attempt(estimate, expected, at, failed)
    return Result(tidy(rows, inputs.name), notes(analysis, excluded, failed, fits))


def _needed(analysis: Mmrm) -> list[str]:
    further = [name for name in (analysis.covariance_by, analysis.time) if name not in (None, "TRT01P")]
    return list(dict.fromkeys([*analysis.covariates, *map(str, further)]))


def _expected(inputs: Inputs, at: Row, seen: list[str]) -> list[Row]:
    means = [{**at, "kind": Kind.LSMEAN, "AVISIT": visit, "ARM": arm} for visit in seen for arm in inputs.arms]
    pairs = [{"ARM": arm, "REFERENCE": inputs.reference} for arm in active_arms(inputs)]
    return means + [{**at, "kind": Kind.DIFFERENCE, "AVISIT": visit, **pair} for visit in seen for pair in pairs]


def _estimate(
    analysis: Mmrm,
    inputs: Inputs,
    frame: pd.DataFrame,
    at: Row,
    expected: list[Row],
    fits: list[Row],
    failed: list[Row],
) -> list[Row]:
    value = str(at["measure"])
    refuse_gaps(frame, inputs.arms, [value, *_needed(analysis)])
    refuse_empty_cells(frame)
    refuse_constant(frame, value)
    fit, cells = (
        _constrained(analysis, inputs, frame, value)
        if analysis.baseline == "constrained"
        else _by_arm(analysis, inputs, frame, value)
    )
    fits.append({**at, **describe(fit)})
    sizes = frame.groupby(["TRT01P", "AVISIT"], observed=True).size()
    rows: list[Row] = []
    for row in expected:
        key = tuple(row.get(name) for name in ("ARM", "REFERENCE", "AVISIT"))
        if key not in cells:
            rows += with_reason([row], "no complete record at this visit")
            continue
        arms = [row[name] for name in ("ARM", "REFERENCE") if name in row]
        keys = {**row, "n": sum(int(sizes[arm, row["AVISIT"]]) for arm in arms)}
        rows += attempt_one(keys, failed, estimated, cells[key], rounding(frame, value))
    return rows + _coefficients(fit, frame, at, failed) + _joint_tests(fit, at)


def _by_arm(analysis: Mmrm, inputs: Inputs, frame: pd.DataFrame, value: str) -> tuple[MMRMResult, Cells]:
    fit = _fit(analysis, formula(analysis, frame, value), frame)
    return fit, tables(analysis, fit, frame, inputs.reference)


def _constrained(analysis: Mmrm, inputs: Inputs, frame: pd.DataFrame, value: str) -> tuple[MMRMResult, Cells]:
    baseline, present = str(inputs.baseline), [str(visit) for visit in frame["AVISIT"].cat.categories]
    if baseline not in present or len(present) == 1:
        raise FitError(f"baseline: constrained needs records at {baseline} and at a later visit; there are {present}")
    wide, columns = constrained_columns(frame, active_arms(inputs), baseline)
    fit = _fit(analysis, constrained_formula(analysis, columns, value), wide)
    later = [visit for visit in present if visit != baseline]
    return fit, constrained_tables(analysis, fit, columns, inputs.arms, later)


def _fit(analysis: Mmrm, text: str, frame: pd.DataFrame) -> MMRMResult:
    if analysis.time == "ADY":
        frame = frame.assign(ADY=elapsed(frame["ADY"]))  # one day, not two, from day -1 to day 1
    return fit_mmrm(
        text,
        # In the order of the trial's visits, and known to be.
        frame.assign(AVISIT=frame["AVISIT"].cat.as_ordered()),
        subject="USUBJID",
        visit="AVISIT",
        covariance=analysis.covariance,
        group=analysis.covariance_by,
        time=analysis.time,
        reml=analysis.reml,
        ddf=analysis.ddf,
        vcov=analysis.vcov,
        conf_level=conf_level(analysis),
    )


def _coefficients(fit: MMRMResult, frame: pd.DataFrame, at: Row, failed: list[Row]) -> list[Row]:
    step, rows = rounding(frame, str(at["measure"])), list[Row]()
    for found in fit.coefficients(partial=True).to_dict("records"):
        keys = {**at, "kind": Kind.COEFFICIENT, "variable": found["term"], "n": fit.n_subjects}
        # Of a covariate, that of the change over its SD.
        unit = prod(scale.unit for scale in scales_of(frame, str(found["term"]).split(":")).values())
        rows += attempt_one(keys, failed, estimated, numbers(found), step / unit)
    return rows


def _joint_tests(fit: MMRMResult, at: Row) -> list[Row]:
    try:
        tests = fit.joint_tests()
    except FitError as error:
        # Too few subjects for an F test need not be too few for what was estimated.
        return with_reason([{**at, "kind": Kind.JOINT_TEST, "variable": "all terms"}], str(error))
    return [
        {
            **at,
            "kind": Kind.JOINT_TEST,
            "variable": row["term"],
            "n": fit.n_subjects,
            "num_df": row["num_df"],
            "df": row["den_df"],
            "statistic": row["statistic"],
            "p_value": row["p_value"],
        }
        for row in tests.to_dict("records")
    ]
