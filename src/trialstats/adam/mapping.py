"""Map everything a trial file declares: the one door for the check and for the steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from trialstats.adam.accounting import Account
from trialstats.adam.listing import Listing
from trialstats.adam.occurrences.events import map_events
from trialstats.adam.passthrough import take_over
from trialstats.adam.people.subjects import map_subjects
from trialstats.adam.records import map_records
from trialstats.io.read import Raw
from trialstats.trialfile.trial import Trial

__all__ = ["Mapped", "map_adsl", "map_dataset"]


@dataclass(frozen=True)
class Mapped:
    """Records (or events) of a dataset, what is not among them, and the accounts that say nothing was lost."""

    records: pd.DataFrame
    listing: Listing
    accounts: list[Account]


def map_adsl(trial: Trial, raw: Mapping[str, Raw]) -> Mapped:
    """Map the subjects."""
    return Mapped(*map_subjects(trial, raw))


def map_dataset(trial: Trial, name: str, raw: Mapping[str, Raw], adsl: pd.DataFrame) -> Mapped:
    """Map one dataset against the ADSL core."""
    if name in trial.occurrences:
        return Mapped(*map_events(trial, name, raw, adsl))
    if trial.datasets[name].adam:
        return Mapped(*take_over(trial, name, raw, adsl))
    return Mapped(*map_records(trial, name, raw, adsl))
