"""Mixed model for repeated measures, on the package's own engine."""

from __future__ import annotations

import math
from dataclasses import asdict
from functools import partial

import pandas as pd

from trialstats.mmrm import MMRMResult, fit_mmrm
from trialstats.models.complete import account, complete_records
from trialstats.models.gaps import refuse_empty_cells, refuse_gaps
from trialstats.models.inference import residual_summary
from trialstats.models.inputs import Inputs
from trialstats.models.result import Result, tidy
from trialstats.models.rows import Row, attempt, with_reason
from trialstats.models.scope import active_arms, conf_level, of_parameter, parameters, visits
from trialstats.spec.analyses import Mmrm

__all__ = ["run"]

STRUCTURES = {
    "us": "unstructured",
    "cs": "of compound symmetry",
    "ar1h": "autoregressive of the first order with a variance at each visit",
}

ESTIMATES = ("estimate", "std_error", "df", "statistic", "p_value", "conf_low", "conf_high", "conf_level")


def run(analysis: Mmrm, inputs: Inputs) -> Result:
    """Estimate LS means and differences by visit, and the coefficients.

    The model is value ~ TRT01P*AVISIT + covariates + AVISIT times those of `by_visit`. Rows: kind lsmean (AVISIT,
    ARM; n its subjects seen at that visit), difference (AVISIT, ARM, REFERENCE; n of both arms), coefficient
    (variable = the term).
    """
    value = analysis.value or "CHG"
    rows: list[Row] = []
    failed: list[Row] = []
    fits: list[Row] = []
    excluded: list[Row] = []
    for paramcd in parameters(analysis, inputs):
        records = of_parameter(inputs, paramcd)
        seen = visits(analysis, inputs, records, with_baseline=False)
        records = records[records["AVISIT"].isin(seen)]
        frame, counts = complete_records(records, [value, "TRT01P", *analysis.covariates])
        at = {"PARAMCD": paramcd, "measure": value}
        excluded.append(account(at, counts))
        expected = _expected(inputs, at, seen)
        estimate = partial(_estimate, analysis, inputs, frame, at, expected, fits)
        rows += attempt(estimate, expected, at, failed)
    return Result(tidy(rows, inputs.name), _notes(analysis, excluded, failed, fits))


def _expected(inputs: Inputs, at: Row, seen: list[str]) -> list[Row]:
    means = [{**at, "kind": "lsmean", "AVISIT": visit, "ARM": arm} for visit in seen for arm in inputs.arms]
    pairs = [{"ARM": arm, "REFERENCE": inputs.reference} for arm in active_arms(inputs)]
    return means + [{**at, "kind": "difference", "AVISIT": visit, **pair} for visit in seen for pair in pairs]


def _estimate(
    analysis: Mmrm, inputs: Inputs, frame: pd.DataFrame, at: Row, expected: list[Row], fits: list[Row]
) -> list[Row]:
    value = str(at["measure"])
    refuse_gaps(frame, inputs.arms, [value, *analysis.covariates])
    refuse_empty_cells(frame)
    fit = fit_mmrm(
        _formula(analysis, frame, value),
        frame,
        subject="USUBJID",
        visit="AVISIT",
        covariance=analysis.covariance,
        reml=analysis.reml,
        ddf=analysis.ddf,
        conf_level=conf_level(analysis),
    )
    fits.append({**at, **_describe(fit)})
    tables = _tables(analysis, inputs, fit, frame)
    sizes = frame.groupby(["TRT01P", "AVISIT"], observed=True).size()
    rows: list[Row] = []
    for row in expected:
        key = tuple(row.get(name) for name in ("ARM", "REFERENCE", "AVISIT"))
        if key not in tables:
            rows += with_reason([row], "no complete record at this visit")
            continue
        arms = [row[name] for name in ("ARM", "REFERENCE") if name in row]
        rows.append({**row, "n": sum(int(sizes[arm, row["AVISIT"]]) for arm in arms), **tables[key]})
    return rows + _coefficients(fit, at)


def _formula(analysis: Mmrm, frame: pd.DataFrame, value: str) -> str:
    # One visit: the model is the analysis of covariance, and AVISIT has nothing to tell.
    if len(frame["AVISIT"].cat.categories) == 1:
        return f"{value} ~ " + " + ".join(["TRT01P", *analysis.covariates])
    by_visit = [f"{name}:AVISIT" for name in analysis.by_visit]
    return f"{value} ~ " + " + ".join(["TRT01P*AVISIT", *analysis.covariates, *by_visit])


def _tables(analysis: Mmrm, inputs: Inputs, fit: MMRMResult, frame: pd.DataFrame) -> dict[tuple[str | None, ...], Row]:
    """Index the engine's rows by ARM, REFERENCE (None for means) and AVISIT."""
    visits_seen = list(frame["AVISIT"].cat.categories)
    by = "AVISIT" if len(visits_seen) > 1 else None
    means = fit.lsmeans("TRT01P", by=by, weights=analysis.weights)
    differences = fit.contrasts("TRT01P", by=by, reference=inputs.reference, weights=analysis.weights)
    found: dict[tuple[str | None, ...], Row] = {}
    for table, reference in ((means, None), (differences, inputs.reference)):
        for row in table.to_dict("records"):
            visit = str(row["AVISIT"]) if by else str(visits_seen[0])
            found[str(row["TRT01P"]), reference, visit] = {name: row[name] for name in ESTIMATES}
    return found


def _coefficients(fit: MMRMResult, at: Row) -> list[Row]:
    return [
        {**at, "kind": "coefficient", "variable": row["term"], "n": fit.n_subjects}
        | {name: row[name] for name in ESTIMATES}
        for row in fit.coefficients().to_dict("records")
    ]


def _describe(fit: MMRMResult) -> Row:
    covariance = fit.covariance
    deviations = covariance.to_numpy().diagonal() ** 0.5
    return {
        "formula": fit.formula,
        "structure": fit.structure,
        "n_subjects": fit.n_subjects,
        "n_records": fit.n_obs,
        "n_covariance_parameters": fit.n_theta,
        "loglik": fit.loglik,
        "aic": fit.aic,
        "bic": fit.bic,
        "attempts": [{name: _plain(value) for name, value in asdict(attempt).items()} for attempt in fit.attempts],
        "visits": [str(visit) for visit in covariance.columns],
        "covariance": covariance.to_numpy().tolist(),
        "standard_deviations": deviations.tolist(),
        "correlation": (covariance.to_numpy() / deviations / deviations[:, None]).tolist(),
        # Scaled by the Cholesky factor of each subject's covariance: about N(0, 1) where the model holds.
        "residuals": residual_summary(fit.residuals("normalized").to_numpy()),
    }


def _plain(value: object) -> object:
    # JSON has no NaN: a structure that was not begun has no log-likelihood.
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _notes(analysis: Mmrm, excluded: list[Row], failed: list[Row], fits: list[Row]) -> Row:
    likelihood = "restricted maximum likelihood" if analysis.reml else "maximum likelihood"
    margins = {"equal": "weighted equally", "observed": "weighted as observed in the records used"}
    structures = ", else ".join(STRUCTURES[name] for name in analysis.covariance)
    return {
        "software": "trialstats.mmrm",
        "inference": f"Mixed model for repeated measures by {likelihood}; covariance within subjects "
        f"{structures}; t tests with {analysis.ddf.capitalize()} degrees of freedom. "
        f"LS means: numeric covariates at their mean over the records used, factors {margins[analysis.weights]}. "
        "Records with a missing value or covariate are left out; values missing at random given those observed "
        "do not bias the estimates.",
        "excluded": excluded,
        "failed": failed,
        "fits": fits,
    }
