"""Flags of each record of a BDS dataset, one an intercurrent event: before it, at it or after it."""

from __future__ import annotations

import pandas as pd

from trialstats.trialfile.parts.intercurrent import flags_of
from trialstats.trialfile.trial import Trial

__all__ = ["AFTER", "AT", "BEFORE", "OF_RECORD", "record_flags"]

BEFORE, AT, AFTER = "BEFORE", "AT", "AFTER"
# What of a record stands beside its flags: what they come of, and where it is to be found.
OF_RECORD = ("STUDYID", "USUBJID", "PARAMCD", "AVISIT", "AVISITN", "ADT", "SRCFILE", "SRCLINE")


def record_flags(bds: pd.DataFrame, events: pd.DataFrame, trial: Trial) -> pd.DataFrame:
    """Give the flag of every declared event (`ICE01`, ...) of each record, in their order, after those of OF_RECORD.

    bds: a dataset, of which OF_RECORD counts; events: with the first visits affected by its days. A flag is blank of
    who did not have the event, and of no visit.

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
    return bds[[name for name in OF_RECORD if name in bds]].assign(**made)
