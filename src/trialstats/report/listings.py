"""From the listing of raw records to what the report says of them: what was found and done, and the records."""

from __future__ import annotations

import pandas as pd

from trialstats.report.content import EXCLUSIONS, FINDINGS
from trialstats.report.words import absent

__all__ = ["exclusions", "findings"]


def exclusions(listing: pd.DataFrame) -> pd.DataFrame:
    """Count the records listed, by dataset, kind and what was done, with the first as an example (EXCLUSIONS).

    listing: a row a record that is not used as it stands, with dataset, file, line, subject, visit, item, value,
    kind, fate (what is done) and allowed (what would have been right).
    """
    groups = listing.groupby(["dataset", "kind", "fate"], sort=False)
    found = [(*key, len(group), example(group.iloc[0])) for key, group in groups]
    return pd.DataFrame(found, columns=list(EXCLUSIONS))


def findings(listing: pd.DataFrame) -> pd.DataFrame:
    """Bring the listing to the columns of FINDINGS."""
    return listing.rename(columns={"item": "parameter", "allowed": "message"})[list(FINDINGS)]


def example(row: pd.Series) -> str:
    """Say one record: `data/laser/vas.csv, line 14: VAS = 104, outside 0-100 (subject 007, Week 4)`."""
    parts = [f"{row['file']}, line {row['line']}: {row['item']} = {row['value'] or '(blank)'}"]
    if absent(row["item"]):
        parts = [f"{row['file']}, line {row['line']}"] + ([] if absent(row["value"]) else [str(row["value"])])
    parts += [] if absent(row["allowed"]) else [str(row["allowed"])]
    who = ", ".join(str(row[name]) for name in ("subject", "visit") if not absent(row[name]))
    return ", ".join(parts) + (f" (subject {who})" if who else "")
