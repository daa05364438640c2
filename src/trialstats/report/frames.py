"""The frames of the report as rows of texts: populations, accounting, exclusions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from trialstats.display.findings import DONE, KINDS
from trialstats.report.words import absent, linked, shown
from trialstats.results.data_rows import COUNTED, OF_VALUES
from trialstats.results.rows import ALL

__all__ = ["Population", "accounts", "count_populations", "exclusions"]


@dataclass(frozen=True)
class Population:
    """The subjects of a population by arm."""

    flag: str
    label: str
    counts: tuple[str, ...]


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


def count(row: Mapping[Any, Any] | None, column: str = "count", key: str = "id") -> str:
    """Write a count with its address; nothing where there is none."""
    if row is None or absent(row[column]):
        return ""
    address = row.get(key)
    return linked(shown(row[column]), None if absent(address) else f"{address}:count")


def accounts(frame: pd.DataFrame) -> list[dict[str, str]]:
    """Write the accounts, and whether each adds up; what only values have is left blank for the rows of a file."""
    written = []
    for row in frame.astype(object).to_dict("records"):
        counted = {name: count(row, name, f"{name} id") for name in COUNTED}
        if str(row["unit"]).startswith("rows"):
            counted |= dict.fromkeys(OF_VALUES, "")
        right = row["n_in"] == row["n_used"] + row["n_listed"]
        words = {name: shown(row[name]) for name in ("dataset", "source", "file", "unit")}
        written.append({**words, **counted, "sum": "yes" if right else "no: a fault of the program"})
    return written


def exclusions(frame: pd.DataFrame) -> list[dict[str, str]]:
    """Write what was done about each kind of finding, in words."""
    return [
        {**row, "kind": KINDS.get(row["kind"], row["kind"]), "done": DONE.get(row["done"], row["done"]), "count": found}
        for row, found in zip(texts(frame), [count(row) for row in frame.to_dict("records")], strict=True)
    ]
