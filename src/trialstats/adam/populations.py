"""Population flags: Y or N for every subject, never missing."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from trialstats.spec.trial import Trial

__all__ = ["flag_populations"]


def flag_populations(core: pd.DataFrame, trial: Trial, records: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Add the flag of every declared population to ADSL; a subject belongs when all its conditions hold.

    records: mapped records by dataset and occurrence, for the conditions that look at them.
    """
    adsl = core.copy()
    for flag, population in trial.populations.items():
        belongs = pd.Series(True, index=adsl.index)
        if population.randomised:
            belongs &= adsl["RANDFL"] == "Y"
        if population.equals:
            belongs &= adsl[f"_flag_{flag}"].isin(list(population.equals))
        if population.dataset and population.min_post_baseline:
            visits = post_baseline_visits(records[population.dataset], trial)
            belongs &= adsl["USUBJID"].map(visits).fillna(0) >= population.min_post_baseline
        if population.occurrence:
            belongs &= adsl["USUBJID"].isin(with_a_row(records[population.occurrence], population.where))
        for other in population.all_of:
            belongs &= adsl[other] == "Y"
        adsl[flag] = belongs.map({True: "Y", False: "N"}).astype("str")
    return adsl.drop(columns=[name for name in adsl.columns if name.startswith("_flag_")])


def post_baseline_visits(records: pd.DataFrame, trial: Trial) -> pd.Series:
    """Count each subject's visits after baseline that have a value."""
    after = records[(records["AVISIT"] != trial.baseline_visit) & records["AVAL"].notna()]
    return after.groupby("USUBJID")["AVISIT"].nunique()


def with_a_row(events: pd.DataFrame, where: Mapping[str, tuple[str, ...]]) -> pd.Series:
    """Name the subjects with a row in an occurrence whose variables hold these texts."""
    chosen = pd.Series(True, index=events.index)
    for variable, texts in where.items():
        chosen &= events[variable].isin(list(texts))
    return events.loc[chosen, "USUBJID"]
