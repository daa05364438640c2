"""Sessions attended by week since day 1: added up, as a mean over all subjects of the arm."""

from __future__ import annotations

import pandas as pd

from trialstats.methods.exposure.rows import BY_WEEK
from trialstats.methods.exposure.sessions import DATE, SessionRecords
from trialstats.methods.shared.inputs import Inputs
from trialstats.results.kinds import Kind
from trialstats.results.shape import Row
from trialstats.trialfile.parts.crossover import PERIOD_END

__all__ = ["weekly"]

LAST_DAY = "EOSDT"


def weekly(records: SessionRecords, people: pd.DataFrame, inputs: Inputs) -> tuple[list[Row], dict[str, int]]:
    """Give points (kind point, variable CUMSES) from week 0 to the last with a session, and the account of dates.

    `mean`: sessions attended by the end of the week, over all subjects of the arm, those who stopped included; `n`: the
    subjects still in the trial when the week began (no end of study before it; absent where the trial has no such
    date), of a crossover trial those whose time under the treatment was not over; of `total`. Week 1 begins on day 1.
    `value` is the week.
    """
    first = people.set_index("USUBJID")[str(inputs.day_one)]
    days = (records.rows[DATE] - records.rows["USUBJID"].map(first)).dt.days
    left_out = {"no date": int(days.isna().sum()), f"before {inputs.day_one}": int((days < 0).sum())}
    kept = days >= 0
    counts = {"in": len(days), **{k: v for k, v in left_out.items() if v}, "used": int(kept.sum())}
    weeks = (days[kept] // 7 + 1).astype(int)
    arm = records.rows.loc[kept, "USUBJID"].map(people.set_index("USUBJID")["TRT01P"].astype(str))
    ended = _day_of_end(people, inputs)
    rows: list[Row] = []
    for name in inputs.arms:
        own = people["TRT01P"].astype(str) == name
        total = int(own.sum())
        for week in range(int(weeks.max()) + 1 if len(weeks) else 0):
            row = {"kind": Kind.POINT, "ARM": name, "variable": BY_WEEK, "level": str(week), "value": float(week)}
            row |= {"PARAM": "Sessions attended by week", "total": total}
            if total:
                row["mean"] = float((weeks[arm == name] <= week).sum()) / total
            if ended is not None:
                row["n"] = int((own & ~(ended < 7 * max(week - 1, 0))).sum())
            rows.append(row)
    return rows, counts


def _day_of_end(people: pd.DataFrame, inputs: Inputs) -> pd.Series | None:
    """Count the days from day 1 to the end of study, or of time under a treatment; missing where nobody says it."""
    last = PERIOD_END if inputs.paired else LAST_DAY
    if last not in people or (inputs.paired and people[last].isna().any()):
        return None
    return (people[last] - people[str(inputs.day_one)]).dt.days
