"""From the listing of raw records to what the report says of them: what was found and done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from trialstats.report.content import EXCLUSIONS
from trialstats.report.words import absent
from trialstats.results.data_rows import MISSING_CODE, NOT_SCORED, account_level

__all__ = ["exclusions", "not_scored"]

# Counts in the results by dataset and what is counted; see `trialstats.report.accounts`.
Ids = Mapping[tuple[str, str], str]

GROUP = ["dataset", "source", "kind", "fate"]


def exclusions(listing: pd.DataFrame, ids: Ids | None = None) -> pd.DataFrame:
    """Count the records listed, by dataset, kind (codes for no value one by one) and what was done (EXCLUSIONS).

    The first of each is the example.

    listing: a row a record that is not used as it stands, with dataset, source, file, place, line, subject, visit,
    item, value, kind, fate (what is done) and allowed (what would have been right). ids: of the counts.
    """
    codes = listing["value"].where(listing["kind"] == MISSING_CODE, "")
    found = [
        (key[0], key[2], key[3], len(group), example(group.iloc[0]), counted(ids, key))
        for key, group in listing.groupby([*(listing[name] for name in GROUP), codes], sort=False)
    ]
    return pd.DataFrame(found, columns=[*EXCLUSIONS, "id"])


def not_scored(unscored: Mapping[str, pd.DataFrame], ids: Ids | None = None) -> pd.DataFrame:
    """Count the scores of each dataset that could not be computed, where there are any (EXCLUSIONS).

    unscored: for each dataset a row a score, with USUBJID, PARAMCD and AVISIT.
    """
    found = [
        (name, "not_scored", "no_score", len(scores), score(scores.iloc[0]), (ids or {}).get((name, NOT_SCORED)))
        for name, scores in unscored.items()
        if len(scores)
    ]
    return pd.DataFrame(found, columns=[*EXCLUSIONS, "id"])


def counted(ids: Ids | None, key: Any) -> str | None:
    """Name the count of the records of one kind; the key is a group's, see GROUP, with the code if it has one."""
    dataset, *found = key
    return (ids or {}).get((dataset, account_level(*filter(None, found))))


def example(row: pd.Series) -> str:
    """Say one record: `data/laser/vas.csv, line 14: VAS = 104, outside 0-100 (subject 007, Week 4)`."""
    where = f"{row['file']}, {row['place']} {row['line']}"
    parts = [f"{where}: {row['item']}" + ("" if absent(row["value"]) else f" = {row['value']}")]
    if absent(row["item"]):
        parts = [where] + ([] if absent(row["value"]) else [str(row["value"])])
    parts += [] if absent(row["allowed"]) else [str(row["allowed"])]
    # Of a subject that is the finding itself, the value has said the name already.
    who = ", ".join(
        f"subject {row[name]}" if name == "subject" else str(row[name])
        for name in ("subject", "visit")
        if not absent(row[name]) and row[name] != row["value"]
    )
    return ", ".join(parts) + (f" ({who})" if who else "")


def score(row: pd.Series) -> str:
    """Say one score: `SF36VT (subject 007, Week 4)`, with the reason where one is known."""
    reason = reason_of(row)
    return f"{row['PARAMCD']} (subject {row['USUBJID']}, {row['AVISIT']})" + (f": {reason}" if reason else "")


def reason_of(row: Mapping[Any, Any] | pd.Series) -> str:
    """Say why a score could not be computed, where that is known."""
    reason = row.get("REASON")
    return "" if absent(reason) else str(reason)
