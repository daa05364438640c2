"""The frames of the report as rows of texts: populations, accounting, exclusions, findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from trialstats.report.words import KINDS, absent, shown

__all__ = ["Count", "Kind", "Population", "accounts", "count_populations", "exclusions", "kinds_of_findings"]

ALL = "All"
SHOWN = 50

# What was done, in the report's words; the trial file's words stand for what is not here.
DONE = {
    "exclude": "left out", "excluded": "left out", "keep": "kept", "keep_first": "the first kept",
    "keep_last": "the last kept", "listed": "listed", "fatal": "refused",
}  # fmt: skip


@dataclass(frozen=True)
class Count:
    """A count and, where it is known, its address in the results."""

    text: str
    ard: str | None = None


@dataclass(frozen=True)
class Population:
    """The subjects of a population by arm."""

    flag: str
    label: str
    counts: tuple[Count, ...]


@dataclass(frozen=True)
class Kind:
    """The findings of one kind: how many, and the first of them."""

    title: str
    total: int
    rows: tuple[dict[str, str], ...]


def texts(frame: pd.DataFrame) -> list[dict[str, str]]:
    """Write every value; what is absent is blank."""
    records = frame.astype(object).to_dict("records")
    return [{str(key): "" if absent(value) else shown(value) for key, value in row.items()} for row in records]


def count_populations(frame: pd.DataFrame, order: Sequence[str]) -> tuple[list[str], list[Population]]:
    """Lay populations out by arm, in the order of display: the arms, and a row for each population."""
    seen = [str(arm) for arm in frame["ARM"].dropna().unique()]
    arms = [arm for arm in (*order, ALL) if arm in seen] + [arm for arm in seen if arm not in (*order, ALL)]
    populations = []
    for flag, rows in frame.groupby("flag", sort=False):
        by_arm: dict[str, dict[str, Any]] = {str(row["ARM"]): row for row in rows.to_dict("records")}  # type: ignore[misc]
        counts = tuple(count(by_arm.get(arm)) for arm in arms)
        populations.append(Population(str(flag), shown(rows["label"].iloc[0]), counts))
    return arms, populations


def count(row: dict[str, Any] | None) -> Count:
    """Write a population's count."""
    if row is None:
        return Count("")
    address = row.get("id")
    return Count(shown(row["count"]), None if absent(address) else f"{address}:count")


def accounts(frame: pd.DataFrame) -> list[dict[str, str]]:
    """Write the accounts, and whether each adds up."""
    sums = frame["n_in"] == frame["n_used"] + frame["n_listed"]
    return [
        {**row, "sum": "yes" if right else "no: a fault of the program"}
        for row, right in zip(texts(frame), sums, strict=True)
    ]


def exclusions(frame: pd.DataFrame) -> list[dict[str, str]]:
    """Write what was done about each kind of finding, in words."""
    return [
        {**row, "kind": KINDS.get(row["kind"], row["kind"]), "done": DONE.get(row["done"], row["done"])}
        for row in texts(frame)
    ]


def kinds_of_findings(frame: pd.DataFrame) -> list[Kind]:
    """Gather findings by kind, the first of each."""
    return [
        Kind(KINDS.get(str(kind), str(kind)), len(rows), tuple(texts(rows.head(SHOWN))))
        for kind, rows in frame.groupby("kind", sort=False)
    ]
