"""Put an occurrence dataset together: the subject's variables join the events, and days are counted."""

from __future__ import annotations

import pandas as pd

from trialstats.adam.crossover import of_onset
from trialstats.adam.listing import ROW
from trialstats.adam.numbered import numbered
from trialstats.adam.people.complete import carried, of_people
from trialstats.io.table import FILE, LINE
from trialstats.trialfile.parts.days import study_day
from trialstats.trialfile.trial import Trial

__all__ = ["build_occurrence"]

# What stands before that which the event has itself.
MADE = ("TRTP", "TRTPN", "TRTA", "TRTAN", "TRT01P", "TRT01A", "APERIOD", "APERIODC")


def build_occurrence(trial: Trial, name: str, mapped: pd.DataFrame, adsl: pd.DataFrame) -> pd.DataFrame:
    """Give the events with ADSL's variables and, for each date `xxDT`, the study day `xxDY`.

    Of a crossover trial also the period in which they began, and its treatment.
    """
    events = mapped.drop(columns=[ROW]).rename(columns={FILE: "SRCFILE", LINE: "SRCLINE"})
    own = [one for one in events.columns if one not in ("USUBJID", "SRCFILE", "SRCLINE")]
    data = events.merge(carried(adsl, trial), on="USUBJID", how="left", validate="many_to_one")
    for date in [one for one in own if one.endswith("DT") and data[one].dtype.kind == "M"]:
        if trial.subjects.day_one:
            days = (data[date] - data[trial.subjects.day_one]).dt.days
            data[date.removesuffix("T") + "Y"] = study_day(days)
            own.append(date.removesuffix("T") + "Y")
    if trial.crossover:
        data = of_onset(data, trial, adsl, own)
    data = of_people(data, trial, own)
    made = [name for name in MADE if name in data and name not in own]
    ordered = numbered(data.sort_values(["USUBJID", "SRCLINE"], kind="stable").reset_index(drop=True))
    ordered = ordered.assign(SRCDOM=pd.Series(trial.occurrences[name].source, index=ordered.index, dtype="str"))
    first, last = ["STUDYID", "USUBJID", "SUBJID", "ASEQ", *made, *own], ["SRCDOM", "SRCFILE", "SRCLINE"]
    rest = [one for one in ordered.columns if one not in (*first, *last)]
    return ordered[[*first, *rest, *last]]
