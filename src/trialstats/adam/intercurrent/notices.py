"""What is no error and worth a look: events that nobody has, and days that nobody knows, of events and of visits."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from trialstats.adam.notices import of_all
from trialstats.trialfile.study_days import day_one_of
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
        unaffected = own.loc[own["ASTDT"].notna() & own["AVISIT"].isna(), "USUBJID"]
        if not unaffected.empty and (without := visits_without_target(trial)):
            yield (
                f"{of_all(unaffected, randomised)} intercurrent event {name} and no visit known to be affected: "
                f"without `target` nobody knows when {', '.join(without)} was to be of who did not come"
            )


def visits_without_target(trial: Trial) -> list[str]:
    """Name the visits after baseline of which nobody knows when they were to be."""
    dated = day_one_of(trial) is not None
    return [name for name in trial.after_baseline if not dated or trial.visits[name].target_day is None]
