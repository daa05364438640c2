"""Demographic and baseline characteristics by arm, and how far the arms are apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import pandas as pd

from trialstats.errors import SpecError
from trialstats.models.imbalance import FORMULA, smd_categorical, smd_numeric
from trialstats.models.inputs import Inputs
from trialstats.models.result import Result, tidy
from trialstats.models.rows import Row, attempt
from trialstats.models.scope import active_arms, members
from trialstats.models.summary import QUARTILES, summarise
from trialstats.spec.analyses import Baseline

__all__ = ["run"]

ALL = "All"
MISSING = "Missing"


def run(analysis: Baseline, inputs: Inputs) -> Result:
    """Summarise ADSL covariates and baseline values by arm and over all (ARM "All").

    Rows, with variable = covariate or PARAMCD: numeric, kind summary with total, the subjects of the arm;
    categorical, kind count per level with n, the subjects with a value, count of total and percent, and a level
    "Missing" where somebody has none; both, kind effect_size with the standardised difference (ARM, REFERENCE).
    """
    people = members(inputs, analysis.population)
    rows: list[Row] = []
    failed: list[Row] = []
    excluded: list[Row] = []
    for keys, values in _variables(analysis, inputs, people):
        n, absent = len(values), int(values.isna().sum())
        excluded.append({"variable": keys["variable"], "in": n, "left_out": {"missing": absent}, "used": n - absent})
        numeric = pd.api.types.is_numeric_dtype(values.dtype)
        groups = {arm: values[people["TRT01P"] == arm] for arm in inputs.arms}
        describe = _summary if numeric else _levels
        rows += describe(keys, {**groups, ALL: values})
        smd = smd_numeric if numeric else smd_categorical
        rows += _differences(keys, groups, smd, inputs, failed)
    notes = {
        "software": "trialstats",
        "inference": f"No inference: arms are compared by size of difference, not by test. {FORMULA} {QUARTILES} "
        "Percentages are of all subjects of the arm, those without a value included.",
        "excluded": excluded,
        "failed": failed,
    }
    return Result(tidy(rows, inputs.name), notes)


def _variables(analysis: Baseline, inputs: Inputs, people: pd.DataFrame) -> Iterator[tuple[Row, pd.Series]]:
    """Yield the key columns of each variable and its values, a value a subject in the order of `people`."""
    for name in analysis.variables or tuple(inputs.covariates):
        if name not in people.columns:
            raise SpecError(f"analyses.{inputs.name}.variables: {name} is not a variable of ADSL")
        yield {"variable": name}, people[name]
    for dataset, asked in analysis.parameters.items():
        bds = inputs.datasets[dataset]
        at_baseline = bds[(bds["ABLFL"] == "Y") & bds["AVAL"].notna()]
        for paramcd in asked or tuple(bds["PARAMCD"].dropna().astype(str).unique()):
            values = at_baseline[at_baseline["PARAMCD"] == paramcd].set_index("USUBJID")["AVAL"]
            keys = {"PARAMCD": paramcd, "measure": "AVAL", "variable": paramcd}
            aligned = values.reindex(people["USUBJID"]).astype("float64")
            yield keys, aligned.set_axis(people.index)


def _summary(keys: Row, groups: dict[str, pd.Series]) -> list[Row]:
    return [
        {**keys, "kind": "summary", "ARM": arm, "total": len(values), **summarise(values)}
        for arm, values in groups.items()
    ]


def _levels(keys: Row, groups: dict[str, pd.Series]) -> list[Row]:
    everybody = groups[ALL]
    if isinstance(everybody.dtype, pd.CategoricalDtype):
        levels = [str(level) for level in everybody.cat.categories]
    else:
        levels = sorted(everybody.dropna().astype(str).unique())
    rows: list[Row] = []
    for arm, values in groups.items():
        texts = values.dropna().astype(str)
        at = {**keys, "kind": "count", "ARM": arm, "n": len(texts), "total": len(values)}
        rows += [{**at, "level": level, **_share(int((texts == level).sum()), len(values))} for level in levels]
        if everybody.isna().any():
            name = MISSING if MISSING not in levels else f"{MISSING} (no value)"
            rows.append({**at, "level": name, **_share(len(values) - len(texts), len(values))})
    return rows


def _share(count: int, total: int) -> Row:
    if total == 0:
        return {"count": count, "reason": "no subject of this arm in the population"}
    return {"count": count, "percent": 100 * count / total}


def _differences(
    keys: Row,
    groups: dict[str, pd.Series],
    smd: Callable[[pd.Series, pd.Series], float],
    inputs: Inputs,
    failed: list[Row],
) -> list[Row]:
    rows: list[Row] = []
    for arm in active_arms(inputs):
        pair = [groups[arm], groups[inputs.reference]]
        n = sum(int(values.notna().sum()) for values in pair)
        row = {**keys, "kind": "effect_size", "ARM": arm, "REFERENCE": inputs.reference, "n": n}
        rows += attempt(partial(_one_difference, row, smd, pair), [row], {**keys, "ARM": arm}, failed)
    return rows


def _one_difference(row: Row, smd: Callable[[pd.Series, pd.Series], float], pair: list[pd.Series]) -> list[Row]:
    return [{**row, "estimate": smd(*pair)}]
