"""Cronbach's alpha of each scale of an instrument, at each visit."""

from __future__ import annotations

from functools import partial

import pandas as pd

from trialstats.engines.cronbach_alpha import estimate_alpha
from trialstats.methods.questionnaires.options import Reliability
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.scope import conf_level, members
from trialstats.results.gather import Row, attempt
from trialstats.results.kinds import Kind
from trialstats.results.shape import Result, tidy

__all__ = ["run"]


def run(analysis: Reliability, inputs: Inputs) -> Result:
    """Estimate alpha of the population's questionnaires, all arms together.

    Rows: kind reliability (PARAMCD, AVISIT): estimate and interval; n, the questionnaires with every item of the
    scale answered, of total questionnaires.
    """
    subjects = set(members(inputs, analysis.population)["USUBJID"])
    rows: list[Row] = []
    failed: list[Row] = []
    excluded: list[Row] = []
    for paramcd in analysis.parameters or tuple(inputs.items):
        if paramcd not in inputs.items:
            continue  # a parameter that is no scale of items, e.g. a component score
        items = inputs.items[paramcd]
        chosen = items[items.index.get_level_values("USUBJID").isin(subjects)]
        seen = set(chosen.index.get_level_values("AVISIT"))
        for visit in (v for v in inputs.visits if v in (analysis.visits or seen)):
            here = chosen[chosen.index.get_level_values("AVISIT") == visit]
            at = {"PARAMCD": paramcd, "AVISIT": visit}
            n, total = len(here.dropna()), len(here)
            row = {**at, "kind": Kind.RELIABILITY, "n": n, "total": total}
            excluded.append({**at, "in": total, "left_out": {"an item missing": total - n}, "used": n})
            rows += attempt(partial(_alpha, here, row, conf_level(analysis)), [row], at, failed)
    return Result(tidy(rows, inputs.name), _notes(analysis, inputs, excluded, failed))


def _alpha(items: pd.DataFrame, row: Row, level: float) -> list[Row]:
    return [{**row, **estimate_alpha(items, level)}]


def _notes(analysis: Reliability, inputs: Inputs, excluded: list[Row], failed: list[Row]) -> Row:
    return {
        "software": "pingouin (estimate); the interval by trialstats with scipy's F",
        "inference": "Cronbach's alpha of the recoded items, all arms together; questionnaires that lack an item of "
        "the scale are left out of it and counted. Interval by Feldt's F distribution.",
        "excluded": excluded,
        "not_scales": [name for name in analysis.parameters if name not in inputs.items],
        "failed": failed,
    }
