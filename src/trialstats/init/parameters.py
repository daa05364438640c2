"""A parameter by what stands in its column: its range, its unit, which end of it is better."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from trialstats.init.columns import Column
from trialstats.init.grades import grades
from trialstats.init.limits import OTHER_LIMIT, limits_of
from trialstats.init.said import Said, counted
from trialstats.init.scales import Scale, scale_of
from trialstats.init.words import unit_of, without_unit, words_of

__all__ = ["HIGHER", "LOWER", "SCALES", "Parameter", "parameter"]

SPAN = re.compile(r"(\d+)\s*(?:-|\u2013|to|bis)\s*(\d+)")
LOWER = {
    *("pain", "vas", "nrs", "depression", "anxiety", "phq", "gad", "bpi", "severity", "symptom", "symptoms"),
    *("disability", "fatigue", "headache", "headaches", "crp", "madrs", "twstrs", "hamd", "hamd17", "hamdtl", "ham"),
    *("bdi", "npsi"),
}
HIGHER = {"qol", "wellbeing", "function", "walk", "distance", "strength", "fev1", "fev", "mmse", "quality", "mobility"}
SCALES = {"vas", "nrs", "pain", "score", "qol", "pct", "percent", "intensity", "severity"}


@dataclass(frozen=True)
class Parameter:
    """A parameter: its PARAMCD, what the trial file says of it, the evidence, and what is done about problems of it."""

    code: str
    entry: dict[str, Any]
    why: str
    problems: dict[str, Said] = field(default_factory=dict)


def parameter(
    code: str, label: str, unit: str | None, keys: dict[str, Any], column: Column, *, is_assay: bool = False
) -> Parameter:
    """Describe a parameter by what stands in its column.

    is_assay: it is one of many that are measured in units, of which nobody asks which end is better.
    """
    unit = unit or unit_of(label)
    entry: dict[str, Any] = {"label": without_unit(label), **keys}
    if column.kind == "category":
        return of_words(code, entry, column)
    said = [f"{column.low:g} to {column.high:g}", f"{column.filled:,} of {column.rows:,} rows"]
    words = set(words_of(f"{label} {code} {column.name}"))
    if named := ends_named(unit or "", column):
        entry["range"] = named
        said[0] += ", the range that its name says"
    elif unit:
        entry["unit"] = unit
    known = scale_of(words_of(column.name)) or scale_of(words_of(label))
    if bounds := [] if named else ends_known(known, column) or scale(column, words):
        entry["range"] = bounds
        said[0] += ", taken for a scale"
    better = known.better if known else "lower" if words & LOWER else "higher" if words & HIGHER else ""
    if better:
        entry["better"] = better
    limits, told, several = limits_of(column)
    if limits:
        entry["limits"] = limits
        said.append(told)
    beyond = [word for key, word in (("lower", "<number"), ("upper", ">number")) if key in limits]
    if others := [text for text in column.results if text not in beyond]:
        entry["text_results"] = others
        said.append("? these texts are results, or add them to `missing`")
    if column.strange:
        said.append(f"? {counted(column.strange, 'text')} among its numbers")
    if column.whole and column.high - column.low > 1:
        entry["whole"] = True
    if better or not is_assay:
        said.append(f"? is {better} better" if better else "? better: lower or higher")
    return Parameter(code, entry, "; ".join(said), {"other_limit": OTHER_LIMIT} if several else {})


def of_words(code: str, entry: dict[str, Any], column: Column) -> Parameter:
    """Describe a parameter of a few words by the number that each is taken to be."""
    numbers = grades(column)
    counts = ", ".join(f"{column.texts[text]:,} {text}" for text in numbers)
    asked = "? which number each word is; ? better: lower or higher"
    return Parameter(code, {**entry, "numbers": numbers, "whole": True}, f"{counts}; {asked}")


def ends_named(text: str, column: Column) -> list[int]:
    """Take the range that a name has in brackets, `Pain (0-10)`, where no value lies outside."""
    found = SPAN.fullmatch(text.strip())
    if not found or not int(found[1]) <= column.low <= column.high <= int(found[2]):
        return []
    return [int(found[1]), int(found[2])]


def ends_known(known: Scale | None, column: Column) -> list[int]:
    """Take the ends of a scale that its name tells, where no value lies outside."""
    if known is None or known.low is None or known.high is None:
        return []
    return [known.low, known.high] if known.low <= column.low <= column.high <= known.high else []


def scale(column: Column, words: set[str]) -> list[int]:
    """Take a column for a scale of 0 to 10, or of 0 to 100."""
    if column.low < 0:
        return []
    if 8 < column.high <= 10 and (words & SCALES or (column.whole and column.different > 6)):
        return [0, 10]
    return [0, 100] if 10 < column.high <= 100 and words & SCALES and column.high > 50 else []
