"""What a column holds: numbers, dates, a few texts that come again, or others; and its codes for missing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from trialstats.adam.advice.missing import far_codes, is_word_for_missing
from trialstats.adam.parse import parse_numbers, plain_numbers
from trialstats.init.dates import DatesRead, read_as_dates
from trialstats.init.words import ARM, SITE, VISIT, is_dated, label_of, named_for, subject_rank, words_of

__all__ = ["Column", "look_at"]

Kind = Literal["blank", "number", "date", "category", "text"]

SHARED = 3  # rows that have to have a text before it is shown
FEW = 30  # different texts of a category
LIMIT = re.compile(r"([<>])\s*\d+(?:[.,]\d+)?")
BEHIND = re.compile(r"(?P<number>[+-]?\d[\d.,]*)\s*(?P<unit>[^\d\s.,+-][^\d]{0,9})")
GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
MOST_RESULTS = 4  # words among numbers that are results
# Words that say of any column, of texts too, that there is no value.
PLAINLY = {
    "na",
    "n/a",
    "n.a.",
    "n.a",
    "nan",
    "<na>",
    "#n/a",
    "null",
    "(null)",
    ".",
    "-",
    "--",
    "---",
    "?",
    "..",
    "\u2013",
}


@dataclass(frozen=True)
class Column:
    """A column of a file.

    texts: how often each text stands there, the most frequent first, without those of `missing`. rows, filled: how many
    rows there are, and how many hold a value. low, high: of numbers. results: words among numbers, `<number` too.
    shared: texts that several subjects have, which alone may be shown; none while it is not known who they are.
    strange: how many values among numbers are none, and no results that several have. mixed: numbers with a point and
    numbers with a comma. label: what its file calls it, where that is no name. meaning: of its codes.
    """

    name: str
    rows: int
    filled: int
    kind: Kind
    texts: pd.Series
    missing: tuple[str, ...] = ()
    decimal: Literal[".", ","] = "."
    thousands: str | None = None
    suffix: str | None = None
    results: tuple[str, ...] = ()
    dates: DatesRead | None = None
    strange: int = 0
    shared: tuple[str, ...] = ()
    whole: bool = False
    low: float = float("nan")
    high: float = float("nan")
    mixed: bool = False
    label: str = ""
    meaning: Mapping[str, str] = field(default_factory=dict)

    @property
    def levels(self) -> dict[str, str]:
        """The code of each level that a codebook names; nothing where it does not name all that there are."""
        named = {level: code for code, level in self.meaning.items()}
        known = {str(text) for text in self.texts.index} <= set(self.meaning)
        return named if len(named) == len(self.meaning) and known else {}

    @property
    def title(self) -> str:
        """What it is called for people: by its file, or by its name."""
        return self.label or label_of(self.name)

    @property
    def different(self) -> int:
        """How many different texts there are."""
        return len(self.texts)

    @property
    def is_few(self) -> bool:
        """Whether it holds a few texts that come again and again, numbers or words."""
        return 1 < self.different <= FEW and self.different <= max(self.filled / 3, 2)


def look_at(texts: pd.Series, name: str) -> Column:
    """Look at a column of text."""
    counts = texts.str.strip().value_counts()
    counts = counts[counts.index != ""]
    counts = counts.iloc[sorted(range(len(counts)), key=lambda i: (-counts.iloc[i], counts.index[i]))]
    rows = len(texts)
    if counts.empty:
        return Column(name, rows, 0, "blank", counts)
    missing = tuple(text for text in counts.index if text.casefold() in PLAINLY)
    if len(missing) == len(counts):
        return Column(name, rows, 0, "blank", counts.drop(list(missing)), missing)
    found = as_dates(counts, name, rows) or as_numbers(counts, name, rows)
    if found is not None:
        return found
    counts = counts.drop(list(missing))
    filled = int(counts.sum())
    kind: Kind = "category" if len(counts) <= FEW and len(counts) <= max(filled / 3, 2) else "text"
    return Column(name, rows, filled, kind, counts, missing)


def as_dates(counts: pd.Series, name: str, rows: int) -> Column | None:
    """Read a column as dates; None where it holds none."""
    missing = [text for text in counts.index if is_word_for_missing(text)]
    rest = counts.drop(missing)
    read = read_as_dates(list(rest.index), named=is_dated(name)) if len(rest) else None
    return Column(name, rows, int(rest.sum()), "date", rest, tuple(missing), dates=read) if read else None


def as_numbers(counts: pd.Series, name: str, rows: int) -> Column | None:
    """Read a column as numbers, with the texts for missing among them; None where it holds something else."""
    missing = [text for text in counts.index if is_word_for_missing(text)]
    rest = counts.drop(missing)
    texts = rest.index.to_series().astype("str")
    limits = tuple(dict.fromkeys(f"{found[1]}number" for text in texts if (found := LIMIT.fullmatch(text))))
    words = [text for text in texts if text[:1].isalpha() and not any(mark.isdigit() for mark in text)]
    results = [word for word in words if rest[word] >= SHARED]
    units = {found["unit"].strip() for text in texts if (found := BEHIND.fullmatch(text))}
    numbers = texts[~texts.isin(words) & ~texts.str.fullmatch(LIMIT)]
    share = (
        rest[texts[~texts.isin(words)].index].sum() / rest.sum() if len(numbers) else 0.0
    )  # those beyond a limit too
    if share < (0.5 if len(words) == len(results) <= MOST_RESULTS else 0.9):
        return None
    suffix = next(iter(units)) if len(units) == 1 else None
    if (suffix or results) and len(numbers) < MOST_RESULTS:  # levels, as the doses of arms
        return None
    decimal, thousands, mixed = writing(numbers, suffix)
    if decimal is None:
        return None
    values = read(numbers, decimal, thousands, suffix) if not mixed else read_either(numbers)
    far = [] if names_something(name) else far_codes(numbers, values)
    values = values[~numbers.isin(far)]
    if values.empty:
        return None
    kept = rest.drop(far)
    return Column(
        name,
        rows,
        int(kept.sum()),
        "number",
        kept,
        (*missing, *far),
        decimal,
        thousands,
        suffix,
        (*results, *limits),
        strange=int(sum(rest[word] for word in words if word not in results)),
        whole=bool((values % 1 == 0).all()) and decimal == "." and not numbers.str.contains(".", regex=False).any(),
        low=float(values.min()),
        high=float(values.max()),
        mixed=mixed,
    )


def names_something(name: str) -> bool:
    """Tell a column whose numbers are names of sites, visits, arms or subjects, so that 999 is one of them."""
    visits = any(word.startswith("visit") for word in words_of(name))
    return visits or named_for(name, SITE | VISIT | ARM) or subject_rank(name) > 1


def writing(numbers: pd.Series, suffix: str | None) -> tuple[Literal[".", ","] | None, str | None, bool]:
    """Find the decimal mark and the mark of thousands that read all numbers; and whether there are two writings."""
    with_comma = numbers[numbers.str.contains(",", regex=False)]
    grouped = len(with_comma) > 1 and bool(with_comma.str.fullmatch(GROUPED).all())
    if grouped and read(numbers, ".", ",", suffix).notna().all():
        return ".", ",", False
    if read(numbers, ".", None, suffix).notna().all():
        return ".", None, False
    if read(numbers, ",", None, suffix).notna().all():
        return ",", None, False
    if read_either(numbers).notna().all():
        return ",", None, True
    return None, None, False


def read(numbers: pd.Series, decimal: str, thousands: str | None, suffix: str | None) -> pd.Series:
    return parse_numbers(plain_numbers(numbers, decimal, thousands, (suffix,) if suffix else ()))


def read_either(numbers: pd.Series) -> pd.Series:
    """Read numbers of which some have a point and some a comma, as a workbook may hold them."""
    return read(numbers, ".", None, None).fillna(read(numbers, ",", None, None))
