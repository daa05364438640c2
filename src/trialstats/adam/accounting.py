"""Counts in equal counts out plus counted, named exclusions: checked for every source of every dataset."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass

import pandas as pd

from trialstats.adam.laboratory.limits import NUMBER_BEYOND
from trialstats.adam.listing import ROW, Listing
from trialstats.io.table import FILE
from trialstats.trialfile.parts.problems import Problems
from trialstats.trialfile.parts.sources import Source

__all__ = ["ACCOUNT", "Account", "AccountingError", "accounts_frame", "check_losses"]

ROWS = "rows"
ACCOUNT = ("dataset", "source", "file", "unit", "n_in", "n_used", "n_listed", "n_text", "n_beyond")


class AccountingError(AssertionError):
    """Something was dropped without being listed: a fault of the program, never of the data."""


@dataclass(frozen=True)
class Account:
    """How many rows (of the file) or values came in, are used, and are listed as not used.

    Of the values used, n_text are declared codes (`ABSENT`, `<0.7`), and n_beyond came as numbers that lie beyond a
    limit of quantification; neither have AVAL, and all others have.
    """

    dataset: str
    source: str
    file: str
    unit: str
    n_in: int
    n_used: int
    n_listed: int
    n_text: int = 0
    n_beyond: int = 0

    @classmethod
    def of_rows(
        cls, dataset: str, source: Source, frame: pd.DataFrame, used: pd.DataFrame, listing: Listing
    ) -> list[Account]:
        """Account for the rows of a file: each is used, or stands in the listing. Of several files, for each too."""
        lost = frame.loc[~frame[ROW].isin(used[ROW]), ROW]
        unexplained = lost[~lost.isin(listing.frame()["row"])]
        if len(unexplained):
            raise AccountingError(f"{source.file}: {len(unexplained)} rows are neither used nor listed")
        return cls.of_files(dataset, listing.source, source, frame, used[ROW])

    @classmethod
    def of_files(
        cls, dataset: str, name: str, source: Source, frame: pd.DataFrame, used: Collection[object] | pd.Series
    ) -> list[Account]:
        """Count the rows of a source (name) and those used, given by their ROW; of several files, of each too."""
        is_used = frame[ROW].isin(used)
        total = cls(dataset, name, source.file, ROWS, len(frame), int(is_used.sum()), int((~is_used).sum()))
        if not source.several:
            return [total]
        files = [
            cls(dataset, name, str(file), f"{ROWS} of {file}", len(rows), int(rows.sum()), int((~rows).sum()))
            for file, rows in is_used.groupby(frame[FILE], sort=False)
        ]
        return [total, *files]

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
        without = used["AVAL"].isna()
        beyond = int((without & used[NUMBER_BEYOND]).sum()) if NUMBER_BEYOND in used else 0
        counts = (len(expanded), len(used), len(valued), int(without.sum()) - beyond, beyond)
        return cls(dataset, listing.source, source.file, "values", *counts)


# Kinds that concern one value; the others concern the whole row it stands in.
VALUE_KINDS = (
    "unknown_parameter",
    "blank",
    "missing_code",
    "missing_where",
    "unplanned_visit",
    "wrong_unit",
    "not_numeric",
    "out_of_range",
    "duplicate",
    "wrong_specimen",
    "unknown_limit",
    "other_limit",
    "score_differs",
    "replicate_cv",
    "replicate_mixed",
    "replicate_combined",
    "number_beyond_limit",
)


# Rows that are no part of the trial, or stand in it already: they count neither as left out nor as what there was.
APART = ("not_chosen", "not_randomised", "repeated_event")


def check_losses(frame: pd.DataFrame, used: pd.DataFrame, listing: Listing, source: Source) -> None:
    """Say where exclusions leave nothing of a file, or more than `max_excluded` of what a column should give.

    What an exclusion names is meant, however much it is (`*` alone names nothing); so are rows that are not chosen, and
    people without an arm.
    """
    listed = listing.frame()
    excluded = listed[(listed["fate"] == "exclude") & (listed["kind"] != "not_chosen")]
    if excluded.empty or (listed["fate"] == "fatal").any():
        return
    if used.empty and not source.may_be_empty:
        listing.losses.append(
            f"{source.file}: none of its {len(frame)} rows is left for {listing.dataset} ({kinds_text(excluded)}); if "
            f"that is right, say `may_be_empty: true` under sources.{listing.source}"
        )
    if used.empty:
        return
    meant = is_meant(excluded, listing.problems)
    apart = {*listed.loc[listed["kind"] == "not_chosen", "row"], *excluded.loc[meant, "row"]}
    slips = excluded[~meant]
    for item, lost in slips.groupby("item", sort=False):
        rows, most = lost["row"].nunique(), listing.problems.max_excluded
        of = len(set(frame[ROW]) - apart | set(lost["row"]))
        if rows > most * of and (rows > 1 or most == 0):
            listing.losses.append(
                f"{source.file}: {rows} of {of} rows are left out of {listing.dataset} because of {item} "
                f"({kinds_text(lost)}), more than `max_excluded: {most:g}` of `problems` allows"
            )


def is_meant(excluded: pd.DataFrame, problems: Problems) -> pd.Series[bool]:
    """Tell which of the records left out are no slips: they are named, or no part of the trial."""
    named = [
        (exclusion := problems.exclusion(kind)) is not None and exclusion.names(value)
        for kind, value in zip(excluded["kind"], excluded["value"].fillna(""), strict=True)
    ]
    return excluded["kind"].isin(APART) | pd.Series(named, index=excluded.index, dtype="bool")


def kinds_text(listed: pd.DataFrame) -> str:
    """Count rows by the kind of problem: `unknown_visit 12, bad_date 1`."""
    counts = listed.groupby("kind", sort=False)["row"].nunique()
    return ", ".join(f"{kind} {count}" for kind, count in counts.items())


def accounts_frame(accounts: list[Account]) -> pd.DataFrame:
    """Give the accounts as a frame with the columns of ACCOUNT."""
    return pd.DataFrame([asdict(account) for account in accounts], columns=list(ACCOUNT))
