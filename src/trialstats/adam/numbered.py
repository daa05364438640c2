"""Each record's number among those of its subject."""

from __future__ import annotations

import pandas as pd

__all__ = ["numbered"]


def numbered(records: pd.DataFrame) -> pd.DataFrame:
    """Add ASEQ, the place of a record among its subject's, from 1, in the order in which they stand."""
    return records.assign(ASEQ=records.groupby("USUBJID").cumcount() + 1)
