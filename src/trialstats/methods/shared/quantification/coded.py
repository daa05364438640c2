"""Results that are a text and no number (`<0.7`, `ABSENT`): counted beside the numbers, apart from what is missing.

So are percentages of a baseline of zero, which do not exist.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from trialstats.methods.shared.percentages import without_percentage
from trialstats.methods.shared.quantification.rows import Flag
from trialstats.methods.shared.rows import RESPONSES, Response
from trialstats.results.kinds import Kind
from trialstats.results.rows import CODED, MISSING, Coded
from trialstats.results.shape import Row

__all__ = ["coded_counts", "groups_of_text", "is_beyond", "is_text_result", "kinds_of_text", "levels_of"]

TEXT = "AVALC"
# Of more texts than these a table tells only how many results had no number, or where none has the most frequent.
MOST = 6


def kinds_of_text(records: pd.DataFrame, measure: str, baseline: str | None) -> pd.Series[str]:
    """Give for each record without a number the group of its text; NA for numbers and for what is missing.

    A change (CHG, PCHG) has the group of the visit's own text, or AT_BASELINE where the baseline's is the only one;
    PCHG has ZERO_AT_BASELINE where there is a change and baseline is 0.
    """
    kinds = groups_of_text(records)
    if measure == "PCHG":
        kinds = kinds.mask(without_percentage(records), Coded.ZERO_AT_BASELINE)
    if measure == "AVAL" or kinds.isna().all():
        return kinds
    coded = records.loc[kinds.notna() & (records["AVISIT"] == baseline), "USUBJID"]
    through_baseline = kinds.isna() & records["AVAL"].notna() & records["USUBJID"].isin(coded)
    return kinds.mask(through_baseline, Coded.AT_BASELINE).where(records[measure].isna())


def groups_of_text(records: pd.DataFrame) -> pd.Series[str]:
    """Give the group of the text of each record that has AVALC and no AVAL: a limit, or the code itself."""
    none = pd.Series(pd.NA, index=records.index, dtype="string")
    if TEXT not in records:
        return none
    texts = records[TEXT].astype("string").str.strip()
    texts = texts.where(records["AVAL"].isna() & texts.ne(""))
    for flag, group in ((Flag.BELOW, Coded.BELOW), (Flag.ABOVE, Coded.ABOVE)):
        if flag in records:  # `BLQ`, or a number below the limit
            texts = texts.mask((records[flag] == "Y").fillna(False).astype(bool) & texts.notna(), group)
    texts = texts.mask(texts.str.startswith("<").fillna(False), Coded.BELOW)
    texts = texts.mask(texts.str.startswith(">").fillna(False), Coded.ABOVE)
    texts = texts.replace(MISSING, f"{MISSING} (as recorded)")
    if texts.nunique() <= MOST:
        return texts
    frequent = most_frequent(texts) if records["AVAL"].isna().all() else []
    if not frequent:
        return none.mask(texts.notna(), Coded.ANY)
    return texts.where(texts.isin(frequent) | texts.isna(), Coded.OTHER)


def most_frequent(texts: pd.Series[str]) -> list[str]:
    """Name the texts that are told of many: at the most so many, each of which there are several."""
    counts = texts.value_counts().rename("n").rename_axis("text").reset_index()
    ordered = counts[counts["n"] > 1].sort_values(["n", "text"], ascending=[False, True])
    return [str(text) for text in ordered["text"].iloc[:MOST]]


def is_beyond(kinds: pd.Series[str]) -> pd.Series[bool]:
    """Tell the texts that say a limit which the result lies below or above."""
    return kinds.isin([Coded.BELOW, Coded.ABOVE]).fillna(False).astype(bool)


def is_text_result(records: pd.DataFrame) -> pd.Series[bool]:
    """Tell the records whose result is a text and no number; NOT DONE, in the file's words or CDISC's, is no result."""
    if TEXT not in records:
        return pd.Series(False, index=records.index)
    texts = records[TEXT].astype("string").str.strip().fillna("")
    not_done = texts.str.upper().eq(Response.NOT_DONE)
    if RESPONSES in records:
        not_done |= records[RESPONSES].eq(Response.NOT_DONE).fillna(False)
    return (records["AVAL"].isna() & texts.ne("") & ~not_done).astype(bool)


def levels_of(kinds: pd.Series[str]) -> list[str]:
    """List the groups that occur: limits first, then codes in the order of the alphabet, the baseline's last."""
    first: list[str] = [Coded.BELOW, Coded.ABOVE]
    last: list[str] = [Coded.OTHER, Coded.AT_BASELINE, Coded.ZERO_AT_BASELINE]
    found = sorted(str(kind) for kind in kinds.dropna().unique())
    return sorted(found, key=lambda kind: (kind in last, kind not in first, first.index(kind) if kind in first else 0))


def coded_counts(
    at: Row, kinds: pd.Series[str], levels: Sequence[str], summary: Mapping[str, object], known: pd.Series[bool]
) -> list[Row]:
    """Count the groups of one arm, and who is missing: neither a number nor a text. None where there are no levels.

    `at` holds the keys, `kinds` the arm's own, `summary` its `n` of results and `total` of subjects: together they
    are rows of kind count with variable AVALC. `known` tells the texts that are results beyond a limit, which n counts
    already; the counts of the others and n add up to total.
    """
    if not levels:
        return []
    n, total = (int(str(summary[name])) for name in ("n", "total"))
    counts = {level: int((kinds == level).sum()) for level in levels}
    counts[MISSING] = total - n - int((kinds.notna() & ~known).sum())
    keys = {**at, "kind": Kind.COUNT, "variable": CODED, "total": total}
    return [
        {**keys, "level": level, "count": count, **({"percent": 100 * count / total} if total else {})}
        for level, count in counts.items()
    ]
