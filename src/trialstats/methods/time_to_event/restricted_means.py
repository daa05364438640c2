"""The mean of the time to an event up to a moment: of each arm, and how arms compare."""

from __future__ import annotations

from trialstats.engines.survival_summaries import mean_difference, mean_ratio, restricted_mean
from trialstats.errors import NoSuchNumber
from trialstats.methods.shared.scope import pairs
from trialstats.methods.time_to_event.event_times import NOBODY, EventTimes
from trialstats.methods.time_to_event.rows import RESTRICTED
from trialstats.methods.time_to_event.times import TIME
from trialstats.results.kinds import Kind
from trialstats.results.shape import Row

__all__ = ["add_restricted_means"]


def add_restricted_means(event: EventTimes) -> None:
    """Give the mean of each arm's time up to tau, and compare them."""
    arms: list[Row] = [{**event.at, "kind": Kind.RESTRICTED_MEAN, "ARM": arm} for arm in event.inputs.arms]
    compared: list[Row] = [
        {**event.at, "kind": kind, **pair, "variable": RESTRICTED, "better": event.better_times}
        for pair in pairs(event.inputs)
        for kind in (Kind.DIFFERENCE, Kind.RATIO)
    ]
    reached = [float(own[TIME].max()) for own in event.of.values() if len(own)]
    if not reached:
        event.collector.add_without_numbers([*arms, *compared], NOBODY)
        return
    tau = event.analysis.tau or min(reached)
    means: dict[str, Row] = {}
    for row in arms:
        with event.collector.attempt(row):
            if row["ARM"] not in event.curves:
                raise NoSuchNumber(NOBODY)
            made = restricted_mean(event.curves[row["ARM"]], tau, event.level)
            event.collector.add({**row, "n": len(event.of[row["ARM"]]), "value": tau, **made})
            means[row["ARM"]] = made
    for row in compared:
        with event.collector.attempt(row):
            both = [means.get(str(row[key])) for key in ("ARM", "REFERENCE")]
            if both[0] is None or both[1] is None:
                raise NoSuchNumber("an arm has no restricted mean")
            compare = mean_difference if row["kind"] == Kind.DIFFERENCE else mean_ratio
            n = sum(len(event.of[str(row[key])]) for key in ("ARM", "REFERENCE"))
            event.collector.add({**row, "n": n, "value": tau, **compare(both[0], both[1], event.level)})
