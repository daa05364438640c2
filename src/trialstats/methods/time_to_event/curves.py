"""What the curve of an arm says: when a quarter of it has had the event, who has by given times, and each step."""

from __future__ import annotations

from collections.abc import Mapping

from trialstats.engines.survival_summaries import along, quantile, without_at
from trialstats.methods.time_to_event.event_times import NOBODY, EventTimes
from trialstats.methods.time_to_event.rows import Share
from trialstats.methods.time_to_event.times import TIME, steps
from trialstats.results.kinds import Kind
from trialstats.results.shape import Row

__all__ = ["describe_arm"]

QUARTILES = (25, 50, 75)


def describe_arm(event: EventTimes, arm: str) -> None:
    """Give quartiles, shares at times, and the curve of an arm."""
    keys: Row = {**event.at, "ARM": arm}
    quartiles: list[Row] = [{**keys, "kind": Kind.TIME_BY, "level": f"{share}"} for share in QUARTILES]
    variable = Share.HAD if event.desirable else Share.WITHOUT
    known = event.inputs.outcomes[event.paramcd]
    words = f"{known.label} ({known.unit})"
    of_points: Row = {**keys, "kind": Kind.POINT, "variable": variable, "PARAM": words}
    places: list[Row] = [{**of_points, "AVISIT": name, "value": time} for name, time in times_of_shares(event).items()]
    if arm not in event.curves:
        event.collector.add_without_numbers([*quartiles, *places], NOBODY)
        return
    curve, n = event.curves[arm], len(event.of[arm])
    for row, share in zip(quartiles, QUARTILES, strict=True):
        made = quantile(curve, share / 100, event.level)
        if "conf_low" not in made and "conf_high" not in made:
            made.pop("conf_level")
        event.collector.add({**row, "n": n, **made})
    for row in places:
        with event.collector.attempt(row):
            event.collector.add(
                {**row, "total": n, **as_asked(event, without_at(curve, float(row["value"]), event.level))}
            )
    for step in along(curve, event.level):
        at: Row = {**of_points, "level": f"{step['value']:.10g}"}
        event.collector.add({**at, "total": n, **as_asked(event, step)})


def times_of_shares(event: EventTimes) -> Mapping[str, float]:
    """The times at which shares are given, by name."""
    last = float(event.frame[TIME].max()) if len(event.frame) else 0.0
    return event.analysis.at or steps(last, str(event.inputs.outcomes[event.paramcd].unit))


def as_asked(event: EventTimes, row: Row) -> Row:
    """Turn the share without an event into that with it, of one that is desirable."""
    if not event.desirable:
        return row
    turned = {"estimate": "estimate", "conf_low": "conf_high", "conf_high": "conf_low"}
    return {**row, **{name: 100 - row[other] for name, other in turned.items() if other in row}}
