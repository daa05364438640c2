"""Which columns identify a subject, and which columns say the same in all rows of one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from trialstats.init.columns import Column
from trialstats.init.files import Table
from trialstats.init.said import counted
from trialstats.init.words import SITE, is_dated, named_for, subject_rank

__all__ = ["SHARED", "People", "constant_in", "identify", "one_to_one", "people_of", "shared"]

SAMPLE = 300  # subjects on whom a guess is tried
SHARED = 3  # subjects that have to have a text before it is shown
LEAST = 3  # subjects that there are at least
SITES = 200
DESCRIBES = {"age", "height", "weight", "bmi", "year", "yob"}  # what describes persons, and may agree by chance
KNOWN = 0.5  # the share of subjects that another file has, to be taken for the same people


@dataclass(frozen=True)
class People:
    """The subjects of a table.

    columns: that identify them. ids: n texts, one a row. constant: the columns that say the same in every row of a
    subject (all, where there is one row a subject). pad: digits of identifiers that have lost their zeros. why: the
    evidence.
    """

    columns: tuple[str, ...]
    ids: pd.Series
    constant: tuple[str, ...] = ()
    pad: dict[str, int] = field(default_factory=dict)
    why: str = ""

    @property
    def number(self) -> int:
        """How many subjects there are."""
        return int(self.ids.nunique())

    @property
    def repeated(self) -> bool:
        """Whether any subject has several rows."""
        return self.number < len(self.ids)


@dataclass(frozen=True)
class Candidate:
    """Columns that may identify subjects: how much their names and their values speak for it."""

    columns: tuple[str, ...]
    score: float


def identify(tables: Sequence[Table]) -> dict[str, People]:
    """Find who the rows of each table belong to; a table in which nobody is found is left out."""
    candidates = {table.name: list(candidates_of(table)) for table in tables}
    first = {name: max(some, key=lambda one: one.score) for name, some in candidates.items() if some}
    found: dict[str, People] = {}
    for table in tables:
        others = set[str]().union(
            *(
                joined(other.frame, first[other.name].columns)
                for other in tables
                if other is not table and other.name in first
            )
        )
        chosen = best(table, candidates[table.name], others, alone=len(tables) == 1)
        if chosen is not None:
            found[table.name] = people_of(table, chosen.columns)
    return with_zeros(tables, found)


def candidates_of(table: Table) -> Iterator[Candidate]:
    """Give the columns, and pairs with a site, that may identify subjects."""
    for name, column in table.columns.items():
        if not may_identify(column):
            continue
        rank = subject_rank(name)
        held = agreement(table, (name,))
        yield Candidate((name,), 2 * rank + held - 2 * is_row_number(column, rank))
        if not rank:
            continue
        for site in sites_of(table, name):
            together = agreement(table, (site, name))
            alone = table.columns[name].different == table.rows
            if together > held + 0.2 and not alone:
                yield Candidate((site, name), 2 * rank + together - 0.3)


def may_identify(column: Column) -> bool:
    """Tell a column without blanks and dates, with several values, and no fractions."""
    whole = column.kind in ("text", "category") or (column.kind == "number" and column.whole and not column.results)
    return whole and column.filled == column.rows and column.different >= LEAST and not is_dated(column.name)


def is_row_number(column: Column, rank: int) -> bool:
    """Tell a column that counts the rows, and is not named for a person."""
    return (
        rank < 3
        and column.kind == "number"
        and column.different == column.rows
        and column.high - column.low < column.rows
    )


def sites_of(table: Table, name: str) -> list[str]:
    """Name the columns that may hold the site within which an identifier counts."""
    return [
        other
        for other, column in table.columns.items()
        if other != name and column.filled == column.rows and 1 < column.different <= SITES and named_for(other, SITE)
    ]


def agreement(table: Table, columns: tuple[str, ...]) -> float:
    """Say how well columns group the rows: 1 where each row has its own, else the share of columns constant in them."""
    ids = joined(table.frame, columns)
    groups = ids.nunique()
    if groups == len(ids):
        return 1.0
    some = ids.isin(ids.drop_duplicates().iloc[:SAMPLE])
    others = [name for name, column in table.columns.items() if name not in columns and column.different > 1]
    share = len(constant_in(table.frame.loc[some, others], ids[some])) / max(len(others), 1)
    return (1.0 if share and groups >= LEAST else 0.0) * (0.5 + share / 2) - (groups < len(ids) / 100)


def joined(frame: pd.DataFrame, columns: Sequence[str], pad: Mapping[str, int] | None = None) -> pd.Series:
    """Join the columns of an identifier as the trial file's sources do."""
    first, *others = (padded(frame[name].str.strip(), (pad or {}).get(name, 0)) for name in columns)
    for other in others:
        first = first + "-" + other
    return first


def padded(texts: pd.Series, width: int) -> pd.Series:
    return texts.mask(texts.str.fullmatch("[0-9]+"), texts.str.zfill(width)) if width else texts


def constant_in(frame: pd.DataFrame, ids: pd.Series, *, blanks: bool = True) -> tuple[str, ...]:
    """Name the columns with one text a subject; without `blanks`, one beside blanks."""
    found = []
    for name in frame:
        texts = frame[name].str.strip()
        pairs = pd.DataFrame({"id": ids, "text": texts})
        pairs = (pairs if blanks else pairs[texts != ""]).drop_duplicates()
        if not pairs["id"].duplicated().any():
            found.append(str(name))
    return tuple(found)


def best(table: Table, candidates: Sequence[Candidate], others: set[str], *, alone: bool) -> Candidate | None:
    """Choose the columns that speak most for themselves, and hold the people of other files."""

    def known(one: Candidate) -> float:
        ids = plain_ids(joined(table.frame, one.columns))
        return len(ids & plain_ids(pd.Series(sorted(others), dtype="str"))) / max(len(ids), 1) if others else 0.0

    scored = [(one.score + 3 * (share := known(one)), share, one) for one in candidates]
    fitting = [
        (score, one)
        for score, share, one in scored
        if share >= KNOWN
        or any(subject_rank(name) > 1 for name in one.columns)
        or (alone and speaks_for_itself(table, one))
    ]
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else None


def speaks_for_itself(table: Table, one: Candidate) -> bool:
    """Tell columns that identify subjects by their names, or by their values: texts, or numbers that come again.

    Numbers of which most come once are as likely ages or weights, of which some agree by chance.
    """
    columns = [table.columns[name] for name in one.columns]
    named = any(subject_rank(column.name) for column in columns)
    return one.score > 0 and (named or any(is_name(column) for column in columns))


def is_name(column: Column) -> bool:
    return column.kind == "text" or (2 * column.different <= column.rows and not named_for(column.name, DESCRIBES))


def one_to_one(one: pd.Series, other: pd.Series) -> bool:
    """Tell whether two columns say the same in other words."""
    pairs = pd.DataFrame({"one": one.str.strip(), "other": other.str.strip()}).drop_duplicates()
    return not pairs["one"].duplicated().any() and not pairs["other"].duplicated().any()


def shared(texts: pd.Series, ids: pd.Series, least: int = SHARED) -> list[str]:
    """Name the texts that at least so many subjects have: no other text of a person is shown."""
    counts = (
        pd.DataFrame({"text": texts.str.strip().to_numpy(), "id": ids.to_numpy()})
        .drop_duplicates()["text"]
        .value_counts()
    )
    return [str(text) for text in counts.index[counts >= least]]


def plain_ids(ids: pd.Series) -> set[str]:
    """Write identifiers without the zeros that numbers lose."""
    return set(ids.str.replace(r"(?<![0-9])0+(?=[0-9])", "", regex=True))


def people_of(table: Table, columns: tuple[str, ...], pad: dict[str, int] | None = None) -> People:
    """Say who the rows belong to."""
    ids = joined(table.frame, columns, pad)
    number = int(ids.nunique())
    if number == table.rows:
        return People(columns, ids, tuple(table.columns), pad or {}, f"{counted(number, 'text')}, one a row")
    constant = constant_in(table.frame, ids)
    others = [name for name in constant if name not in columns]
    said = f", each with one {', '.join(others[:3])}" if others else ""
    return People(columns, ids, constant, pad or {}, f"{counted(number, 'text')} in {counted(table.rows, 'row')}{said}")


def with_zeros(tables: Sequence[Table], found: dict[str, People]) -> dict[str, People]:
    """Put back the zeros that identifiers lost in one file and have in another."""
    numeric = {name: people for name, people in found.items() if people.ids.str.fullmatch("[0-9]+").all()}
    widths = {name: people.ids.str.len() for name, people in numeric.items()}
    kept = [name for name in numeric if (widths[name] == widths[name].max()).all()]
    zeros = [name for name in kept if numeric[name].ids.str.startswith("0").any()]
    if not zeros:
        return found
    width = int(widths[zeros[0]].max())
    ids = set(numeric[zeros[0]].ids)
    mended = dict(found)
    for table in tables:
        people = numeric.get(table.name)
        if people is None or widths[table.name].max() > width or (widths[table.name] == width).all():
            continue
        if len(set(people.ids.str.zfill(width)) & ids) > len(set(people.ids) & ids):
            (column,) = people.columns if len(people.columns) == 1 else (people.columns[-1],)
            mended[table.name] = people_of(table, people.columns, {column: width})
    return mended
