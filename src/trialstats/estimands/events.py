"""The intercurrent events that an analysis reads, each with the strategy of its estimand."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from trialstats.methods.shared.inputs import EVENTS

__all__ = ["events_of"]


def events_of(adice: pd.DataFrame, strategies: Mapping[str, str]) -> pd.DataFrame:
    """Take the rows of `adice` (one a subject and event) of the events named, with the `strategy` for each; see EVENTS.

    They are sorted by subject, in the order in which the events are named.
    """
    order = {event: number for number, event in enumerate(strategies)}
    own = adice[adice["ICE"].isin(list(order))]
    known = own.assign(strategy=own["ICE"].map(strategies).astype("str"), _order=own["ICE"].map(order))
    return known.sort_values(["USUBJID", "_order"], kind="stable")[list(EVENTS)].reset_index(drop=True)
