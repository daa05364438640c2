"""What the doors to scoring share: from a table of scores to the columns and words of the pipeline."""

from __future__ import annotations

import pandas as pd

from trialstats.instruments.words import Words

__all__ = ["named_by_paramcd", "words_of"]


def named_by_paramcd(scores: pd.DataFrame, parameters: pd.DataFrame) -> pd.DataFrame:
    """Name the columns of scores by PARAMCD, in the order in which `parameters` describes them."""
    return scores[list(parameters.index)].set_axis(list(parameters["PARAMCD"]), axis="columns")


def words_of(parameters: pd.DataFrame) -> dict[str, Words]:
    """Give the words of each PARAMCD; scores of 10 at most are shown more finely. No norms are known of these forms."""
    return {
        str(row["PARAMCD"]): Words(
            label=str(row["label"]),
            unit=str(row["unit"]),
            better=str(row["better"]),
            mcid=None if pd.isna(row["mcid"]) else float(row["mcid"]),
            mcid_source=None if pd.isna(row["mcid_source"]) else str(row["mcid_source"]),
            decimals=2 if row["high"] <= 10 else 1,
            range=(float(row["low"]), float(row["high"])),
            norm=None,
        )
        for row in parameters.to_dict("records")
    }
