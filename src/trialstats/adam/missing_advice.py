"""Texts that do not fit because they say that there is no value: `missing` of the source would read them so."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from trialstats.spec.written import written, written_list

__all__ = ["may_be_missing", "missing_advice"]

# Kinds of problems whose columns know blanks.
KINDS = ("not_numeric", "out_of_range", "bad_date", "partial_date", "unknown_arm", "unknown_code")
SHOWN_CODES = 6
# CDISC's and HL7's null flavours, and what R, SAS, SQL, spreadsheets and people write.
WORDS = {
    "ni", "na", "n/a", "n.a.", "n.a", "asku", "nask", "nav", "msk", "unk", "un", "uk", "nk", "nd", "np", "nr",
    "ne", "nt", "nan", "nat", "<na>", "#n/a", "#n/v", "#nv", "#null!", "#div/0!", "#value!", "#ref!", "#num!",
    "#name?", "null", "none", "nil", "(null)", "missing", "miss", "unknown", "unbekannt", "not known",
    "not available", "not applicable", "not recorded", "not reported", "not assessed", "not done",
    "not measured", "no data", "blank", "empty", "k.a.", "keine angabe", "tbd", "pending", "-", "--", "---",
    "\u2013", "\u2014", "_", "/", "*", ".", "..", "...", "?", "??", "???",
}  # fmt: skip
SAS = re.compile(r"\.[A-Za-z_]")
NUMBERS = re.compile(r"-1|-?(?:9{1,5}|8{1,5}|7{1,5})(?:[.,]0+)?")


def may_be_missing(text: str) -> bool:
    """Tell whether a text that does not fit often stands for a value that is missing: NA, a lone dot, -99."""
    plain = text.strip()
    return plain.casefold() in WORDS or bool(SAS.fullmatch(plain) or NUMBERS.fullmatch(plain))


def missing_advice(source: str, fatal: pd.DataFrame) -> Iterator[str]:
    """Offer `missing` for the problems of a file that hold such texts."""
    codes: dict[str, list[str]] = {}
    for item, text in fatal.loc[fatal["kind"].isin(KINDS), ["item", "value"]].drop_duplicates().itertuples(index=False):
        if may_be_missing(text):
            codes.setdefault(item, []).append(text.strip())
    if codes:
        texts = list(dict.fromkeys(text for some in codes.values() for text in some))
        means = "means" if len(texts) == 1 else "mean"
        by_column = ", ".join(f"{written(item)}: {written_list(some, SHOWN_CODES)}" for item, some in codes.items())
        some = written_list(texts, SHOWN_CODES)
        yield (
            f"if {some[1:-1]} {means} that there is no value, say `missing: {some}` under sources.{source}, "
            f"or by column, `missing: {{{by_column}}}`"
        )
