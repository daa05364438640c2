"""Events of simulated trials as ADaM has them: an occurrence dataset, the times to an event, the dates of follow-up."""

from __future__ import annotations

import numpy as np
import pandas as pd

from trialstats.adam.times.dataset import COLUMNS
from trialstats.simulate.population import Drawn
from trialstats.trialfile.parts.analysis import Filter
from trialstats.trialfile.trial import Trial

__all__ = ["ends_of", "occurrence_of", "times_of"]


def ends_of(trial: Trial) -> list[str]:
    """Name the dates of ADSL that end the follow-up of an analysis of events."""
    periods = (period for analysis in trial.analyses.values() for period in getattr(analysis, "periods", {}).values())
    return list(dict.fromkeys(name for period in periods for name in (*period.end, *period.no_later_than)))


def occurrence_of(trial: Trial, name: str, drawn: Drawn, replicate: int, adsl: pd.DataFrame) -> pd.DataFrame:
    """Make a row an event, spread over the follow-up of its subject; all meet what analyses ask of their records."""
    assert drawn.days is not None
    counts, days = drawn.counts[name][replicate].astype(int), drawn.days[replicate]
    who = np.repeat(np.arange(drawn.n), counts)
    place = np.arange(len(who)) - np.repeat(np.cumsum(counts) - counts, counts)
    day = np.floor((place + 0.5) / counts[who] * days[who])
    columns: dict[str, object] = dict.fromkeys(trial.occurrences[name].columns, "")
    columns |= {"STUDYID": trial.STUDYID, "USUBJID": adsl["USUBJID"].to_numpy()[who]}
    for analysis in trial.analyses.values():
        period = getattr(analysis, "follow_up", None)
        if period is not None and getattr(analysis, "dataset", None) in (None, name):
            columns |= {chosen.column: passing(chosen) for chosen in getattr(analysis, "records", ())}
            start = adsl[period.start].to_numpy()[who]
            columns[str(getattr(analysis, "start", "ASTDT"))] = start + pd.to_timedelta(day, unit="D").to_numpy()
    return pd.DataFrame(columns, index=range(len(who)))


def passing(chosen: Filter) -> str:
    """Give a text that a filter keeps."""
    if chosen.within is not None:
        return chosen.within[0]
    return "" if chosen.recorded is False or chosen.without is not None else "Y"


def times_of(trial: Trial, drawn: Drawn, replicate: int, adsl: pd.DataFrame) -> pd.DataFrame:
    """Make ADTTE: a row a subject and parameter of the design."""
    frames = []
    for number, (paramcd, (days, happened)) in enumerate(drawn.times.items(), 1):
        declared = trial.times_to_event[paramcd]
        event = happened[replicate]
        start = adsl[declared.start]
        frames.append(
            pd.DataFrame(
                {
                    "USUBJID": adsl["USUBJID"],
                    "PARAMCD": paramcd,
                    "PARAM": f"{declared.label} ({declared.unit})",
                    "PARAMN": number,
                    "AVAL": days[replicate] / drawn.world.timing[paramcd].unit,
                    "STARTDT": start,
                    "ADT": start + pd.to_timedelta(days[replicate] - 1, unit="D"),
                    "CNSR": np.where(event, 0.0, 1.0),
                    "EVNTDESC": np.where(event, declared.event[0].label, "Censored"),
                    "REASND": "",
                }
            )
        )
    whole = pd.concat(frames, ignore_index=True)
    others = [name for name in adsl if name not in whole]
    made = whole.merge(adsl[["USUBJID", *others]], on="USUBJID", how="left")
    return made[[*(name for name in COLUMNS if name in made), *(name for name in made if name not in COLUMNS)]]
