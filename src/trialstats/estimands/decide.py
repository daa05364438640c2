"""Which intercurrent event decides about a visit of a subject: of several the earliest, or the first in the list."""

from __future__ import annotations

import pandas as pd

from trialstats.estimands.question import Question
from trialstats.trialfile.parts.estimands import LEAVES_RECORDS

__all__ = ["deciding"]


def deciding(events: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Give each visit of the course after an event that changes something: USUBJID AVISIT ICE, a row for each.

    events: see `Inputs.events`. The earliest event is the one with the first visit affected; of those that share it
    the one of the earlier day, and then the first in the estimand's list.
    """
    acting = [name for name, handling in question.handled.items() if handling.strategy not in LEAVES_RECORDS]
    own = events[events["ICE"].isin(acting) & events["AVISITN"].notna()]
    own = own.assign(_rank=own["ICE"].map({name: rank for rank, name in enumerate(acting)}))
    order = ["_rank"] if question.as_listed else ["AVISITN", "ASTDT", "_rank"]
    visits = pd.DataFrame({"_visit": list(question.course), "_number": list(question.course.values())})
    after = own.merge(visits, how="cross")
    after = after[after["_number"] >= after["AVISITN"]].sort_values(order, kind="stable", na_position="last")
    first = after.drop_duplicates(["USUBJID", "_visit"])
    return first[["USUBJID", "_visit", "ICE"]].rename(columns={"_visit": "AVISIT"}).reset_index(drop=True)
