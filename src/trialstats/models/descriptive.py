"""Descriptive statistics by arm and visit, of the value and of its change from baseline."""

from __future__ import annotations

import pandas as pd

from trialstats.models.complete import account
from trialstats.models.inputs import Inputs
from trialstats.models.result import Result, tidy
from trialstats.models.rows import Row
from trialstats.models.scope import arm_sizes, of_parameter, parameters, visits
from trialstats.models.summary import QUARTILES, summarise
from trialstats.spec.analyses import Descriptive

__all__ = ["run"]


def run(analysis: Descriptive, inputs: Inputs) -> Result:
    """Summarise AVAL at every visit and CHG after baseline (PCHG too where `value` is PCHG).

    Rows: kind summary, one per PARAMCD, measure, AVISIT and ARM: n mean sd median q1 q3 minimum maximum, and total,
    the subjects of that arm in the population, so that who is missing shows.
    """
    sizes = arm_sizes(inputs, analysis.population)
    rows: list[Row] = []
    excluded: list[Row] = []
    for paramcd in parameters(analysis, inputs):
        records = of_parameter(inputs, paramcd)
        for measure in _measures(analysis, inputs):
            seen = visits(analysis, inputs, records, with_baseline=measure == "AVAL")
            at = {"kind": "summary", "PARAMCD": paramcd, "measure": measure}
            chosen = records[records["AVISIT"].isin(seen)]
            absent = int(chosen[measure].isna().sum())
            counts = {"in": len(chosen), f"{measure} missing": absent, "used": len(chosen) - absent}
            excluded.append(account({"PARAMCD": paramcd, "measure": measure}, counts))
            rows += [row for visit in seen for row in _visit(chosen, {**at, "AVISIT": visit}, inputs, sizes)]
    notes = {
        "software": "numpy",
        "inference": f"No inference. {QUARTILES} `total` counts the subjects of the arm in the population.",
        "excluded": excluded,
        "failed": [],
    }
    return Result(tidy(rows, inputs.name), notes)


def _measures(analysis: Descriptive, inputs: Inputs) -> list[str]:
    if inputs.baseline is None:
        return ["AVAL"]
    return ["AVAL", "CHG", "PCHG"] if analysis.value == "PCHG" else ["AVAL", "CHG"]


def _visit(records: pd.DataFrame, at: Row, inputs: Inputs, sizes: dict[str, int]) -> list[Row]:
    here = records[(records["AVISIT"] == at["AVISIT"]) & records["TRT01P"].notna()]
    return [
        {**at, "ARM": arm, "total": sizes[arm], **summarise(here.loc[here["TRT01P"] == arm, at["measure"]])}
        for arm in inputs.arms
    ]
