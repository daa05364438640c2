"""Population flags: Y or N for every subject, never missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from trialstats.adam.nerve.response import not_measured
from trialstats.trialfile.parts.datasets import Dataset
from trialstats.trialfile.parts.levels import is_one_of
from trialstats.trialfile.trial import Trial

__all__ = ["flag_populations", "with_value"]


def flag_populations(core: pd.DataFrame, trial: Trial, records: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Add the flag of every declared population to ADSL; a subject belongs when all its conditions hold.

    records: mapped records by dataset, for the conditions that count post-baseline visits with a value, or events.
    """
    adsl = core.copy()
    for flag, population in trial.populations.items():
        belongs = pd.Series(True, index=adsl.index)
        if population.randomised:
            belongs &= adsl["RANDFL"] == "Y"
        if population.equals:
            belongs &= adsl[f"_flag_{flag}"].isin(list(population.equals))
        if population.dataset and population.min_post_baseline:
            visits = post_baseline_visits(records[population.dataset], trial, trial.datasets[population.dataset])
            belongs &= adsl["USUBJID"].map(visits).fillna(0) >= population.min_post_baseline
        if population.occurrence:
            events = chosen_events(records[population.occurrence.dataset], population.occurrence.where)
            belongs &= adsl["USUBJID"].map(events).fillna(0) >= population.occurrence.at_least
        for other in population.all_of:
            belongs &= adsl[other] == "Y"
        adsl[flag] = belongs.map({True: "Y", False: "N"}).astype("str")
    return adsl.drop(columns=[name for name in adsl.columns if name.startswith("_flag_")])


def post_baseline_visits(records: pd.DataFrame, trial: Trial, dataset: Dataset) -> pd.Series:
    """Count each subject's visits after baseline that have a value."""
    after = records[records["AVISIT"].isin(trial.after_baseline) & with_value(records, trial, dataset)]
    return after.groupby("USUBJID")["AVISIT"].nunique()


def with_value(records: pd.DataFrame, trial: Trial, dataset: Dataset) -> pd.Series[bool]:
    """Tell which mapped records have a value: a number, or a text that is a declared result."""
    texts = records["AVALC"].fillna("").ne("") if "AVALC" in records else False
    return records["AVAL"].notna() | (texts & ~not_measured(records, trial, dataset))


def chosen_events(events: pd.DataFrame, where: Mapping[str, Sequence[str]]) -> pd.Series:
    """Count each subject's events in which every variable of `where` holds one of its texts."""
    keep = pd.Series(True, index=events.index)
    for name, texts in where.items():
        keep &= is_one_of(events[name], texts)
    return events[keep].groupby("USUBJID").size()
