"""The population of what a display shows, in the words that stand under a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["populations_told"]


def populations_told(rows: pd.DataFrame) -> str:
    """Say the population of rows; where these differ in theirs, which analyses have which. Empty where none says.

    What one analysis has of several, such as hypotheses, is told by its variable.
    """
    told = rows[["analysis", "label", "variable", "population"]].drop_duplicates().astype("object")
    told = told[told["population"].fillna("") != ""]
    several = told["analysis"].map(told.groupby("analysis")["population"].nunique()) > 1
    told["named"] = told["label"].fillna(told["analysis"]).mask(several & told["variable"].notna(), told["variable"])
    of = {str(name): [*map(str, own["named"].unique())] for name, own in told.groupby("population", sort=False)}
    parts = [name if len(of) == 1 else f"{name} ({'; '.join(labels)})" for name, labels in of.items()]
    return f"Population: {'; '.join(parts)}." if parts else ""
