"""Rows of ours beside those of another program, number by number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from trialstats.compare.given import Given, Printed
from trialstats.compare.labels import term
from trialstats.compare.table import turned_numbers
from trialstats.results.kinds import Kind

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Compared", "Matched", "compared", "match", "pinned"]

KEYS = ("PARAMCD", "AVISIT", "ARM", "REFERENCE")
FURTHER = ("group", "variable", "level")
# What a row keeps where its analysis is made otherwise: its value may become another.
PINNED = ("kind", *KEYS, *FURTHER)
ESTIMATED = Kind.those(lambda traits: traits.estimated)


@dataclass(frozen=True)
class Matched:
    """A row of another program and the id of ours, or why there is none."""

    given: Given
    id: str | None
    why: str = ""


@dataclass(frozen=True)
class Compared:
    """One number: of which row, ours, theirs (the way round that ours is), and whether they agree."""

    line: int
    id: str
    statistic: str
    ours: float
    theirs: Printed
    agrees: bool


def match(given: Sequence[Given], rows: pd.DataFrame) -> list[Matched]:
    """Find the row of ours that each row of theirs is about; rows: see `results.shape.tidy`."""
    own = rows[rows["kind"].isin(ESTIMATED)]
    known = set(own["id"])
    records = own[["id", "kind", *KEYS, *FURTHER]].astype(object).where(lambda frame: frame.notna(), None)
    candidates = records.to_dict("records")
    return [found(one, candidates, known) for one in given]


def found(given: Given, candidates: Sequence[Mapping[Any, Any]], known: set[str]) -> Matched:
    """Find the row of one: by its id, by the term of a model, or by parameter, visit and arms."""
    if "kind" in given.keys:
        fitting = [row for row in candidates if all(row[key] == given.keys.get(key) for key in PINNED)]
        return Matched(given, str(fitting[0]["id"])) if fitting else Matched(given, None, "no such row")
    if "id" in given.keys:
        id_ = given.keys["id"]
        return Matched(given, id_) if id_ in known else Matched(given, None, f"{id_} is no row of ours")
    if "variable" in given.keys:
        kind = Kind.JOINT_TEST if "num_df" in given.numbers else Kind.COEFFICIENT
        wanted = term(given.keys["variable"])
        fitting = [row for row in candidates if row["kind"] == kind and term(str(row["variable"])) == wanted]
    else:
        alone = "REFERENCE" not in given.keys
        fitting = [row for row in candidates if row["ARM"] is not None and (row["REFERENCE"] is None) == alone]
    fitting = [row for row in fitting if all(row[key] == given.keys[key] for key in KEYS if key in given.keys)]
    plain = [row for row in fitting if all(row[key] is None for key in FURTHER)] or fitting
    if len(plain) == 1:
        return Matched(given, str(plain[0]["id"]))
    about = ", ".join(given.keys.values())
    return Matched(given, None, f"{about}: {f'{len(plain)} rows of ours fit it' if plain else 'no row of ours'}")


def pinned(given: Sequence[Given], rows: pd.DataFrame) -> list[Given]:
    """Give the rows of theirs that are matched all keys of ours, by which ours are found however they were made."""
    own = rows[["id", *PINNED]].astype(object).where(rows[["id", *PINNED]].notna(), None).to_dict("records")
    keys = {row["id"]: {key: str(row[key]) for key in PINNED if row[key] is not None} for row in own}
    return [one.given if one.id is None else replace(one.given, keys=keys[one.id]) for one in match(given, rows)]


def compared(matched: Iterable[Matched], rows: pd.DataFrame, tolerance: float) -> list[Compared]:
    """Compare every number that both have; rows: ours, of which those that are matched are looked up by id."""
    ours = {str(row["id"]): row for row in rows.to_dict("records")}
    told: list[Compared] = []
    for one in matched:
        if one.id not in ours:
            continue
        theirs = turned_numbers(one.given.numbers) if one.given.turned else one.given.numbers
        for statistic, printed in theirs.items():
            value = ours[one.id].get(statistic)
            if value is not None and value == value:
                agrees = printed.agrees(float(value), tolerance)
                told.append(Compared(one.given.line, one.id, statistic, float(value), printed, agrees))
    return told
