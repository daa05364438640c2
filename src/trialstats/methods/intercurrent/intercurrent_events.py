"""Count the subjects who had each intercurrent event, by arm, first visit affected and reason."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from trialstats.methods.intercurrent.options import IntercurrentEvents
from trialstats.methods.intercurrent.rows import Counted
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.scope import members
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.rows import ALL
from trialstats.results.shape import Result, Row

__all__ = ["run"]

INFERENCE = (
    "No inference. A subject counts once for each event, with the first that happened. The first visit affected is the "
    "first scheduled one whose day, or else target day, lies after the event; by a visit those count whose first visit "
    "affected is it or an earlier one, and by a day those who had it on that day or before."
)


def run(analysis: IntercurrentEvents, inputs: Inputs) -> Result:
    """Count the subjects of the population who had each event.

    Rows: kind count, group the label of the event, variable one of Counted; total: the subjects of the arm (and of all
    arms, ARM All, but of those so far). Of an event that has days also kind point: the subjects of an arm so far, on
    each day on which one of them had it, on day 1, and on the last day of the trial (level and value the day).
    """
    people = members(inputs, analysis.population)
    own = inputs.events[inputs.events["USUBJID"].isin(people["USUBJID"])]
    asked = analysis.events or tuple(inputs.intercurrent)
    collector = Collector(inputs.name)
    for name in asked:
        events = own[own["ICE"] == name].set_index("USUBJID")
        for keys, subjects in counted(events, inputs):
            collector.add(*rows(subjects, {"group": inputs.intercurrent[name], **keys}, people, inputs))
        collector.add(*by_day(events["ASTDY"].dropna(), inputs.intercurrent[name], people, inputs))
    return collector.result(software="trialstats", inference=INFERENCE)


def counted(events: pd.DataFrame, inputs: Inputs) -> Iterator[tuple[Row, pd.Index]]:
    """Give what is counted of one event (index USUBJID), and the subjects."""
    yield {"variable": Counted.HAD}, events.index
    for visit in inputs.after_baseline:
        yield {"variable": Counted.FIRST, "AVISIT": visit}, events.index[events["AVISIT"] == visit]
    yield {"variable": Counted.NO_VISIT}, events.index[events["AVISIT"].isna()]
    if events["ASTDY"].notna().any():
        yield {"variable": Counted.NO_DAY}, events.index[events["ASTDY"].isna()]
    reasons = events[Counted.REASON]
    for reason in sorted(reasons.dropna().unique()):
        yield {"variable": Counted.REASON, "level": str(reason)}, events.index[reasons == reason]
    affected: list[str] = []
    for visit in inputs.from_baseline:
        affected.append(visit)
        yield {"variable": Counted.SO_FAR, "AVISIT": visit}, events.index[events["AVISIT"].isin(affected)]


def rows(subjects: pd.Index, keys: Row, people: pd.DataFrame, inputs: Inputs) -> Iterator[Row]:
    """Count subjects by arm; and in all arms together, but for those so far, which the figure draws by arm."""
    arms = {arm: people["TRT01P"] == arm for arm in inputs.arms}
    if keys["variable"] != Counted.SO_FAR:
        arms[ALL] = people["TRT01P"].notna()
    for arm, of_arm in arms.items():
        own = people.loc[of_arm, "USUBJID"]
        row = {"kind": Kind.COUNT, "ARM": arm, **keys, **of_all(int(own.isin(subjects).sum()), len(own))}
        yield row | {"n": row["total"] - row["count"] if keys["variable"] == Counted.SO_FAR else row["count"]}


def by_day(days: pd.Series[float], event: str, people: pd.DataFrame, inputs: Inputs) -> Iterator[Row]:
    """Count the subjects of each arm who had an event so far, by study day; days: of the event, by USUBJID."""
    if days.empty:
        return
    last = max([float(days.max()), *inputs.visit_days.values(), *map(float, inputs.last_days.values())])
    for arm in inputs.arms:
        subjects = people.loc[people["TRT01P"] == arm, "USUBJID"]
        own = days[days.index.isin(subjects)]
        for day in sorted({1.0, *own, last}):
            row = of_all(int((own <= day).sum()), len(subjects))
            keys = {"variable": Counted.BY_DAY, "level": f"{day:.0f}", "value": day}
            yield {"kind": Kind.POINT, "ARM": arm, "group": event, **keys, **row, "n": row["total"] - row["count"]}


def of_all(count: int, total: int) -> Row:
    """Give a count and its share of all subjects of an arm."""
    share = {"percent": 100 * count / total} if total else {"reason": "nobody of this arm is in the population"}
    return {"count": count, "total": total, **share}
