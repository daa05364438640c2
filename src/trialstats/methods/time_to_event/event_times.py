"""The times to one event: who has one, by arm, and the curve of each arm."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from trialstats.engines.survival import kaplan_meier
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.scope import conf_level
from trialstats.methods.time_to_event.options import TimesToEvent
from trialstats.methods.time_to_event.times import ARM, HAPPENED, TIME
from trialstats.results.collector import Collector
from trialstats.results.shape import Row
from trialstats.trialfile.parts.margin import Direction

__all__ = ["NOBODY", "EventTimes"]

NOBODY = "no subject of this arm has a time"


@dataclass(frozen=True)
class EventTimes:
    """What an analysis knows of the event `paramcd`: the subjects with a time (`frame`), and where rows go."""

    analysis: TimesToEvent
    inputs: Inputs
    paramcd: str
    frame: pd.DataFrame
    collector: Collector

    @property
    def at(self) -> Row:
        """What all its rows are about."""
        return {"PARAMCD": self.paramcd}

    @property
    def level(self) -> float:
        return conf_level(self.analysis)

    @property
    def desirable(self) -> bool:
        """Whether it is good to have the event, and early."""
        return self.inputs.outcomes[self.paramcd].better == "higher"

    @property
    def better_hazards(self) -> Direction:
        return "higher" if self.desirable else "lower"

    @property
    def better_times(self) -> Direction:
        return "lower" if self.desirable else "higher"

    @cached_property
    def of(self) -> dict[str, pd.DataFrame]:
        """The subjects of each arm who have a time."""
        return {arm: self.frame[self.frame[ARM].astype(str) == arm] for arm in self.inputs.arms}

    @cached_property
    def curves(self) -> dict[str, pd.DataFrame]:
        """The curve of Kaplan and Meier of each arm that has anybody."""
        return {arm: kaplan_meier(own[TIME], own[HAPPENED], self.level) for arm, own in self.of.items() if len(own)}
