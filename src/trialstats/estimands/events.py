"""The intercurrent events that the estimand of an analysis knows, each with the strategy for it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from trialstats.methods.shared.inputs import EVENTS
from trialstats.trialfile.parts.estimands import Handling

__all__ = ["events_of"]


def events_of(adice: pd.DataFrame, handled: Mapping[str, Handling]) -> pd.DataFrame:
    """Take the rows of `adice` (one a subject and event) that an estimand knows, with its `strategy`; see EVENTS.

    They are sorted by subject, in the order in which the estimand lists the events.
    """
    order = {event: number for number, event in enumerate(handled)}
    own = adice[adice["ICE"].isin(list(order))]
    strategies = {event: str(handling.strategy) for event, handling in handled.items()}
    known = own.assign(strategy=own["ICE"].map(strategies).astype("str"), _order=own["ICE"].map(order))
    return known.sort_values(["USUBJID", "_order"], kind="stable")[list(EVENTS)].reset_index(drop=True)
