"""What analyses of events say of their periods and their follow-up."""

from __future__ import annotations

import pandas as pd

from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.named import datasets_named, date_named
from trialstats.methods.shared.occurrences.options import Period
from trialstats.results.shape import Row
from trialstats.trialfile.parts.crossover import PERIOD_END, PERIOD_START
from trialstats.trialfile.parts.estimands import Strategy

__all__ = ["SAME", "SCORE", "follow_up_notes", "period_words", "time_ended"]

SCORE = "Risk differences with the score interval of Miettinen & Nurminen (Stat Med 1985;4:213-226)."

SAME = (
    "Treatments are of the same subjects, each of whom stands under every treatment that it had, and are not compared "
    "as if they were of different ones. What happens is of the treatment under which it "
    "began, and counts nowhere if it began under none."
)


def period_words(period: Period, inputs: Inputs) -> str:
    """Say when a period begins and ends."""
    if (period.start, period.end) == (PERIOD_START, (PERIOD_END,)):
        return "under the treatment, from the first day of its period to the last"
    start = date_named(period.start)
    if not period.ends:
        return f"from {start} on"
    to = f" to {' or else '.join(map(date_named, period.end))}" if period.end else ""
    if period.last_record:
        latest = f"to the latest date in {datasets_named(period.last_record, inputs)}"
        to += f", or else {latest}" if period.end else f" {latest}"
    days = f" and {period.days_after} days more" if period.days_after else ""
    most = f", but not beyond {' or '.join(map(date_named, period.no_later_than))}" if period.no_later_than else ""
    return f"from {start}{to}{days}{most}"


def time_ended(inputs: Inputs, *, with_time: bool) -> list[str]:
    """Say up to which intercurrent event events count, and with_time: the time; nothing where up to none."""
    names = [name for name, strategy in inputs.handled.items() if strategy == Strategy.WHILE_ON_TREATMENT]
    if not names:
        return []
    labels = " or ".join(inputs.intercurrent[name] for name in names)
    time = ", and the time at risk ends on that day" if with_time else ""
    return [f"While on treatment: what begins after the day of {labels} counts nowhere{time}."]


def follow_up_notes(people: pd.Series[str], days: pd.Series[float] | None) -> Row:
    """Sum the follow-up of each arm: subjects, those of whom it is not known, days."""
    if days is None:
        return {"follow_up": "not declared: there are no rates per person-time"}
    arms = people.drop_duplicates().sort_values()
    return {
        "follow_up": [
            {
                "ARM": arm,
                "n": int((people == arm).sum()),
                "not_known": int(days[people == arm].isna().sum()),
                "person_days": float(days[people == arm].sum()),
            }
            for arm in arms
        ]
    }
