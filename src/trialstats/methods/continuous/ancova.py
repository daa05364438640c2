"""Analysis of covariance by ordinary least squares, at each visit by itself."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trialstats.engines.linear import LinearFit, build_design, fit_linear
from trialstats.engines.margins import build_grid
from trialstats.errors import FitError
from trialstats.methods.continuous.ancova_records import ancova_records
from trialstats.methods.continuous.mean_margins import margin_rows
from trialstats.methods.continuous.options import Ancova
from trialstats.methods.continuous.rows import DOSE
from trialstats.methods.shared.complete import refuse_duplicates
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.linear_fits import describe
from trialstats.methods.shared.margins import told_of_margin
from trialstats.methods.shared.modifiers.effects import (
    MAIN,
    Contrasts,
    add_effects,
    ends_of,
    expected_effects,
    modifier_names,
    told_of_modifiers,
    usable,
)
from trialstats.methods.shared.modifiers.values import refuse_modifiers
from trialstats.methods.shared.named import adjusted_for
from trialstats.methods.shared.scope import by_parameter, conf_level, means_and_differences, visits
from trialstats.methods.shared.variation import refuse_constant, rounding
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.shape import Result, Row

__all__ = ["check", "run"]

Floats = NDArray[np.float64]
KINDS = (Kind.DIFFERENCE_AT,)
MARGINS = {"equal": "weighted equally", "observed": "weighted as observed in the records used"}


def run(analysis: Ancova, inputs: Inputs) -> Result:
    """Estimate, per parameter and visit, LS means, differences to the reference, and the dose's slope if asked.

    The model is value ~ TRT01P + covariates + TRT01P by the modifiers; the slope's has the numeric dose in the place of
    TRT01P, and no modifiers' interaction. Rows: kind lsmean (ARM; n its subjects), difference (ARM, REFERENCE; n of
    both arms), trend (variable TRT01PN; n of all), those of modifiers (`shared/modifiers/effects`).
    """
    collector = Collector(inputs.name, "fits")
    collector.add(*modifier_names(analysis, inputs))
    for paramcd, records in by_parameter(analysis, inputs):
        for visit in visits(analysis, inputs, records, with_baseline=False):
            at = {"PARAMCD": paramcd, "measure": analysis.measure, "AVISIT": visit}
            frame, counts = ancova_records(analysis, records, visit)
            collector.exclude(at, counts)
            before = len(collector.rows)
            expected = means_and_differences(inputs, at, [visit])
            with collector.attempt(at, [*expected, *expected_effects(analysis, inputs, at, KINDS)]):
                _compare_arms(analysis, inputs, frame, at, collector)
            collector.add(*margin_rows(analysis, inputs, collector.rows[before:]))
            if analysis.dose_response:
                with collector.attempt({**at, "variable": DOSE}, [{**at, "kind": Kind.TREND, "variable": DOSE}]):
                    _dose_slope(analysis, inputs, frame, at, collector)
    said, brief = _inference(analysis, inputs), _brief(analysis, inputs)
    return collector.result(software="statsmodels OLS", inference=said, brief=brief)


def _compare_arms(analysis: Ancova, inputs: Inputs, frame: pd.DataFrame, at: Row, collector: Collector) -> None:
    counts = frame["TRT01P"].value_counts()
    present = [arm for arm in inputs.arms if counts.get(arm, 0)]
    # With one arm the model has no TRT01P; its mean still stands.
    modifiers, lost = usable(analysis, inputs, frame)
    arms = ["TRT01P", *(f"TRT01P:{name}" for name in modifiers)] if len(present) > 1 else []
    fit = _fit(analysis, frame, [*arms[:1], *analysis.in_model, *arms[1:]])
    grid = build_grid(frame, analysis.in_model, analysis.weights)
    vectors = {arm: grid.weigh(fit.design, frame, {"TRT01P": arm}) for arm in present}
    for row in means_and_differences(inputs, at, [str(at["AVISIT"])]):
        needed = [str(row[key]) for key in ("ARM", "REFERENCE") if key in row]
        absent = [arm for arm in needed if arm not in vectors]
        if absent:
            collector.add_without_numbers([row], f"no complete record of arm {', '.join(absent)} at this visit")
            continue
        vector = vectors[needed[0]] - (vectors[needed[1]] if len(needed) > 1 else 0.0)
        keys = {**row, "n": sum(int(counts[arm]) for arm in needed)}
        with collector.attempt(keys):
            collector.add({**keys, **fit.estimate(vector, conf_level(analysis))})
    collector.describe(at, {**_describe(fit, analysis.measure), "covariate_means": dict(grid.means)})

    def difference(name: str, value: float | str, pair: Row) -> Floats:
        arm, other = (str(pair[key]) for key in ("ARM", "REFERENCE"))
        if lacking := [one for one in (arm, other) if one not in vectors]:
            raise FitError(f"no complete record of arm {', '.join(lacking)} at this visit")
        place = grid.where(name, value)
        return place.weigh(fit.design, frame, {"TRT01P": arm}) - place.weigh(fit.design, frame, {"TRT01P": other})

    ends = ends_of(analysis, frame)
    effects = Contrasts(difference, partial(fit.estimate, conf_level=conf_level(analysis)), fit.joint_test, ends)
    add_effects(analysis, inputs, at, KINDS, frame, frame, lost, effects, collector)


def check(analysis: Ancova, inputs: Inputs) -> None:
    """Raise SpecError for modifiers that modify nothing."""
    refuse_modifiers(analysis, inputs)


def _dose_slope(analysis: Ancova, inputs: Inputs, frame: pd.DataFrame, at: Row, collector: Collector) -> None:
    dosed = [arm for arm in frame["TRT01P"].cat.categories if arm not in inputs.doses]
    if dosed:
        raise FitError(f"no dose is given for arm {', '.join(dosed)}")
    doses = frame["TRT01P"].astype(str).map(dict(inputs.doses)).astype("float64")
    fit = _fit(analysis, frame.assign(**{DOSE: doses}), [DOSE, *analysis.in_model])
    collector.describe(at, _describe(fit, analysis.measure))
    slope = fit.estimate(fit.design.coefficient(DOSE), conf_level(analysis))
    about = {"kind": Kind.TREND, "variable": DOSE, "level": analysis.dose_unit, "n": len(frame)}
    collector.add({**at, **about, **slope})


def _fit(analysis: Ancova, frame: pd.DataFrame, terms: list[str]) -> LinearFit:
    value = analysis.measure
    if frame.empty:
        raise FitError(f"no record has {', '.join([value, *analysis.in_model])}")
    refuse_duplicates(frame)
    refuse_constant(frame, value)
    outcome = frame[value].to_numpy(dtype=float)
    return fit_linear(outcome, build_design(terms, frame), analysis.std_error, rounding(frame, value))


def _describe(fit: LinearFit, value: str) -> Row:
    return describe(fit, f"{value} ~ {fit.design.formula or '1'}", r_squared=fit.r_squared)


def _modified(analysis: Ancova, inputs: Inputs) -> str:
    test = (
        f"Interactions are tested by type III F tests with residual degrees of freedom"
        f"{' and the HC3 covariance' if analysis.std_error == 'HC3' else ''}."
    )
    return told_of_modifiers(analysis, inputs, averaged=MAIN.format(weights=MARGINS[analysis.weights]), test=test)


def _brief(analysis: Ancova, inputs: Inputs) -> str:
    robust = "; robust standard errors (HC3)" if analysis.std_error == "HC3" else ""
    return f"Analysis of covariance at each visit, {adjusted_for(analysis.in_model, inputs)}{robust}."


def _inference(analysis: Ancova, inputs: Inputs) -> str:
    errors = {
        "classical": "model-based standard errors (equal variances)",
        "HC3": "heteroscedasticity-consistent standard errors (HC3)",
    }
    return (
        f"Ordinary least squares at each visit by itself; t tests with residual degrees of freedom "
        f"and {errors[analysis.std_error]}. LS means: numeric covariates at their mean over the records used, "
        f"factors among the covariates {MARGINS[analysis.weights]}. Records with a missing value or covariate are left "
        f"out (complete cases)."
        f"{told_of_margin(analysis)}{_modified(analysis, inputs)}"
    )
