"""Primary results that are no difference of means: ratios, differences of shares, win probabilities, areas."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from trialstats.display.numbers import digits_of_size
from trialstats.report.phrases import Phrase, Row, records, uncertainty
from trialstats.report.words import absent

__all__ = ["told_comparisons"]


@dataclass(frozen=True)
class Wording:
    """How a kind of row is said: words with places for parameter, arm, reference and group; digits; scale; unit."""

    words: str
    digits: int
    scale: float = 1.0
    unit: str = ""


WORDINGS = {
    "ratio": Wording("the ratio of geometric means of {what}, {arm} over {reference}, is ", 2),
    "risk_difference": Wording(
        "{group} in {what}: the share with {arm} minus that with {reference} is ", 1, 100.0, " percentage points"
    ),
    "win_probability": Wording(
        "a subject with {arm} does better in {what} than one with {reference} with probability ", 2
    ),
    "area_difference": Wording(
        "the area under the curve of responders in {what}, {arm} minus {reference}, is ", 1, 1.0, " percentage points"
    ),
}


def told_comparisons(rows: pd.DataFrame, timepoint: str) -> list[tuple[Phrase, ...]]:
    """Say the comparisons of an analysis at a visit, those of one kind, the first of several approaches."""
    for kind, wording in WORDINGS.items():
        found = [row for row in records(rows[rows["kind"].eq(kind).fillna(False)]) if absent(row["variable"])]
        if kind == "ratio":  # the first approach is the analysis; substitutions stand beside it in the table
            found = [row for row in found if row["group"] == found[0]["group"]]
        if found:
            return [told(row, wording, timepoint) for row in found]
    return []


def told(row: Row, wording: Wording, timepoint: str) -> tuple[Phrase, ...]:
    """Say one comparison with its interval and p value, or why there is none."""
    what = row["PARAMCD"] if absent(row["PARAM"]) else row["PARAM"]
    said = wording.words.format(what=what, arm=row["ARM"], reference=row["REFERENCE"], group=row["group"])
    start = Phrase(f"At {timepoint}, {said[0].lower() + said[1:]}")
    if absent(row["estimate"]):
        why = "no reason is given" if absent(row["reason"]) else str(row["reason"]).rstrip(".")
        return (Phrase(f"{start.text}not known: {why}."),)
    digits = digits_of_size(row["estimate"], wording.digits) if row["kind"] == "ratio" else wording.digits
    estimate = uncertainty(row, digits, wording.scale, wording.unit, with_estimate=True)
    return (start, *estimate, Phrase("."), *censored(row), *mistrusted(row))


def censored(row: Row) -> list[Phrase]:
    """Say how many of the values that a ratio rests on lie below the limit of quantification, where it counts them."""
    if row["kind"] != "ratio" or absent(row["count"]) or not row["count"]:
        return []
    counted = Phrase(f"{row['count']:.0f} of {row['total']:.0f}", f"{row['id']}:count,total")
    return [Phrase(" "), counted, Phrase(" values lie below the limit of quantification.")]


def mistrusted(row: Row) -> list[Phrase]:
    """Say the reason to mistrust an estimate, where it comes with one."""
    return [] if absent(row["reason"]) else [Phrase(f" {row['reason']}.")]
