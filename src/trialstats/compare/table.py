"""A CSV of another program, row by row, in our words."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from trialstats.compare.given import Given, Printed, number_of
from trialstats.compare.headings import STATISTICS, statistic_of, stripped
from trialstats.compare.labels import Labels
from trialstats.errors import DataError

__all__ = ["Read", "read_given", "turned_numbers"]

ID = ("id", "rowid")
TERMS = ("effect", "term", "parameter", "label", "coefficient", "variable", "source")
CONTRASTS = ("contrast", "comparison", "label", "estimatelabel")
SIGNED = ("estimate", "statistic")


@dataclass(frozen=True)
class Read:
    """The rows of a file, and of its lines that are no such rows what they are instead."""

    rows: tuple[Given, ...]
    left_out: tuple[str, ...]


def read_given(path: Path, labels: Labels, reference: str) -> Read:
    """Read estimates from a CSV; DataError where it has no statistic that is known.

    Columns are known by their headings (`headings`), arms, visits and parameters by what stands in the columns.
    """
    header, lines = rows_of(path)
    statistics = {place: found for place, name in enumerate(header) if (found := statistic_of(name))}
    if not {"estimate", "statistic", "p_value"} & set(statistics.values()):
        known = ", ".join(sorted(STATISTICS))
        raise DataError(f"{path}: no column of estimates among {', '.join(header) or 'its columns'} (known: {known})")
    others = {place: name for place, name in enumerate(header) if place not in statistics}
    rows: list[Given] = []
    left_out: list[str] = []
    for number, line in lines:
        texts = {name: line[place].strip() for place, name in others.items()}
        numbers: dict[str, Printed] = {}
        for place, statistic in statistics.items():
            if (printed := number_of(line[place])) is not None:
                numbers.setdefault(statistic, printed)
        keys, why = keys_of(texts, labels)
        if why or not numbers:
            left_out.append(f"{path}:{number}: {why or 'no numbers'}")
            continue
        turned = keys.get("ARM") == reference and "REFERENCE" in keys
        rows.append(Given(number, right_way(keys) if turned else keys, in_our_words(numbers), turned))
    return Read(tuple(rows), tuple(left_out))


def rows_of(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Read a CSV as texts, each row with its line and as long as the header."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: cannot be read as CSV in UTF-8: {error}") from None
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(text.splitlines(), delimiter=delimiter)
    header = next(reader, [])
    lines = [(reader.line_num, row + [""] * (len(header) - len(row))) for row in reader if any(map(str.strip, row))]
    return [name.strip() for name in header], lines


def keys_of(texts: Mapping[str, str], labels: Labels) -> tuple[dict[str, str], str]:
    """Find what a row is about from the texts beside its numbers; or say why it is about nothing of ours."""
    given = [(stripped(name), text) for name, text in texts.items() if text and text != "_"]  # TRT01P and _TRT01P
    if own := next((text for name, text in given if name in ID and text.count("/") > 1), None):
        return {"id": own.partition(":")[0]}, ""
    arms: list[str] = []
    visits: list[str] = []
    keys: dict[str, str] = {}
    terms = [text for name, text in given if name in TERMS]
    for name, text in given:
        if (pair := labels.pair(text)) and (name in CONTRASTS or not labels.visit(text)):
            arms = [*pair]
        elif arm := labels.arm(text):
            arms.append(arm)
        elif name not in ("effect", "term") and (visit := labels.visit(text)):
            visits.append(visit)
        elif parameter := labels.parameter(text):
            keys["PARAMCD"] = parameter
    if len(set(visits)) > 1:
        return {}, f"compares {visits[0]} with {visits[1]}"
    if visits:
        keys["AVISIT"] = visits[0]
    keys |= dict(zip(("ARM", "REFERENCE"), dict.fromkeys(arms), strict=False))
    if not arms and terms:
        keys["variable"] = terms[0]
    return (keys, "") if "ARM" in keys or "variable" in keys else ({}, "names no arm and no term of a model")


def right_way(keys: Mapping[str, str]) -> dict[str, str]:
    return {**keys, "ARM": keys["REFERENCE"], "REFERENCE": keys["ARM"]}


def in_our_words(numbers: Mapping[str, Printed]) -> dict[str, Printed]:
    """Give alpha as the confidence level."""
    found = dict(numbers)
    if alpha := found.pop("alpha", None):
        found.setdefault("conf_level", Printed(1 - alpha.value, alpha.half))
    return found


def turned_numbers(numbers: Mapping[str, Printed]) -> dict[str, Printed]:
    """Give the numbers of a difference the other way round."""
    found = {name: printed.turned() if name in SIGNED else printed for name, printed in numbers.items()}
    ends = {"conf_low": "conf_high", "conf_high": "conf_low"}
    return found | {ends[name]: numbers[name].turned() for name in ends if name in numbers}
