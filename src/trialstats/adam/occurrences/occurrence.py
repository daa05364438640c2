"""Put an occurrence dataset together: the subject's variables join the events, and days are counted."""

from __future__ import annotations

import pandas as pd

from trialstats.adam.crossover import of_onset
from trialstats.adam.listing import ROW
from trialstats.io.table import FILE, LINE
from trialstats.trialfile.parts.days import study_day
from trialstats.trialfile.trial import Trial

__all__ = ["build_occurrence"]


def build_occurrence(trial: Trial, mapped: pd.DataFrame, adsl: pd.DataFrame) -> pd.DataFrame:
    """Give the events with ADSL's variables and, for each date `xxDT`, the study day `xxDY`.

    Of a crossover trial also the period in which they began, and its treatment.
    """
    events = mapped.drop(columns=[ROW]).rename(columns={FILE: "SRCFILE", LINE: "SRCLINE"})
    own = [name for name in events.columns if name not in ("USUBJID", "SRCFILE", "SRCLINE")]
    data = events.merge(adsl, on="USUBJID", how="left", validate="many_to_one")
    for name in [name for name in own if name.endswith("DT") and data[name].dtype.kind == "M"]:
        if trial.subjects.day_one:
            days = (data[name] - data[trial.subjects.day_one]).dt.days
            data[name.removesuffix("T") + "Y"] = study_day(days)
            own.append(name.removesuffix("T") + "Y")
    made: list[str] = []
    if trial.crossover:
        data = of_onset(data, trial, adsl, own)
        made = [name for name in ("TRTP", "TRTA", "APERIOD", "APERIODC") if name in data and name not in own]
    first = ["STUDYID", "USUBJID", "SUBJID", "TRT01P", *made, *own]
    rest = [name for name in data.columns if name not in (*first, "SRCFILE", "SRCLINE")]
    ordered = data.sort_values(["USUBJID", "SRCLINE"], kind="stable").reset_index(drop=True)
    return ordered[[*first, *rest, "SRCFILE", "SRCLINE"]]
