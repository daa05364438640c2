"""What the estimand's strategies have assigned in the place of values (see `Inputs.records`)."""

from __future__ import annotations

import pandas as pd

from trialstats.trialfile.parts.estimands import Composite
from trialstats.trialfile.parts.intercurrent import ASSIGNED

__all__ = ["assigned"]


def assigned(records: pd.DataFrame, value: Composite) -> pd.Series[bool]:
    """Tell in which records this stands in the place of a value; in none of those that no strategy has acted on."""
    if ASSIGNED not in records:
        return pd.Series(False, index=records.index)
    return records[ASSIGNED].eq(value).fillna(False).astype(bool)
