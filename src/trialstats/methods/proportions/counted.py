"""Who is what: every subject of the population once, and those of the denominator with their response."""

from __future__ import annotations

import pandas as pd

from trialstats.methods.proportions.options import YesOrNo
from trialstats.methods.proportions.rows import Counted
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.yes_or_no.people import STATUS, excluded, with_response
from trialstats.methods.shared.yes_or_no.rows import Status
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.shape import Row

__all__ = ["counted"]

RARE = (Status.FAILURE, Status.UNTOLD)


def counted(
    analysis: YesOrNo, inputs: Inputs, people: pd.DataFrame, at: Row, collector: Collector, *, fails: bool
) -> pd.DataFrame:
    """Count every subject of the population once; give those of the denominator with `_event`, 1 or 0.

    fails: whether a failure is to have no event, the event being desirable.
    """
    status = people[STATUS]
    out = excluded(analysis)
    levels = [level for level in Status if level not in RARE or (status == level).any()]
    keys = {key: value for key, value in at.items() if key in ("PARAMCD", "AVISIT", "group") and value is not None}
    lost = {str(level): int((status == level).sum()) for level in out if level in levels}
    collector.exclude(keys, {"in": len(people), **lost, "used": len(people) - sum(lost.values())})
    for arm in inputs.arms:
        own = status[people["TRT01P"] == arm]
        inside = own[~own.isin(out)]
        for level in levels:
            variable, total = (Counted.EXCLUDED, own) if level in out else (Counted.STATUS, inside)
            count = {"n": int((own == level).sum()), "count": int((own == level).sum()), "total": len(total)}
            row = {**at, "kind": Kind.COUNT, "variable": variable, "level": level, "ARM": arm, **count}
            told = {"percent": 100 * count["count"] / len(total)} if len(total) else {"reason": "no subject to count"}
            collector.add({**row, **told})
    return with_response(analysis, people, fails=fails)
