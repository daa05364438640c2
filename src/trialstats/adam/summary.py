"""The listing in words, for the report: how many of each kind, and each record with what was found."""

from __future__ import annotations

import pandas as pd

__all__ = ["count_kinds", "describe_records"]

DONE = {
    "exclude": "excluded",
    "keep": "used, and listed",
    "keep_first": "excluded (the first is kept)",
    "keep_last": "excluded (the last is kept)",
    "listed": "no value recorded",
}


def count_kinds(listing: pd.DataFrame) -> pd.DataFrame:
    """Count the listed records: dataset, source, kind, done, count, example, id (of the count in the results)."""
    groups = listing.groupby(["dataset", "source", "kind", "fate"], sort=False)
    rows: list[dict[str, object]] = [
        {"dataset": dataset, "source": source, "kind": kind, "done": DONE[str(fate)], "count": len(group),
         "example": sentence(group.iloc[0]), "id": f"accounts/count/{dataset}/{source} {kind} {fate}"}
        for (dataset, source, kind, fate), group in groups
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["dataset", "source", "kind", "done", "count", "example", "id"])


def describe_records(listing: pd.DataFrame) -> pd.DataFrame:
    """Say of every listed record where it stands and what was found."""
    described = listing.rename(columns={"item": "parameter", "allowed": "message"})
    return described[["kind", "file", "line", "subject", "visit", "parameter", "value", "message"]]


def sentence(row: pd.Series) -> str:
    """Say one record: `data/laser/vas.csv, line 14: day = 40, outside the window of Week 4`."""
    value = f" = {row['value']}" if row["value"] else ""
    return f"{row['file']}, line {row['line']}: {row['item']}{value}, {row['allowed']}"
