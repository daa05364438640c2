"""Demographic and baseline characteristics by arm, and how far the arms are apart."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pandas as pd

from trialstats.errors import NoSuchNumber, SpecError
from trialstats.methods.descriptive.classes import classes_of
from trialstats.methods.descriptive.imbalance import FORMULA, smd_categorical, smd_numeric
from trialstats.methods.descriptive.options import Baseline
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.quantification.bounded import value_ends
from trialstats.methods.shared.quantification.coded import coded_counts, groups_of_text, levels_of
from trialstats.methods.shared.quantification.limited import summarise_ends
from trialstats.methods.shared.rows import NO_SUBJECT_IN_POPULATION
from trialstats.methods.shared.scope import members, pairs
from trialstats.methods.shared.summary import QUARTILES, summarise
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.rows import ALL, MISSING
from trialstats.results.shape import Result, Row
from trialstats.trialfile.parts.levels import in_natural_order

__all__ = ["run"]


def run(analysis: Baseline, inputs: Inputs) -> Result:
    """Summarise ADSL covariates and baseline values by arm and over all (ARM "All").

    Rows, with variable = covariate or PARAMCD: numeric, kind summary with total, the subjects of the arm;
    categorical, kind count per level with n, the subjects with a value, count of total and percent, and a level
    "Missing" where somebody has none; both, kind effect_size with the standardised mean difference (ARM, REFERENCE).
    A parameter with results that are a text and no number has them counted too (`coded_counts`); where some lie beyond
    a limit of quantification its summaries are those of `bounded`, and it has no standardised difference.
    """
    people = members(inputs, analysis.population)
    collector = Collector(inputs.name)
    for keys, values, told in _variables(analysis, inputs, people):
        texts, known = told["text"], told["low"].notna() | values.notna()
        n, absent, coded = len(values), int((~known).sum()), int((texts.notna() & ~known).sum())
        left_out = ({"coded result": coded} if coded else {}) | {"missing": absent - coded}
        collector.exclude({"variable": keys["variable"]}, {"in": n, **left_out, "used": n - absent})
        numeric = pd.api.types.is_numeric_dtype(values.dtype)
        groups = {arm: values[people["TRT01P"] == arm] for arm in inputs.arms}
        everybody = {**groups, ALL: values}
        described = _summary(keys, everybody, told) if numeric else _levels(keys, everybody)
        collector.add(*described)
        if numeric:
            summaries = [row for row in described if "total" in row]
            collector.add(*_coded(keys, summaries, {arm: told.loc[everybody[arm].index] for arm in everybody}))
        smd = partial(_smd_of_numbers, told) if numeric else smd_categorical
        for pair in pairs(inputs):
            sides = [groups[arm] for arm in pair.values()]
            n = sum(int(side.notna().sum()) for side in sides)
            row = {**keys, "kind": Kind.EFFECT_SIZE, **pair, "n": n}
            with collector.attempt({**keys, "ARM": pair["ARM"]}, [row]):
                collector.add({**row, "estimate": smd(*sides)})
    inference = (
        f"No inference: arms are compared by size of difference, not by test. {FORMULA} {QUARTILES} "
        "Percentages are of all subjects of the arm, those without a value included."
    )
    return collector.result(software="trialstats", inference=inference)


def _variables(
    analysis: Baseline, inputs: Inputs, people: pd.DataFrame
) -> Iterator[tuple[Row, pd.Series, pd.DataFrame]]:
    """Yield the key columns of each variable, its values, and what is told of them, in the order of `people`.

    told: `text` of results without a number, and the ends between which each result lies (`low`, `high`).
    """
    nothing = pd.DataFrame({"text": pd.NA, "low": float("nan"), "high": float("nan")}, index=people.index)
    nothing = nothing.astype({"text": "string"})
    for name in analysis.variables or tuple(inputs.covariates):
        if name not in people.columns:
            raise SpecError(f"analyses.{inputs.name}.variables: {name} is not a variable of ADSL")
        yield {"variable": name}, people[name], nothing
    for dataset, asked in analysis.parameters.items():
        bds = inputs.datasets[dataset]
        for paramcd in asked or tuple(bds["PARAMCD"].dropna().astype(str).unique()):
            keys = {"PARAMCD": paramcd, "measure": "AVAL", "variable": paramcd}
            own = bds[(bds["ABLFL"] == "Y") & (bds["PARAMCD"] == paramcd)]
            if "BASETYPE" in own:  # of a baseline in each period of a crossover trial the first
                own = own[own["AVISIT"] == inputs.baseline]
            values = _of_people(own["AVAL"], own["USUBJID"], people).astype("float64")
            if classes := classes_of(inputs, paramcd, values):
                yield keys, values.map(dict(classes)).astype(pd.CategoricalDtype([*classes.values()])), nothing
                continue
            # Where a subject has both a number and a text, the number counts.
            texts = _of_people(groups_of_text(own), own["USUBJID"], people).where(values.isna())
            ends = value_ends(own)
            low, high = (_of_people(ends[end], own["USUBJID"], people).astype("float64") for end in ("low", "high"))
            low, high = low.where(values.isna(), values), high.where(values.isna(), values)
            yield keys, values, pd.DataFrame({"text": texts, "low": low, "high": high})


def _of_people(values: pd.Series, subjects: pd.Series, people: pd.DataFrame) -> pd.Series:
    """Bring the values that are present to the order of `people`."""
    present = values.notna()
    found = values[present].set_axis(pd.Index(subjects[present]))
    return found.reindex(people["USUBJID"]).set_axis(people.index)


def _summary(keys: Row, groups: dict[str, pd.Series], told: pd.DataFrame) -> list[Row]:
    rows: list[Row] = []
    for arm, values in groups.items():
        at, ends = {**keys, "kind": Kind.SUMMARY, "ARM": arm}, told.loc[values.index, ["low", "high"]]
        first, *bounds = summarise_ends(ends) if _is_bounded(ends) else [summarise(values)]
        rows += [{**at, "total": len(values), **first}, *({**at, **bound} for bound in bounds)]
    return rows


def _is_bounded(ends: pd.DataFrame) -> bool:
    """Tell whether some results are only known to lie between two ends."""
    return bool((ends["low"] < ends["high"]).any())


def _smd_of_numbers(told: pd.DataFrame, active: pd.Series, reference: pd.Series) -> float:
    """Compare the means of two arms, where both have one."""
    if _is_bounded(told.loc[active.index.union(reference.index)]):
        raise NoSuchNumber("results lie beyond a limit of quantification: a difference of the others' means is biased")
    return smd_numeric(active, reference)


def _coded(keys: Row, summaries: list[Row], told: dict[str, pd.DataFrame]) -> list[Row]:
    """Count the texts beside each summary."""
    at, levels = {name: keys[name] for name in keys if name != "variable"}, levels_of(told[ALL]["text"])
    return [
        row
        for summary in summaries
        for own in (told[summary["ARM"]],)
        for row in coded_counts({**at, "ARM": summary["ARM"]}, own["text"], levels, summary, own["low"].notna())
    ]


def _levels(keys: Row, groups: dict[str, pd.Series]) -> list[Row]:
    everybody = groups[ALL]
    if isinstance(everybody.dtype, pd.CategoricalDtype):
        levels = [str(level) for level in everybody.cat.categories]
    else:
        levels = in_natural_order(everybody.dropna().unique())
    rows: list[Row] = []
    for arm, values in groups.items():
        texts = values.dropna().astype(str)
        at = {**keys, "kind": Kind.COUNT, "ARM": arm, "n": len(texts), "total": len(values)}
        rows += [{**at, "level": level, **_share(int((texts == level).sum()), len(values))} for level in levels]
        if everybody.isna().any():
            name = MISSING if MISSING not in levels else f"{MISSING} (no value)"
            rows.append({**at, "level": name, **_share(len(values) - len(texts), len(values))})
    return rows


def _share(count: int, total: int) -> Row:
    if total == 0:
        return {"count": count, "reason": NO_SUBJECT_IN_POPULATION}
    return {"count": count, "percent": 100 * count / total}
