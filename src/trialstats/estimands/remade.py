"""Summaries over time, made of the values that a hypothetical strategy leaves.

A summary stands at the last visit of its window, and so is set aside with that visit. Where its rule gives a value of
what is left (the last value carried forward), that value stands there instead; else it is set aside.
"""

from __future__ import annotations

import pandas as pd

from trialstats.estimands.question import Question
from trialstats.trialfile.parts.estimands import Strategy

__all__ = ["remade_summaries"]

PLACE = ["USUBJID", "AVISIT"]
MADE = ["AVAL", "CHG", "PCHG", "DTYPE"]


def remade_summaries(
    bds: pd.DataFrame, decided: pd.DataFrame, question: Question
) -> tuple[pd.DataFrame, pd.Series[bool]]:
    """Put into the records of summaries what is made of the values left, and tell in which records that is so.

    decided: USUBJID AVISIT ICE, of every visit about which an event decides. Records are matched by their index.
    """
    asks = {name: handling.strategy for name, handling in question.handled.items()}
    gone = decided[decided["ICE"].map(asks) == Strategy.HYPOTHETICAL]
    remade = pd.Series(False, index=bds.index)
    for paramcd, summary in question.summaries.items():
        own = bds[(bds["PARAMCD"] == summary.of) & bds["USUBJID"].isin(gone["USUBJID"])]
        away = pd.MultiIndex.from_frame(own[PLACE]).isin(pd.MultiIndex.from_frame(gone[PLACE]))
        if not away.any():
            continue
        made = summary.make(own[~away]).set_index("USUBJID")
        touched = own.loc[away, "USUBJID"]
        place = bds.index[(bds["PARAMCD"] == paramcd) & bds["USUBJID"].isin(touched) & bds["USUBJID"].isin(made.index)]
        subjects = bds.loc[place, "USUBJID"]
        values = {
            name: bds[name].mask(bds.index.isin(place), made[name].reindex(subjects).set_axis(place).reindex(bds.index))
            for name in MADE
            if name in bds and name in made
        }
        bds = bds.assign(**values)
        remade[place] = True
    return bds, remade
