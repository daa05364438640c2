"""What each outcome of a hierarchy says of every subject, so that any two can be compared."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trialstats.engines.wins import Outcomes, by_time, by_value
from trialstats.errors import FitError
from trialstats.methods.shared.complete import refuse_duplicates
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.occurrences.events import first_day_in, follow_up_days, last_day_in, span
from trialstats.methods.shared.select import passes
from trialstats.methods.shared.variation import rounding
from trialstats.methods.wins.options import Component, Happened, Measured

__all__ = ["Contest", "contest_of"]

Places = NDArray[np.intp]

EVENT_OUTSIDE = "event outside the follow-up, so not counted"
NOT_FOLLOWED = "follow-up not known: decides no pair of the subject"
UNDATED = "event on a day that nobody knows: decides no pair of the subject"
NO_VALUE = {"tie": "no value: decides no pair of the subject", "worst": "no value: counted as worse than every value"}


class Contest(ABC):
    """What an outcome says of the subjects, in the order in which they were given.

    counts: of how many it says something (`used`), and why not of the others.
    """

    counts: Mapping[str, int]

    @abstractmethod
    def decide(self, active: Places, reference: Places) -> Outcomes:
        """Compare some subjects with some others, by their places: (m, n), 1 where the first is the better."""


@dataclass(frozen=True)
class Values(Contest):
    """Values (n,), the larger the better; NaN decides nothing, and minus infinity is below all."""

    values: NDArray[np.float64]
    threshold: float
    step: float
    counts: Mapping[str, int]

    def decide(self, active: Places, reference: Places) -> Outcomes:
        return by_value(self.values[active], self.values[reference], self.threshold, self.step)


@dataclass(frozen=True)
class Times(Contest):
    """Days (n,) to the event, or to the end of follow-up where there was none; NaN decides nothing.

    events: how many of those followed had the event (`in`), how many of them in their follow-up (`used`).
    """

    days: NDArray[np.float64]
    happened: NDArray[np.bool_]
    later: bool
    counts: Mapping[str, int]
    events: Mapping[str, int]

    def decide(self, active: Places, reference: Places) -> Outcomes:
        sides = (self.days[active], self.happened[active], self.days[reference], self.happened[reference])
        return by_time(*sides, later=self.later)


def contest_of(component: Component, inputs: Inputs, people: pd.Index) -> Contest:
    """Gather what an outcome says of some subjects. FitError where it cannot be told which value is the better."""
    if isinstance(component, Measured):
        return _values(component, inputs, people)
    return _times(component, inputs, people)


def _values(component: Measured, inputs: Inputs, people: pd.Index) -> Values:
    outcome = inputs.outcomes.get(component.PARAMCD)
    if outcome is None or outcome.better is None:
        raise FitError(f"{component.PARAMCD} does not say whether lower or higher is better")
    frame = inputs.datasets[component.dataset]
    keep = (frame["PARAMCD"] == component.PARAMCD).fillna(False) & (frame["ANL01FL"] == "Y").fillna(False)
    keep &= (frame["AVISIT"] == component.visit).fillna(False) & frame["USUBJID"].isin(people)
    records = frame[keep.to_numpy(dtype=bool)]
    refuse_duplicates(records)
    values = records.set_index("USUBJID")[component.value].reindex(people).to_numpy(dtype=float, na_value=np.nan)
    known = np.isfinite(values)
    scores = values if outcome.better == "higher" else -values
    if component.missing == "worst":
        scores = np.where(known, scores, -np.inf)
    counts = {"in": len(people), NO_VALUE[component.missing]: int((~known).sum()), "used": int(known.sum())}
    return Values(scores, component.threshold, rounding(records, component.value), counts)


def _times(component: Happened, inputs: Inputs, people: pd.Index) -> Times:
    period = span(component.follow_up, inputs, list(people))
    length = follow_up_days(period)
    first, had = _first_event(component, inputs, period)
    inside = first.between(1, length)
    days = np.array(first.where(inside, length), dtype=np.float64)
    undated = had & first.isna() & (component.intercurrent is not None)
    days[undated.to_numpy(dtype=bool)] = np.nan
    followed = length.notna() & ~undated
    lost = {NOT_FOLLOWED: int(length.isna().sum())}
    lost |= {UNDATED: int((undated & length.notna()).sum())} if undated.any() else {}
    counts = {"in": len(people), **lost, "used": int(followed.sum())}
    outside = had & followed & ~inside
    events = {"in": int((had & followed).sum()), EVENT_OUTSIDE: int(outside.sum()), "used": int(inside.sum())}
    return Times(days, inside.to_numpy(dtype=bool), component.better == "later", counts, events)


def _first_event(component: Happened, inputs: Inputs, period: pd.DataFrame) -> tuple[pd.Series[float], pd.Series[bool]]:
    """Give each subject's day of the first event that may lie in its period, by USUBJID, and whether it has any event.

    Of a date known in part the first day that it can be counts, from the first of the period on.
    """
    if component.date is not None:
        dates = inputs.adsl.set_index("USUBJID").reindex(period.index)[component.date].astype("datetime64[ns]")
        return ((dates - period["start"]).dt.days + 1).astype("float64"), dates.notna()
    if component.intercurrent is not None:
        told = inputs.events[inputs.events["ICE"] == component.intercurrent].set_index("USUBJID")
        dates = told["ASTDT"].reindex(period.index).astype("datetime64[ns]")
        had = pd.Series(period.index.isin(told.index), period.index)
        return ((dates - period["start"]).dt.days + 1).astype("float64"), had
    events = inputs.datasets[str(component.occurrence)].reset_index(drop=True)
    for chosen in component.records:
        events = events[passes(events, chosen)]
    events = events[events["USUBJID"].isin(period.index)]
    earliest, latest = (day(period, events, component.start) for day in (first_day_in, last_day_in))
    may_lie_inside = latest >= 1
    days = earliest.clip(lower=1)[may_lie_inside].groupby(events.loc[may_lie_inside, "USUBJID"]).min()
    had = pd.Series(period.index.isin(events["USUBJID"]), period.index)
    return days.reindex(period.index).astype("float64"), had
