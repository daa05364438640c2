"""The accounts of the data with the address of every count, and how the files were read."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from trialstats.results.data_rows import COUNTED, Besides, account_level

__all__ = ["account_ids", "guessed_encodings", "with_ids"]


def account_ids(ard: pd.DataFrame) -> dict[tuple[str, str], str]:
    """Look up the accounts in the analysis results data: the id of the row by dataset and what is counted."""
    rows = ard[(ard["analysis"] == Besides.ACCOUNTS) & (ard["stat_name"] == "count")]
    return {
        (str(row["variable"]), str(row["level"])): str(row["row_id"])
        for row in rows[["variable", "level", "row_id"]].to_dict("records")
    }


def with_ids(accounts: pd.DataFrame, ids: Mapping[tuple[str, str], str]) -> pd.DataFrame:
    """Add to each count the id of the result that holds it: `n_in id` beside `n_in`."""

    rows = accounts.to_dict("records")

    def found(what: str) -> pd.Series:
        named = [ids.get((str(row["dataset"]), account_level(row["source"], row["unit"], what))) for row in rows]
        return pd.Series(named, index=accounts.index, dtype="string")

    return accounts.assign(**{f"{column} id": found(what) for column, what in COUNTED.items()})


def guessed_encodings(read_as: Mapping[str, str], declared: Mapping[str, str | None]) -> dict[str, str]:
    """Name the files whose encoding was guessed. Text that is valid UTF-8 is UTF-8: that is no guess."""
    return {
        file: encoding
        for file, encoding in read_as.items()
        if encoding and declared.get(file) is None and not encoding.lower().startswith("utf")
    }
