"""Cronbach's alpha of each scale of an instrument, at each visit.

pingouin is licensed under GPL-3: it is imported where it is used and nowhere else.
"""

from __future__ import annotations

from functools import partial

import pandas as pd
from scipy import stats

from trialstats.errors import FitError
from trialstats.models.inputs import Inputs
from trialstats.models.result import Result, tidy
from trialstats.models.rows import Row, attempt
from trialstats.models.scope import conf_level, members
from trialstats.spec.analyses import Reliability

__all__ = ["feldt_interval", "run"]


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
            row = {**at, "kind": "reliability", "n": n, "total": total}
            excluded.append({**at, "in": total, "left_out": {"an item missing": total - n}, "used": n})
            rows += attempt(partial(_alpha, here, row, conf_level(analysis)), [row], at, failed)
    return Result(tidy(rows, inputs.name), _notes(analysis, inputs, excluded, failed))


def _alpha(items: pd.DataFrame, row: Row, level: float) -> list[Row]:
    from pingouin import cronbach_alpha

    complete = items.dropna().astype("float64")
    n, k = complete.shape
    if k < 2:
        raise FitError(f"{k} item in the scale: alpha needs two")
    if n < 2:
        raise FitError(f"{n} questionnaires with every item answered: alpha needs two")
    if complete.sum(axis=1).var() == 0:
        raise FitError("the sum of the items does not vary between questionnaires")
    alpha = float(cronbach_alpha(complete.reset_index(drop=True))[0])
    low, high = feldt_interval(alpha, n, k, level)
    return [{**row, "estimate": alpha, "conf_low": low, "conf_high": high, "conf_level": level}]


def feldt_interval(alpha: float, n: int, k: int, level: float) -> tuple[float, float]:
    """Return the interval of alpha from n questionnaires of k items.

    (1 - alpha_true) / (1 - alpha) follows F with n - 1 and (n - 1)(k - 1) degrees of freedom, so the limits are
    1 - (1 - alpha) F((1 +- level) / 2) (Feldt, Psychometrika 1965;30:357-370; Feldt, Woodruff & Salih 1987).
    """
    law = stats.f(n - 1, (n - 1) * (k - 1))
    low, high = (1 - (1 - alpha) * float(law.ppf(p)) for p in ((1 + level) / 2, (1 - level) / 2))
    return low, high


def _notes(analysis: Reliability, inputs: Inputs, excluded: list[Row], failed: list[Row]) -> Row:
    return {
        "software": "pingouin (estimate); the interval by trialstats with scipy's F",
        "inference": "Cronbach's alpha of the recoded items, all arms together; questionnaires that lack an item of "
        "the scale are left out of it and counted. Interval by Feldt's F distribution.",
        "excluded": excluded,
        "not_scales": [name for name in analysis.parameters if name not in inputs.items],
        "failed": failed,
    }
