"""What analyses of events say of their periods and their follow-up."""

from __future__ import annotations

import pandas as pd

from trialstats.methods.shared.inputs import Inputs
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


def period_words(period: Period) -> str:
    """Say when a period begins and ends."""
    if (period.start, period.end) == (PERIOD_START, (PERIOD_END,)):
        return f"under the treatment ({PERIOD_START} to {PERIOD_END})"
    ends = [*period.end, *(f"the last date in {name}" for name in period.last_record)]
    to = f" to {' or else '.join(period.end)}" if period.end else ""
    if period.last_record:
        latest = ", ".join(period.last_record)
        to += f", or else to the latest date in {latest}" if period.end else f" to the latest date in {latest}"
    days = f" and {period.days_after} days more" if period.days_after else ""
    return f"from {period.start}{to}{days}" if ends else f"from {period.start} on"


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
