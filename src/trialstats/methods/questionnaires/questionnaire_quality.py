"""How well a questionnaire was answered: completeness of its items, floor and ceiling of its scores."""

from __future__ import annotations

import pandas as pd

from trialstats.methods.questionnaires.options import QuestionnaireQuality
from trialstats.methods.questionnaires.rows import Quality
from trialstats.methods.shared.inputs import Inputs, Outcome
from trialstats.methods.shared.rows import NO_SUBJECT_IN_POPULATION
from trialstats.methods.shared.scope import members, of_parameter
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.rows import ALL
from trialstats.results.shape import Result, Row

__all__ = ["run"]

# Scores at the ends of their range.
ENDS = (Quality.FLOOR, Quality.CEILING)
# A score at the end of its range, up to what sums of recoded items leave behind, as a part of that range.
TOLERANCE = 1e-9


def run(analysis: QuestionnaireQuality, inputs: Inputs) -> Result:
    """Count, per scale and visit, for all arms together and for each.

    Rows: kind count (PARAMCD, AVISIT, ARM, variable), with count, total and percent. RECEIVED: subjects of the
    population with a questionnaire; ITEMS: items answered, of those of the questionnaires received; COMPLETE:
    questionnaires with every item of the scale; SCORED: those whose scale could be computed; FLOOR, CEILING: scores at
    the lowest, the highest possible value, where `value` is the percentage above which that is flagged (notes:
    `flagged`). A scale is a parameter with items: components and means of scales are none.
    """
    people = members(inputs, analysis.population).set_index("USUBJID")["TRT01P"].astype(str)
    collector = Collector(inputs.name)
    asked = analysis.parameters or tuple(inputs.items)
    for paramcd in (name for name in asked if name in inputs.items):
        items = inputs.items[paramcd]
        items = items[items.index.get_level_values("USUBJID").isin(people.index)]
        scores = of_parameter(inputs, paramcd)
        for visit in _visits(analysis, inputs, items):
            table = _forms(items, scores, visit, people)
            at = {"PARAMCD": paramcd, "AVISIT": visit}
            collector.exclude(at, _left_out(table))
            for arm in (ALL, *inputs.arms):
                own = table if arm == ALL else table[table["arm"] == arm]
                collector.add(
                    *_describe({**at, "ARM": arm}, own, items.shape[1], inputs.outcomes.get(paramcd), analysis.limit)
                )
    return collector.result(
        software="numpy",
        inference=_inference(analysis),
        flagged=_flagged(collector.rows, analysis.limit),
        not_scales=[name for name in asked if name not in inputs.items],
    )


def _visits(analysis: QuestionnaireQuality, inputs: Inputs, items: pd.DataFrame) -> list[str]:
    seen = set(items.index.get_level_values("AVISIT").astype(str))
    return [visit for visit in inputs.visits if visit in (analysis.visits or seen)]


def _forms(items: pd.DataFrame, scores: pd.DataFrame, visit: str, people: pd.Series) -> pd.DataFrame:
    """Lay out one row a subject of the population: arm, received, answered (items) and score at a visit."""
    here = items[items.index.get_level_values("AVISIT").astype(str) == visit]
    answered = here.notna().sum(axis=1).set_axis(here.index.get_level_values("USUBJID"))
    scored = scores.loc[scores["AVISIT"].astype(str) == visit].set_index("USUBJID")["AVAL"]
    table = pd.DataFrame({"arm": people}).assign(
        received=people.index.isin(answered.index),
        answered=answered.reindex(people.index).fillna(0).astype("int64"),
        score=scored.reindex(people.index).astype("float64"),
    )
    return table.assign(score=table["score"].where(table["received"]))


def _describe(at: Row, table: pd.DataFrame, items: int, outcome: Outcome | None, limit: float) -> list[Row]:
    forms, scores = int(table["received"].sum()), table["score"].dropna()
    rows = [
        _count(at, Quality.RECEIVED, forms, len(table), NO_SUBJECT_IN_POPULATION),
        _count(at, Quality.ITEMS, int(table["answered"].sum()), forms * items, "no questionnaire"),
        _count(at, Quality.COMPLETE, int((table["answered"] == items).sum()), forms, "no questionnaire"),
        _count(at, Quality.SCORED, len(scores), forms, "no questionnaire"),
    ]
    if outcome is None or outcome.range is None:
        return rows
    low, high = outcome.range
    near = TOLERANCE * (high - low)
    ends = dict(zip(ENDS, (scores <= low + near, scores >= high - near), strict=True))
    return rows + [
        {**_count(at, name, int(on.sum()), len(scores), "no score"), "value": limit} for name, on in ends.items()
    ]


def _count(at: Row, variable: Quality, count: int, total: int, nobody: str) -> Row:
    row = {**at, "kind": Kind.COUNT, "variable": variable, "n": total, "count": count, "total": total}
    return {**row, "percent": 100 * count / total} if total else {**row, "reason": nobody}


def _left_out(table: pd.DataFrame) -> dict[str, int]:
    received, scored = int(table["received"].sum()), int(table["score"].notna().sum())
    left_out = {"no questionnaire": len(table) - received, "too few items for a score": received - scored}
    return {"in": len(table), **left_out, "used": scored}


def _flagged(rows: list[Row], limit: float) -> list[Row]:
    """Name the scales of which more than `limit` percent of the scores lie at an end."""
    ends = [row for row in rows if row["variable"] in ENDS and row.get("percent", 0) > limit]
    return [{key: row[key] for key in ("PARAMCD", "AVISIT", "ARM", "variable", "percent")} for row in ends]


def _inference(analysis: QuestionnaireQuality) -> str:
    return (
        "No inference. Questionnaires without any answer count as not received. Floor and ceiling: scores "
        f"at the lowest and the highest possible value, flagged above {analysis.limit:g} % (Terwee et al., J Clin "
        "Epidemiol 2007;60:34-42)."
    )
