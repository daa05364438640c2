"""The sessions that each subject attended, and what they cost."""

from __future__ import annotations

import pandas as pd

from trialstats.errors import DataError
from trialstats.methods.cost.options import Cost
from trialstats.methods.cost.rows import Described
from trialstats.methods.shared.impossible import records_named, refuse_twice
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.select import passes
from trialstats.trialfile.parts.levels import as_texts, named

__all__ = ["sessions_attended"]


def sessions_attended(analysis: Cost, inputs: Inputs, people: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, int]]:
    """Count and price the sessions of each subject of `people` (index USUBJID, column TRT01P).

    Returns people with SESSIONS and COST (0 of who attended none), and counts of the records (`in`, reasons, `used`).
    Raises DataError for a session whose level of `by` has no price, and one that a subject has twice.
    """
    events = inputs.datasets[analysis.occurrence]
    counts = {"in": len(events)}
    attended = pd.Series(True, index=events.index)
    for chosen in analysis.records:
        attended &= passes(events, chosen)
    counts["not a session attended"] = int((~attended).sum())
    events = events[attended]
    own = events["USUBJID"].isin(people.index)
    counts["subject not in the population"] = int((~own).sum())
    events = events[own]
    counts["used"] = len(events)
    if analysis.sequence:
        refuse_twice(events, analysis.sequence, analysis.occurrence)
    priced = events.assign(ARM=events["USUBJID"].map(people["TRT01P"].astype(str)))
    priced = priced.assign(PRICE=_prices(analysis, priced))
    sums = priced.groupby("USUBJID")["PRICE"].agg(["size", "sum"]).reindex(people.index).fillna(0.0)
    totals = {Described.SESSIONS: sums["size"].astype(float), Described.COST: sums["sum"].astype(float)}
    return people.assign(**totals), counts


def _prices(analysis: Cost, events: pd.DataFrame) -> pd.Series[float]:
    by = events[analysis.by] if analysis.by else pd.Series("", index=events.index)
    prices = {(price.arm, named(price.level or "", by)): price.per_session for price in analysis.prices}
    keys = list(zip(events["ARM"], as_texts(by).fillna(""), strict=True))
    unpriced = events[[key not in prices for key in keys]]
    if not unpriced.empty:
        which = sorted(f"{level or 'no value'} in arm {arm}" for arm, level in {*keys} - {*prices})
        raise DataError(
            f"{analysis.occurrence}: sessions without a price: {analysis.by} is {', '.join(which)}: "
            f"{records_named(unpriced, analysis.by)}"
        )
    return pd.Series([prices[key] for key in keys], index=events.index, dtype="float64")
