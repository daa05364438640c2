"""Texts as dates: the format that reads them all, those that would too, or the few that do together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from trialstats.adam.advice.dates import formats_of
from trialstats.adam.dates import parse_dates
from trialstats.adam.partial import is_partial, is_partial_iso
from trialstats.trialfile.parts.part import EXCEL, ISO_8601

__all__ = ["DatesRead", "read_as_dates"]

ISO = "%Y-%m-%d"
LOOKED_AT = 5000  # different texts of a column
MOST_FORMATS = 4
SOME = 20  # texts that tell which formats could be meant
LIKE = re.compile(
    r"\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}.{0,20}|\d{1,4}[-/ ]?[^\W\d]{3,9}.{2,20}|[^\W\d]{3,9}\.? \d.{3,20}"
)
BARE = re.compile(r"\d+(\.\d+)?")  # 20240131, or the number of days of a spreadsheet program


@dataclass(frozen=True)
class DatesRead:
    """How dates are read. also: formats that would read them too, as other days. partial: texts of partial dates."""

    formats: tuple[str, ...]
    also: tuple[str, ...] = ()
    partial: int = 0


def read_as_dates(texts: Sequence[str], named: bool) -> DatesRead | None:
    """Find how different texts are read as dates; None where they are none.

    named: whether the name of their column says that they are dates: digits without a mark between count only then.
    """
    some = list(texts[:LOOKED_AT])
    whole = [text for text in some if not is_partial(text)]
    bare = all(BARE.fullmatch(text) for text in whole)
    if not whole or not all(LIKE.fullmatch(text) or BARE.fullmatch(text) for text in whole) or (bare and not named):
        return None
    partial = len(some) - len(whole)
    if partial > 0.5 * len(some):
        return None
    if parse_dates(pd.Series(whole, dtype="str"), [ISO]).notna().all():
        iso = partial and all(map(is_partial_iso, (text for text in some if is_partial(text))))
        return DatesRead((ISO_8601 if iso else ISO,), (), partial)
    if formats_of(whole[:SOME]) and (fits := formats_of(whole)):
        # A day before a month is what most of the world writes; of Excel's two counts, that of Windows.
        first = sorted(fits, key=lambda form: (form.find("m") < form.find("d") and not form.startswith("%Y"), form))
        return DatesRead((first[0],), tuple(first[1:]), partial)
    together = several_formats(whole)
    return DatesRead(together, (), partial) if together else None


def several_formats(texts: Sequence[str]) -> tuple[str, ...]:
    """Find a few formats that read every text together, none as two different days; nothing where there are none."""
    series = pd.Series(list(texts), dtype="str")
    chosen: list[str] = []
    rest = series
    while len(rest) and len(chosen) < MOST_FORMATS:
        best, read = "", pd.Series(False, index=rest.index)
        for form in dict.fromkeys(form for text in rest.iloc[:SOME] for form in formats_of([text])):
            reads = parse_dates(rest, [form]).notna()
            if reads.sum() > read.sum() and form != "excel_1904":
                best, read = form, reads
        if not best or (best in EXCEL and not chosen):
            return ()
        chosen.append(best)
        rest = rest[~read]
    return tuple(chosen) if not len(rest) and parse_dates(series, chosen).notna().all() else ()
