"""A listing as a table: rows by group and subject, and the count of what is listed and what is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import groupby

import pandas as pd

from trialstats.display.numbers import MINUS
from trialstats.display.table.data import Cell, Column, Group, Row, TableData
from trialstats.listings.records import Chosen
from trialstats.listings.texts import is_number, texts_of
from trialstats.trialfile.parts.house_words import HouseWords
from trialstats.trialfile.parts.listing import ADEXCL, Listing

__all__ = ["counts_words", "laid_out"]

NO_ARM = "Not randomised"
NO_VALUE = "Not recorded"
SHOWN_ONCE = 1  # of the texts of a row, the subject's name


def laid_out(
    listing: Listing,
    chosen: Chosen,
    headers: Mapping[str, str],
    *,
    population: str | None = None,
    notice: str | None = None,
    words: HouseWords | None = None,
) -> TableData:
    """Lay a listing out.

    headers: words by variable. population: its label. words: those of the house, which write dates too.
    """
    records, house = chosen.records, words or HouseWords()
    columns = tuple(
        Column(headers.get(name, name), align="point" if is_number(records[name]) else "left")
        for name in listing.columns
    )
    return TableData(
        listing.title,
        columns,
        tuple(groups(listing, records, headers, house.date)) or (Group(None, (Row(house.nobody),)),),
        number=listing.number,
        subtitle=f"Population: {population}" if population else None,
        footnotes=(*listing.footnotes, counts_words(listing.dataset, chosen.counts)),
        notice=notice,
        stub=headers.get("USUBJID", "Subject"),
        what="Listing",
        once=SHOWN_ONCE + len(listing.once),
    )


def groups(
    listing: Listing, records: pd.DataFrame, headers: Mapping[str, str], written: Callable[[str], str]
) -> Iterator[Group]:
    """Gather the rows under the labels of their groups, in the order of the records."""
    texts = [shown(records, name, written) for name in listing.columns]
    labels = group_labels(listing, records, headers, written)
    rows = zip(labels, records["USUBJID"].astype(str), zip(*texts, strict=True), strict=True)
    for label, found in groupby(rows, key=lambda row: row[0]):
        yield Group(label, tuple(Row(subject, tuple(map(Cell, cells))) for _, subject, cells in found))


def group_labels(
    listing: Listing, records: pd.DataFrame, headers: Mapping[str, str], written: Callable[[str], str]
) -> list[str]:
    """Name the group of each record: `Laser`, or of several variables `Site: 101, Laser`."""
    parts = []
    for name in listing.group:
        is_arm = name in ("TRT01P", "TRTSEQP")
        instead = NO_ARM if is_arm else NO_VALUE
        before = "" if is_arm else f"{headers.get(name, name)}: "
        parts.append([f"{before}{text or instead}" for text in texts_of(records, name, written)])
    return [", ".join(words) for words in zip(*parts, strict=True)]


def shown(records: pd.DataFrame, variable: str, written: Callable[[str], str]) -> list[str]:
    """Write the values of a variable, numbers with a true minus sign."""
    texts = texts_of(records, variable, written)
    if not is_number(records[variable]):
        return texts
    return [MINUS + text[1:] if text.startswith("-") else text for text in texts]


def counts_words(dataset: str, counts: Mapping[str, int]) -> str:
    """Say how many records are listed, and why others are not."""
    rows = "exclusions" if dataset == ADEXCL else f"records of {dataset}"
    left = [
        f"{number:,} where {reason}" for reason, number in counts.items() if reason not in ("in", "listed") and number
    ]
    if not left:
        return f"Listed: all {counts['in']:,} {rows}."
    return f"Listed: {counts['listed']:,} of {counts['in']:,} {rows}. Not listed: {'; '.join(left)}."
