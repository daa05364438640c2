"""The formula of a mixed model for repeated measures, and the tables of LS means and differences of its fit.

With baseline as a covariate the arms differ at every visit. Where it is constrained, baseline is an outcome and the
arms have one mean there: each active arm has a 0/1 column for every visit after baseline, whose coefficient is the
difference from the reference at that visit (Liang & Zeger 2000, Sankhya B 62:134).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from trialstats.engines.mmrm import MMRMResult
from trialstats.engines.mmrm.arrays import Floats
from trialstats.engines.mmrm.grid import build_grid
from trialstats.engines.mmrm.lsmeans import difference_rows
from trialstats.engines.rounding import beyond_rounding
from trialstats.errors import FitError
from trialstats.methods.continuous.options import Mmrm
from trialstats.results.shape import Row

__all__ = [
    "Cells",
    "constrained_columns",
    "constrained_formula",
    "constrained_tables",
    "contrasts_at",
    "estimated",
    "formula",
    "numbers",
    "tables",
]

ESTIMATES = ("estimate", "std_error", "df", "statistic", "p_value", "conf_low", "conf_high", "conf_level")

# Estimates by arm, reference (None for a mean) and visit.
Cells = dict[tuple[str | None, ...], Row]
# A difference: the arm and the visit.
Place = tuple[str, str]
# The 0/1 columns by arm and visit.
Columns = Mapping[tuple[str, str], str]


def formula(analysis: Mmrm, frame: pd.DataFrame, value: str, modifiers: Sequence[str] = ()) -> str:
    """The formula with baseline as a covariate, or without it; with arm by visit by each of the modifiers."""
    # One visit: the model is the analysis of covariance, and AVISIT has nothing to tell.
    if len(frame["AVISIT"].cat.categories) == 1:
        return f"{value} ~ " + " + ".join(["TRT01P", *analysis.in_model, *(f"TRT01P:{name}" for name in modifiers)])
    modified = [f"{arm}:{name}" for name in modifiers for arm in ("TRT01P", "TRT01P:AVISIT")]
    return f"{value} ~ " + " + ".join(["TRT01P*AVISIT", *_covariates(analysis, modifiers), *modified])


def tables(analysis: Mmrm, fit: MMRMResult, frame: pd.DataFrame, reference: str) -> Cells:
    """LS means of the arms and differences from the reference, by visit."""
    visits = list(frame["AVISIT"].cat.categories)
    by = "AVISIT" if len(visits) > 1 else None
    means = fit.lsmeans("TRT01P", by=by, weights=analysis.weights, partial=True)
    differences = fit.contrasts("TRT01P", by=by, reference=reference, weights=analysis.weights, partial=True)
    found: Cells = {}
    for table, other in ((means, None), (differences, reference)):
        for row in table.to_dict("records"):
            visit = str(row["AVISIT"]) if by else str(visits[0])
            found[str(row["TRT01P"]), other, visit] = numbers(row)
    return found


def contrasts_at(analysis: Mmrm, fit: MMRMResult, reference: str, name: str, value: float | str) -> dict[Place, Floats]:
    """The rows l (p,) by which l'b is the difference of an arm from the reference at a visit, where a modifier has a
    value: a number, or a level of a category."""
    several = fit.design.n_visits > 1
    by = ["AVISIT"] if several else []
    if isinstance(value, str):
        rows, labels = difference_rows(build_grid(fit.design, {}), "TRT01P", [*by, name], reference, analysis.weights)
        here = np.asarray(labels[name].astype(str) == value)
    else:
        rows, labels = difference_rows(build_grid(fit.design, {name: value}), "TRT01P", by, reference, analysis.weights)
        here = np.ones(len(rows), dtype=bool)
    arms = np.asarray(labels["TRT01P"].astype(str))
    visits = labels["AVISIT"].astype(str) if several else [str(fit.design.visit_labels[0])] * len(rows)
    return {(arm, str(visit)): row for arm, visit, row, keep in zip(arms, visits, rows, here, strict=True) if keep}


def constrained_columns(
    frame: pd.DataFrame, arms: Sequence[str], baseline: str
) -> tuple[pd.DataFrame, dict[tuple[str, str], str]]:
    """Add the 0/1 columns of each of `arms` at each visit after baseline; give their names."""
    later = [str(visit) for visit in frame["AVISIT"].cat.categories if visit != baseline]
    names = {(arm, visit): f"ARM{a}_VISIT{v}" for a, arm in enumerate(arms, 1) for v, visit in enumerate(later, 1)}
    columns = {
        name: ((frame["TRT01P"] == arm) & (frame["AVISIT"] == visit)).astype(float)
        for (arm, visit), name in names.items()
    }
    return frame.assign(**columns), names


def constrained_formula(analysis: Mmrm, columns: Columns, value: str) -> str:
    """The formula in which arms share their baseline mean."""
    return f"{value} ~ " + " + ".join(["AVISIT", *columns.values(), *_covariates(analysis)])


def constrained_tables(
    analysis: Mmrm, fit: MMRMResult, columns: Columns, arms: Sequence[str], visits: Sequence[str]
) -> Cells:
    """LS means of `arms` (the reference first) at the visits after baseline, and differences from the reference."""
    reference, *_ = arms
    coefficients = fit.coefficients(partial=True).set_index("term")
    found: Cells = {}
    for arm in arms:
        for visit in visits:
            at = {name: float(key == (arm, visit)) for key, name in columns.items()}
            means = fit.lsmeans("AVISIT", weights=analysis.weights, at=at, partial=True)
            found[arm, None, visit] = numbers(means[means["AVISIT"].astype(str) == visit].iloc[0])
            if arm != reference:
                found[arm, reference, visit] = numbers(coefficients.loc[[columns[arm, visit]]].iloc[0])
    return found


def numbers(row: Mapping[Any, Any] | pd.Series) -> Row:
    """The statistics of a row of the engine's table, or its `reason` where it has none."""
    return {name: row[name] for name in ESTIMATES} if row["reason"] is None else {"reason": row["reason"]}


def estimated(found: Row, step: float) -> Row:
    """Return statistics; FitError where there are none, or their standard error is no more than rounding (`step`)."""
    if "reason" in found:
        raise FitError(found["reason"])
    return beyond_rounding(found, step)


def _covariates(analysis: Mmrm, modifiers: Sequence[str] = ()) -> list[str]:
    by_visit = dict.fromkeys([*analysis.by_visit, *modifiers])
    return [*analysis.in_model, *(f"{name}:AVISIT" for name in by_visit)]
