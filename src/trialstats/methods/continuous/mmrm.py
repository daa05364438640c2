"""Mixed model for repeated measures, on the package's own engine."""

from __future__ import annotations

from math import prod

import pandas as pd

from trialstats.engines.mmrm import MMRMResult, fit_mmrm
from trialstats.engines.standardised import scales_of
from trialstats.errors import FitError
from trialstats.methods.continuous.mean_margins import margin_rows
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
from trialstats.methods.continuous.mmrm_modifiers import NOBODY, about_centres, add_modifiers, expected_of_modifiers
from trialstats.methods.continuous.mmrm_notes import in_brief, inference
from trialstats.methods.continuous.mmrm_records import mmrm_needs, mmrm_records
from trialstats.methods.continuous.options import Mmrm
from trialstats.methods.continuous.rows import ALL_TERMS
from trialstats.methods.shared.gaps import refuse_empty_cells, refuse_gaps
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.margins import told_of_margin
from trialstats.methods.shared.mmrm_fits import describe
from trialstats.methods.shared.mmrm_words import SOFTWARE
from trialstats.methods.shared.modifiers.effects import modifier_names, usable
from trialstats.methods.shared.modifiers.values import refuse_modifiers
from trialstats.methods.shared.scope import active_arms, by_parameter, conf_level, means_and_differences
from trialstats.methods.shared.variation import refuse_constant, rounding
from trialstats.results.collector import Collector
from trialstats.results.fitting import Fitting
from trialstats.results.kinds import Kind
from trialstats.results.shape import Result, Row
from trialstats.trialfile.parts.days import elapsed

__all__ = ["check", "run"]


def run(analysis: Mmrm, inputs: Inputs) -> Result:
    """Estimate LS means and differences by visit, the coefficients and the joint tests of the terms.

    The model is value ~ TRT01P*AVISIT + covariates + AVISIT times those of `by_visit` + TRT01P*AVISIT times the
    modifiers; where baseline is constrained, see `mmrm_design`. Rows: kind lsmean (AVISIT, ARM; n its subjects seen at
    that visit), difference (AVISIT, ARM, REFERENCE; n of both arms), coefficient and joint_test (variable = the term),
    those of modifiers (`mmrm_modifiers`).
    """
    collector = Collector(inputs.name, "fits")
    collector.add(*modifier_names(analysis, inputs))
    for paramcd, records in by_parameter(analysis, inputs):
        frame, counts, seen = mmrm_records(analysis, inputs, records)
        at = {"PARAMCD": paramcd, "measure": analysis.measure}
        collector.exclude(at, counts)
        expected = means_and_differences(inputs, at, seen)
        before = len(collector.rows)
        with collector.attempt(at, [*expected, *expected_of_modifiers(analysis, inputs, at, seen)]):
            _estimate(analysis, inputs, frame, at, expected, collector)
        collector.add(*margin_rows(analysis, inputs, collector.rows[before:]))
    fitting = Fitting(restricted=analysis.reml, scaled_residuals=True)
    return collector.result(
        software=SOFTWARE,
        inference=inference(analysis, inputs, collector.notes["fits"]) + told_of_margin(analysis),
        brief=in_brief(analysis, inputs, collector.notes["fits"]),
        fitting=fitting,
    )


def _estimate(
    analysis: Mmrm, inputs: Inputs, frame: pd.DataFrame, at: Row, expected: list[Row], collector: Collector
) -> None:
    value = analysis.measure
    refuse_gaps(frame, inputs.arms, [value, *mmrm_needs(analysis)])
    refuse_empty_cells(frame)
    refuse_constant(frame, value)
    fit, cells = (
        _constrained(analysis, inputs, frame, value)
        if analysis.baseline == "constrained"
        else _by_arm(analysis, inputs, frame, value)
    )
    collector.describe(at, describe(fit))
    sizes = frame.groupby(["TRT01P", "AVISIT"], observed=True).size()
    for row in expected:
        key = tuple(row.get(name) for name in ("ARM", "REFERENCE", "AVISIT"))
        if key not in cells:
            collector.add_without_numbers([row], NOBODY)
            continue
        arms = [row[name] for name in ("ARM", "REFERENCE") if name in row]
        keys = {**row, "n": sum(int(sizes[arm, row["AVISIT"]]) for arm in arms)}
        with collector.attempt(keys):
            collector.add({**keys, **estimated(cells[key], rounding(frame, value))})
    _coefficients(fit, frame, at, collector)
    _joint_tests(fit, at, collector)
    seen = list(dict.fromkeys(str(row["AVISIT"]) for row in expected))
    add_modifiers(analysis, inputs, frame, at, seen, fit, collector)


def check(analysis: Mmrm, inputs: Inputs) -> None:
    """Raise SpecError for modifiers that modify nothing."""
    refuse_modifiers(analysis, inputs)


def _by_arm(analysis: Mmrm, inputs: Inputs, frame: pd.DataFrame, value: str) -> tuple[MMRMResult, Cells]:
    modifiers, _ = usable(analysis, inputs, frame)
    fit = _fit(analysis, formula(analysis, frame, value, modifiers), about_centres(analysis, frame))
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


def _coefficients(fit: MMRMResult, frame: pd.DataFrame, at: Row, collector: Collector) -> None:
    step = rounding(frame, str(at["measure"]))
    for found in fit.coefficients(partial=True).to_dict("records"):
        keys = {**at, "kind": Kind.COEFFICIENT, "variable": found["term"], "n": fit.n_subjects}
        # Of a covariate, that of the change over its SD.
        unit = prod(scale.unit for scale in scales_of(frame, str(found["term"]).split(":")).values())
        with collector.attempt(keys):
            collector.add({**keys, **estimated(numbers(found), step / unit)})


def _joint_tests(fit: MMRMResult, at: Row, collector: Collector) -> None:
    at = {**at, "kind": Kind.JOINT_TEST}
    try:
        tests = fit.joint_tests()
    except FitError as error:
        # Too few subjects for an F test need not be too few for what was estimated.
        collector.add_without_numbers([{**at, "variable": ALL_TERMS}], str(error))
        return
    for test in tests.to_dict("records"):
        collector.add(
            {
                **at,
                "variable": test["term"],
                "n": fit.n_subjects,
                "num_df": test["num_df"],
                "df": test["den_df"],
                "statistic": test["statistic"],
                "p_value": test["p_value"],
            }
        )
