"""Counts in equal counts out plus counted, named exclusions: checked for every source of every dataset."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import pandas as pd

from trialstats.adam.listing import ROW, Listing
from trialstats.spec.sources import Source

__all__ = ["ACCOUNT", "Account", "AccountingError", "accounts_frame"]

ACCOUNT = ("dataset", "source", "file", "unit", "n_in", "n_used", "n_listed", "n_text")


class AccountingError(AssertionError):
    """Something was dropped without being listed: a fault of the program, never of the data."""


@dataclass(frozen=True)
class Account:
    """How many rows (of the file) or values came in, are used, and are listed as not used.

    n_text: of the values used, how many are declared codes (`ABSENT`, `<0.7`) and have no number.
    """

    dataset: str
    source: str
    file: str
    unit: str
    n_in: int
    n_used: int
    n_listed: int
    n_text: int = 0

    @classmethod
    def of_rows(
        cls, dataset: str, source: Source, frame: pd.DataFrame, used: pd.DataFrame, listing: Listing
    ) -> Account:
        """Account for the rows of a file: each is used, or stands in the listing."""
        used_rows = set(used[ROW])
        lost = set(frame[ROW]) - used_rows
        unexplained = lost - set(listing.frame()["row"])
        if unexplained:
            raise AccountingError(f"{source.file}: {len(unexplained)} rows are neither used nor listed")
        return cls(dataset, listing.source, source.file, "rows", len(frame), len(used_rows), len(lost))

    @classmethod
    def of_records(
        cls, dataset: str, source: Source, expanded: pd.DataFrame, used: pd.DataFrame, listing: Listing
    ) -> Account:
        """Account for the values of the rows whose subject and visit are known."""
        listed = listing.frame()
        valued = listed[listed["kind"].isin(VALUE_KINDS) & (listed["fate"] != "keep")]
        if len(expanded) != len(used) + len(valued):
            raise AccountingError(
                f"{source.file}: {len(expanded)} values, but {len(used)} used and {len(valued)} listed"
            )
        coded = int(used["AVAL"].isna().sum())
        return cls(dataset, listing.source, source.file, "values", len(expanded), len(used), len(valued), coded)


# Kinds that concern one value; the others concern the whole row it stands in.
VALUE_KINDS = ("unknown_parameter", "blank", "unplanned_visit", "wrong_unit", "not_numeric", "out_of_range",
               "duplicate", "wrong_specimen", "unknown_limit", "other_limit", "replicate_cv", "replicate_mixed",
               "replicate_combined", "number_beyond_limit")  # fmt: skip


def accounts_frame(accounts: list[Account]) -> pd.DataFrame:
    """Give the accounts as a frame with the columns of ACCOUNT."""
    return pd.DataFrame([asdict(account) for account in accounts], columns=list(ACCOUNT))
