"""What is no error and worth a look: events that nobody has, and those of which nobody knows the day."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from trialstats.adam.notices import of_all
from trialstats.trialfile.trial import Trial

__all__ = ["event_notices"]


def event_notices(trial: Trial, events: pd.DataFrame, adsl: pd.DataFrame) -> Iterator[str]:
    """Name the declared events without a subject, and those that affect no visit for want of a day."""
    randomised = adsl.loc[adsl["TRT01P"].notna(), "USUBJID"]
    for name, declared in trial.intercurrent_events.items():
        own = events[events["ICE"] == name]
        if own.empty:
            yield f"intercurrent event {name} ({declared.label}) happened to no subject"
        undated = own.loc[own["ASTDT"].isna() & own["AVISIT"].isna(), "USUBJID"]
        if not undated.empty:
            yield f"{of_all(undated, randomised)} intercurrent event {name} without a date: it affects no visit"
