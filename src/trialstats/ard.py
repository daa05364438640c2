"""Analysis results data: one row a statistic, with the ids that lead back to what was estimated, and how."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from trialstats.models.result import KEYS, STATISTICS, tidy

__all__ = ["account_rows", "gather", "population_rows"]

CARRIED = ("PARAM", "unit", "AVISITN", "population", "role", "label", "reason")


def gather(results: Iterable[pd.DataFrame], study: str) -> pd.DataFrame:
    """Melt result rows into statistics: id `<row id>:<statistic>`, STUDYID, keys, stat_name, stat, words, row_id.

    Statistics that do not apply have no row; a result that could not be estimated has one row with its reason.
    """
    rows = pd.concat(list(results), ignore_index=True)
    keys = [*KEYS, *CARRIED]
    long = rows.melt(["id", *keys], list(STATISTICS), var_name="stat_name", value_name="stat", ignore_index=False)
    kept = long[long["stat"].notna()]
    absent = rows[rows["reason"].notna()].assign(stat_name="reason", stat=float("nan"))
    both = pd.concat([kept, absent[["id", *keys, "stat_name", "stat"]]])
    both = both.sort_index(kind="stable").reset_index(drop=True).rename(columns={"id": "row_id"})
    both.insert(0, "id", both["row_id"] + ":" + both["stat_name"])
    both.insert(1, "STUDYID", study)
    return both.astype({"stat_name": "string", "STUDYID": "string"})


def population_rows(adsl: pd.DataFrame, flags: Mapping[str, str]) -> pd.DataFrame:
    """Count each population by arm, as result rows of the analysis `populations`; `flags` gives their labels."""
    rows = [
        {"kind": "count", "variable": flag, "level": label, "ARM": arm, "count": int((members[flag] == "Y").sum()),
         "total": len(members), "percent": 100 * float((members[flag] == "Y").mean())}
        for flag, label in flags.items()
        for arm, members in [*adsl.groupby("TRT01P", sort=False), ("All", adsl[adsl["TRT01P"].notna()])]
    ]  # fmt: skip
    return tidy(rows, "populations")


def account_rows(accounts: pd.DataFrame, listing: pd.DataFrame, unscored: Mapping[str, int]) -> pd.DataFrame:
    """Give the accounts of all sources, and the counts of what was listed, as rows of the analysis `accounts`."""
    rows = [
        {"kind": "count", "variable": account.dataset, "level": f"{account.source} {account.unit} {what}",
         "count": float(getattr(account, column))}
        for account in accounts.itertuples()
        for what, column in (("in", "n_in"), ("used", "n_used"), ("listed", "n_listed"), ("coded", "n_text"))
        if not (account.unit == "rows" and column == "n_text")
    ]  # fmt: skip
    counted = listing.groupby(["dataset", "source", "kind", "fate"], sort=True).size().to_frame("number").reset_index()
    rows += [
        {"kind": "count", "variable": found.dataset, "level": f"{found.source} {found.kind} {found.fate}",
         "count": found.number}
        for found in counted.itertuples()
    ]  # fmt: skip
    rows += [
        {"kind": "count", "variable": name, "level": "not scored", "count": float(n)} for name, n in unscored.items()
    ]
    return tidy(rows, "accounts")
