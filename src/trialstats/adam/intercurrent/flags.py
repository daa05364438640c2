"""Flags of each record of a BDS dataset, one an intercurrent event: before it, at it or after it."""

from __future__ import annotations

import pandas as pd

from trialstats.trialfile.parts.intercurrent import flags_of
from trialstats.trialfile.trial import Trial

__all__ = ["AFTER", "AT", "BEFORE", "flag_records"]

BEFORE, AT, AFTER = "BEFORE", "AT", "AFTER"
LAST = ("SRCFILE", "SRCLINE")


def flag_records(bds: pd.DataFrame, events: pd.DataFrame, trial: Trial) -> pd.DataFrame:
    """Add the flag of every declared event (`ICE01`, ...); it is blank of who did not have it, and of no visit.

    A record is after an event from the first visit affected on, whatever its own day: so flags, strategies and counts
    agree. Of those before that, it is at the event if it is of the very same day.
    """
    made: dict[str, pd.Series[str]] = {}
    for name, flag in flags_of(trial.intercurrent_events).items():
        own = events[events["ICE"] == name].set_index("USUBJID")
        has = bds["USUBJID"].isin(own.index) & bds["AVISIT"].notna()
        of_record = own.reindex(bds["USUBJID"]).set_axis(bds.index)
        after = bds["AVISITN"] >= of_record["AVISITN"]
        told = pd.Series(BEFORE, index=bds.index, dtype="str").mask(after, AFTER)
        if "ADT" in bds:
            at = bds["ADT"].notna() & (bds["ADT"] == of_record["ASTDT"]) & ~after
            told = told.mask(at, AT)
        made[flag] = told.where(has)
    first = [name for name in bds.columns if name not in LAST]
    return bds.assign(**made)[[*first, *made, *(name for name in LAST if name in bds)]]
