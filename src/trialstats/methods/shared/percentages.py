"""The percentage change where baseline is zero: there is none, and the records are counted by that name."""

from __future__ import annotations

import pandas as pd

__all__ = ["NO_PERCENTAGE", "without_percentage"]

NO_PERCENTAGE = "baseline is zero, no percentage"


def without_percentage(records: pd.DataFrame) -> pd.Series[bool]:
    """Tell the records that have a change and no percentage of it, since BASE is 0.

    records: with CHG, PCHG and BASE; without them none is told.
    """
    if not {"BASE", "CHG", "PCHG"} <= set(records.columns):
        return pd.Series(False, index=records.index)
    told: pd.Series[bool] = records["PCHG"].isna() & records["CHG"].notna() & (records["BASE"] == 0)
    return told
