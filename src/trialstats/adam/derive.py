"""The variables that are derived from others: BASE, CHG, PCHG, ABLFL and ANL01FL."""

from __future__ import annotations

import numpy as np
import pandas as pd

from trialstats.adam.crossover import period_of_visits
from trialstats.adam.nerve.response import not_measured
from trialstats.trialfile.parts.datasets import Dataset
from trialstats.trialfile.parts.days import days_apart
from trialstats.trialfile.trial import Trial

__all__ = ["derive_change", "flag_analysis_records"]

PERIOD = "_period"
RECORD = ["USUBJID", "PARAMCD", "AVISIT"]


def flag_analysis_records(records: pd.DataFrame, trial: Trial, dataset: Dataset) -> pd.DataFrame:
    """Set ANL01FL to Y on one record of each subject, parameter and visit.

    Of several in a window the rule decides: closest to the visit's target day (ties: the earlier), first or last; one
    at which nothing was measured counts only where all are so. Where records have no day there is one record a visit.
    """
    day = records.get("ADY", pd.Series(0.0, index=records.index))
    order = records[RECORD].assign(_distance=0.0, _day=day)
    order["_not_done"] = not_measured(records, trial, dataset)
    if dataset.records_in_window == "closest":
        target = order["AVISIT"].map({name: visit.target_day for name, visit in trial.visits.items()})
        order["_distance"] = days_apart(order["_day"], target.astype("float64"))
    backwards = dataset.records_in_window == "last"
    order = order.sort_values(["_not_done", "_distance", "_day"], ascending=[True, True, not backwards], kind="stable")
    chosen = ~order.duplicated(RECORD)
    return records.assign(ANL01FL=chosen.reindex(records.index).map({True: "Y"}).astype("str"))


def derive_change(records: pd.DataFrame, trial: Trial) -> pd.DataFrame:
    """Add ABLFL, BASE, CHG and PCHG.

    The baseline record is the flagged one of the baseline visit; where a crossover trial has one a period, that of the
    record's own. CHG and PCHG are given after baseline only; PCHG is missing where BASE is 0.
    """
    at_baseline = records["AVISIT"].isin(trial.baseline_visits) & (records["ANL01FL"] == "Y")
    keys = ["USUBJID", "PARAMCD"]
    if len(trial.baseline_visits) > 1:
        keys.append(PERIOD)
        records = records.assign(**{PERIOD: records["AVISIT"].map(period_of_visits(trial)).astype("float64")})
    base = records.loc[at_baseline].set_index(keys)["AVAL"].rename("BASE")
    records = records.assign(BASE=records[keys].join(base, on=keys)["BASE"]).drop(columns=PERIOD, errors="ignore")
    change = (records["AVAL"] - records["BASE"]).where(records["AVISIT"].isin(trial.after_baseline))
    percent = 100 * change / records["BASE"].replace(0, np.nan)
    flag = at_baseline.map({True: "Y"}).astype("str")
    return records.assign(CHG=change, PCHG=percent, ABLFL=flag)
