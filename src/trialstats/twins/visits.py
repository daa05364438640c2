"""The visits of records, by their names and numbers."""

from __future__ import annotations

import pandas as pd

__all__ = ["visits_of"]


def visits_of(records: pd.DataFrame) -> dict[str, float]:
    """Give the number of each visit, in their order."""
    known = records[["AVISIT", "AVISITN"]].drop_duplicates().astype({"AVISIT": "str", "AVISITN": "float64"})
    return dict(known.sort_values("AVISITN").itertuples(index=False, name=None))
