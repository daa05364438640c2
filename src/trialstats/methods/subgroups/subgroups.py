"""The effect of treatment within the levels of factors, and whether it differs between them: by least squares."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from trialstats.errors import FitError, SpecError
from trialstats.methods.shared.complete import complete_records, refuse_duplicates
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.scope import active_arms, by_parameter, conf_level, means_and_differences, visits
from trialstats.methods.shared.variation import refuse_constant
from trialstats.methods.subgroups.cell_means import CellFit, fit_cells
from trialstats.methods.subgroups.options import Subgroups
from trialstats.methods.subgroups.rows import PLANNED, Plan
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.shape import Result, Row, with_reason

__all__ = ["run"]

# The one level of the factor that everybody is in: the effect in all subjects.
EVERYBODY = "_all"


def run(analysis: Subgroups, inputs: Inputs) -> Result:
    """Estimate, per parameter and visit, the effect in all subjects and within the levels of each factor.

    Rows: lsmean (ARM) and difference (ARM, REFERENCE), without `group` of all subjects, else with `group` (the
    factor's label), `variable` (the factor) and `level`; interaction, one a factor, with F, num_df, df and p. n counts
    subjects. A row of a level too small to lean on has numbers and a reason. One row of kind diagnostic (variable
    PLANNED) says whether the subgroups were planned.
    """
    collector = Collector(inputs.name, "fits")
    collector.add(_planned(analysis))
    for paramcd, records in by_parameter(analysis, inputs):
        for visit in visits(analysis, inputs, records, with_baseline=False):
            at = {"PARAMCD": paramcd, "measure": analysis.measure, "AVISIT": visit}
            here = records[records["AVISIT"] == visit].assign(**{EVERYBODY: "all"})
            for factor in (EVERYBODY, *analysis.factors):
                _one_factor(analysis, inputs, here, at, factor, collector)
    return collector.result(software="statsmodels OLS", inference=_inference(analysis), planned=analysis.planned)


WORDS = {
    Plan.PLANNED: "planned before the data were seen",
    Plan.POST_HOC: "chosen after the data were seen (post hoc)",
    Plan.NOT_SAID: "of which the trial file does not say whether they were planned",
}


def _planned(analysis: Subgroups) -> Row:
    row = {"kind": Kind.DIAGNOSTIC, "variable": PLANNED, "level": analysis.plan}
    return row if analysis.plan == Plan.NOT_SAID else {**row, "value": float(analysis.plan == Plan.PLANNED)}


def _one_factor(
    analysis: Subgroups, inputs: Inputs, records: pd.DataFrame, at: Row, factor: str, collector: Collector
) -> None:
    about = {} if factor == EVERYBODY else {"variable": factor}
    covariates = [name for name in analysis.covariates if name != factor]
    if factor not in records:
        raise SpecError(f"analyses.{inputs.name}.factors: {factor} is not a variable of the records")
    levels = _levels(records[factor])
    frame, counts = complete_records(records, [analysis.measure, "TRT01P", *covariates, factor])
    collector.exclude({**at, **about}, counts)
    keys = {**at, **({"group": _label(inputs, factor), "variable": factor} if about else {})}
    expected = list(_expected(inputs, keys, levels, factor))
    with collector.attempt({**at, **about}, expected):
        _estimate(analysis, inputs, frame, keys, factor, covariates, expected, collector)


def _levels(column: pd.Series) -> list[str]:
    if isinstance(column.dtype, pd.CategoricalDtype):
        return [str(level) for level in column.cat.categories]
    return sorted(column.dropna().astype(str).unique())


def _label(inputs: Inputs, factor: str) -> str:
    known = inputs.covariates.get(factor)
    return known.label if known else factor


def _expected(inputs: Inputs, keys: Row, levels: list[str], factor: str) -> Iterator[Row]:
    for level in levels:
        here = keys if factor == EVERYBODY else {**keys, "level": level}
        yield from means_and_differences(inputs, here, [str(keys["AVISIT"])])
    if factor != EVERYBODY:
        yield {**keys, "kind": Kind.INTERACTION}


def _estimate(
    analysis: Subgroups,
    inputs: Inputs,
    frame: pd.DataFrame,
    keys: Row,
    factor: str,
    covariates: list[str],
    expected: list[Row],
    collector: Collector,
) -> None:
    if frame.empty:
        raise FitError(f"no record has {', '.join([analysis.measure, *covariates, factor])}")
    refuse_duplicates(frame)
    refuse_constant(frame, analysis.measure)
    fit = fit_cells(frame, analysis.measure, factor, covariates, analysis.weights)
    collector.describe(keys, fit.describe())
    for row in expected:
        if row["kind"] == Kind.INTERACTION:
            collector.add(_interaction(row, fit, inputs, frame))
        else:
            collector.add(_effect(row, fit, analysis, inputs))


def _effect(row: Row, fit: CellFit, analysis: Subgroups, inputs: Inputs) -> Row:
    """Estimate a mean or a difference; say so where nobody is there, or too few to lean on."""
    level = str(row.get("level", "all"))
    arms = [str(row[key]) for key in ("ARM", "REFERENCE") if key in row]
    sizes = {arm: fit.sizes.get((arm, level), 0) for arm in arms}
    empty = [arm for arm, size in sizes.items() if not size]
    if empty:
        (told,) = with_reason([row], f"no subject of arm {', '.join(empty)} in this level")
        return {**told, "n": sum(sizes.values())} if row["kind"] == Kind.LSMEAN else told
    vector = fit.means[arms[0], level] - (fit.means[arms[1], level] if len(arms) > 1 else 0.0)
    found = {**row, "n": sum(sizes.values()), **fit.linear.estimate(vector, conf_level(analysis))}
    if row["kind"] == Kind.DIFFERENCE and "level" in row and min(sizes.values()) < analysis.minimum:
        return {**found, "reason": f"fewer than {analysis.minimum} subjects in an arm: not an estimate to lean on"}
    return found


def _interaction(row: Row, fit: CellFit, inputs: Inputs, frame: pd.DataFrame) -> Row:
    """Test that each arm's difference is the same in all levels in which it can be estimated."""
    contrasts = []
    levels = list(dict.fromkeys(level for _, level in fit.sizes))
    for arm in active_arms(inputs):
        both = [level for level in levels if {(arm, level), (inputs.reference, level)} <= set(fit.sizes)]
        effects = [fit.means[arm, level] - fit.means[inputs.reference, level] for level in both]
        contrasts += [effect - effects[0] for effect in effects[1:]]
    if not contrasts:
        return with_reason([row], "fewer than two levels have subjects of both arms")[0]
    return {**row, "n": len(frame), **fit.joint_test(np.array(contrasts))}


def _inference(analysis: Subgroups) -> str:
    said = WORDS[analysis.plan]
    margins = {"equal": "equally", "observed": "as observed in the records used"}
    return (
        f"Subgroups {said}. For each factor one least-squares model at each visit by itself, with a mean "
        "for every combination of arm and level and the covariates (the factor itself left out of them): its residual "
        "variance is that of all subgroups together. Within a level the difference of LS means; t tests with residual "
        "degrees of freedom. Interaction: F test that the difference of each arm from the reference is the same in all "
        "levels that have subjects of both; where no combination is empty this is the type III test of arm by factor. "
        f"Intervals and tests are not adjusted for their number. Levels in which an arm has fewer than "
        f"{analysis.minimum} subjects are estimated and marked; a level without subjects of an arm has no difference. "
        "LS means: numeric covariates at their mean over the records used, factors among the covariates weighted "
        f"{margins[analysis.weights]}. Records with a missing value, covariate or level are left out (complete cases)."
    )
