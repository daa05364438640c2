"""The population of what a display shows, in the words that stand under a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["populations_told"]


def populations_told(rows: pd.DataFrame) -> str:
    """Say the population of rows; where analyses differ in theirs, which of them have which. Empty where none says."""
    told = rows[["analysis", "label", "population"]].drop_duplicates().astype("object")
    told = told[told["population"].fillna("") != ""]
    of = {
        str(name): list(dict.fromkeys(own["label"].fillna(own["analysis"]).astype(str)))
        for name, own in told.groupby("population", sort=False)
    }
    parts = [name if len(of) == 1 else f"{name} ({'; '.join(labels)})" for name, labels in of.items()]
    return f"Population: {'; '.join(parts)}." if parts else ""
