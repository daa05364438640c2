"""The records as they were received that are not used as they stand, as a listing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from trialstats.display.findings import DONE, KINDS
from trialstats.display.table.data import Cell, Column, Group, Row, TableData

__all__ = ["received"]

# Individual data that no part of 16.2 has a place for stand in 16.4 (ICH E3).
NUMBER = "16.4.1"
COLUMNS = {"visit": "Visit", "item": "Item", "value": "Value", "allowed": "Remark", "file": "File", "line": "Line"}


def received(
    listing: pd.DataFrame, unscored: Mapping[str, pd.DataFrame], *, notice: str | None = None
) -> TableData | None:
    """Lay out what mapping listed, by dataset, kind and what was done; None where there is nothing.

    listing: a row a record that is not used as it stands, with dataset, source, file, line, subject, visit, item,
    value, kind, fate and allowed (what would have been right). unscored: by dataset, the scores that could not be
    computed, with REASON where it is known.
    """
    listing = pd.concat([listing, *(scores(name, frame) for name, frame in unscored.items())], ignore_index=True)
    if listing.empty:
        return None
    aligned = {"line": "right"}
    return TableData(
        "Records not used as they stand, and values not recorded",
        tuple(Column(label, align="right" if name in aligned else "left") for name, label in COLUMNS.items()),
        tuple(groups(listing)),
        number=NUMBER,
        footnotes=(f"All {len(listing):,} records and values that are not used as they stand.",),
        notice=notice,
        stub="Subject",
        what="Listing",
        once=1,
    )


def scores(dataset: str, unscored: pd.DataFrame) -> pd.DataFrame:
    """Bring scores that could not be computed to the columns of what was listed; they stand in no line of a file."""
    named = unscored.rename(columns={"USUBJID": "subject", "AVISIT": "visit", "PARAMCD": "item", "REASON": "allowed"})
    known = named[[name for name in ("subject", "visit", "item", "allowed") if name in named]].astype("object")
    return known.assign(dataset=dataset, kind="not_scored", fate="no_score")


def groups(listing: pd.DataFrame) -> Iterator[Group]:
    """Gather the records of one kind in one dataset."""
    lines = pd.to_numeric(listing["line"]).astype("Int64")  # beside scores, which have none, they are no whole numbers
    texts = listing[["subject", *COLUMNS]].assign(line=lines).astype("string").fillna("")
    for key, found in listing.groupby(["dataset", "kind", "fate"], sort=False):
        dataset, kind, fate = map(str, key)
        label = f"{dataset}: {KINDS.get(kind, kind)} ({DONE.get(fate, fate)})"
        rows = texts.loc[found.index].sort_values("subject", kind="stable").itertuples(index=False, name=None)
        yield Group(label, tuple(Row(subject, tuple(map(Cell, cells))) for subject, *cells in rows))
