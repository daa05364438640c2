"""The effect of treatment within the levels of factors, and whether it differs between them: by least squares."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
import pandas as pd

from trialstats.errors import FitError, SpecError
from trialstats.methods.shared.complete import account, complete_records, refuse_duplicates
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.scope import active_arms, conf_level, of_parameter, parameters, visits
from trialstats.methods.shared.variation import refuse_constant
from trialstats.methods.subgroups.cell_means import CellFit, fit_cells
from trialstats.methods.subgroups.options import Subgroups
from trialstats.methods.subgroups.rows import PLANNED, Plan
from trialstats.results.gather import Row, attempt, with_reason
from trialstats.results.kinds import Kind
from trialstats.results.shape import Result, tidy

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
    rows: list[Row] = [_planned(analysis)]
    notes: dict[str, list[Row]] = {"excluded": [], "failed": [], "fits": []}
    value = analysis.value or "CHG"
    for paramcd in parameters(analysis, inputs):
        records = of_parameter(inputs, paramcd)
        for visit in visits(analysis, inputs, records, with_baseline=False):
            at = {"PARAMCD": paramcd, "measure": value, "AVISIT": visit}
            here = records[records["AVISIT"] == visit].assign(**{EVERYBODY: "all"})
            rows += _one_factor(analysis, inputs, here, at, EVERYBODY, notes)
            for factor in analysis.factors:
                rows += _one_factor(analysis, inputs, here, at, factor, notes)
    return Result(tidy(rows, inputs.name), {**_words(analysis), **notes})


def _planned(analysis: Subgroups) -> Row:
    plan = Plan.PLANNED if analysis.planned else Plan.POST_HOC
    return {"kind": Kind.DIAGNOSTIC, "variable": PLANNED, "level": plan, "value": float(analysis.planned)}


def _one_factor(
    analysis: Subgroups, inputs: Inputs, records: pd.DataFrame, at: Row, factor: str, notes: dict[str, list[Row]]
) -> list[Row]:
    about = {} if factor == EVERYBODY else {"variable": factor}
    covariates = [name for name in analysis.covariates if name != factor]
    if factor not in records:
        raise SpecError(f"analyses.{inputs.name}.factors: {factor} is not a variable of the records")
    levels = _levels(records[factor])
    frame, counts = complete_records(records, [str(at["measure"]), "TRT01P", *covariates, factor])
    notes["excluded"].append(account({**at, **about}, counts))
    keys = {**at, **({"group": _label(inputs, factor), "variable": factor} if about else {})}
    expected = list(_expected(inputs, keys, levels, factor))
    estimate = partial(_estimate, analysis, inputs, frame, keys, factor, covariates, expected, notes["fits"])
    return attempt(estimate, expected, {**at, **about}, notes["failed"])


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
        yield from ({**here, "kind": Kind.LSMEAN, "ARM": arm} for arm in inputs.arms)
        for arm in active_arms(inputs):
            yield {**here, "kind": Kind.DIFFERENCE, "ARM": arm, "REFERENCE": inputs.reference}
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
    fits: list[Row],
) -> list[Row]:
    if frame.empty:
        raise FitError(f"no record has {', '.join([str(keys['measure']), *covariates, factor])}")
    refuse_duplicates(frame)
    refuse_constant(frame, str(keys["measure"]))
    fit = fit_cells(frame, str(keys["measure"]), factor, covariates, analysis.weights)
    fits.append({**keys, **fit.describe()})
    rows = []
    for row in expected:
        if row["kind"] == Kind.INTERACTION:
            rows.append(_interaction(row, fit, inputs, frame))
        else:
            rows.append(_effect(row, fit, analysis, inputs))
    return rows


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


def _words(analysis: Subgroups) -> Row:
    said = "planned before the data were seen" if analysis.planned else "chosen after the data were seen (post hoc)"
    margins = {"equal": "equally", "observed": "as observed in the records used"}
    return {
        "software": "statsmodels OLS",
        "planned": analysis.planned,
        "inference": f"Subgroups {said}. For each factor one least-squares model at each visit by itself, with a mean "
        "for every combination of arm and level and the covariates (the factor itself left out of them): its residual "
        "variance is that of all subgroups together. Within a level the difference of LS means; t tests with residual "
        "degrees of freedom. Interaction: F test that the difference of each arm from the reference is the same in all "
        "levels that have subjects of both; where no combination is empty this is the type III test of arm by factor. "
        f"Intervals and tests are not adjusted for their number. Levels in which an arm has fewer than "
        f"{analysis.minimum} subjects are estimated and marked; a level without subjects of an arm has no difference. "
        "LS means: numeric covariates at their mean over the records used, factors among the covariates weighted "
        f"{margins[analysis.weights]}. Records with a missing value, covariate or level are left out (complete cases).",
    }
