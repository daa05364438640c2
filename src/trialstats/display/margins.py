"""What is concluded of a margin, in words: made of the row of its test, and alike under a table and a figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from trialstats.display.estimates import equals
from trialstats.display.numbers import number
from trialstats.results.kinds import PERCENTAGE_POINTS, Kind
from trialstats.results.rows import Scale, Shown

__all__ = [
    "concluded",
    "conclusion",
    "margin_heads",
    "margin_numbers",
    "margin_places",
    "margin_words",
    "statistics_of",
]

Record = Mapping[str, Any]
RATIO_DIGITS = 2
MOST_DIGITS = 6


def factor_of(record: Record) -> float:
    """Give by how much numbers of a row are multiplied where they are written."""
    return 100.0 if record["unit"] == PERCENTAGE_POINTS else 1.0


def digits_of(record: Record) -> int:
    if record["level"] != Scale.DIFFERENCE:
        return RATIO_DIGITS
    return 1 if factor_of(record) != 1 or not is_known(record["decimals"]) else int(record["decimals"])


def is_known(value: object) -> bool:
    return value is not None and value == value and str(value) != "<NA>"


def margin_numbers(record: Record) -> list[str]:
    """Write the margins of a row as the trial file says them: with no more digits than they have."""
    return [plain(factor_of(record) * float(record[name])) for name in ("minimum", "maximum") if is_known(record[name])]


def margin_places(records: Iterable[Record]) -> tuple[float, ...]:
    """Give where margins lie, each once."""
    found = {float(record[name]) for record in records for name in ("minimum", "maximum") if is_known(record[name])}
    return tuple(sorted(found))


def plain(value: float) -> str:
    """Write a number that somebody has chosen: without zeros after its last digit."""
    digits = next((k for k in range(MOST_DIGITS) if abs(value - round(value, k)) < 1e-9 * max(1.0, abs(value))), 6)
    return number(value, digits)


def margin_words(record: Record) -> str:
    """Say what is tested: `Non-inferiority, margin −10 mm`."""
    name = str(record["variable"])
    margins = margin_numbers(record)
    word = "margins" if len(margins) > 1 else "margin"
    return f"{name[0].upper()}{name[1:]}, {word} {' and '.join(margins)}{unit_after(record)}"


def margin_heads(records: Iterable[Record]) -> list[str]:
    """Head the column of p values of margins, if there are any: by the margin where there is one."""
    found = [record for record in records if record["kind"] == Kind.MARGIN]
    words = dict.fromkeys(margin_words(record) for record in found if is_known(record["count"]))
    return [f"{next(iter(words))}: p" if len(words) == 1 else "Margin: p"] if found else []


def unit_after(record: Record) -> str:
    return f" {record['unit']}" if is_known(record["unit"]) and record["level"] == Scale.DIFFERENCE else ""


def concluded(records: Iterable[Record]) -> list[str]:
    """Say of each row of a margin what its interval shows; of several analyses also whose row it is."""
    tested = [record for record in records if is_known(record["estimate"])]
    several = len({record["analysis"] for record in tested}) > 1
    return [sentence(record, "label" if several else None) for record in tested]


def sentence(record: Record, whose: str | None = None) -> str:
    keys = (whose, "group" if is_known(record["group"]) else "PARAM", "AVISIT")
    where = "; ".join(str(record[key]) for key in keys if key and is_known(record[key]))
    return f"{where}: {told(record)}"


def conclusion(record: Record) -> str:
    """Say what the interval shows of a margin, where it is said already of what: `Non-inferiority of A to B shown`."""
    text = told(record)
    return text[0].upper() + text[1:]


def statistics_of(record: Record) -> list[str]:
    """Name the statistics of a row that its conclusion writes."""
    limits = ["conf_low", "conf_high"] if len(margin_numbers(record)) == 2 else []
    limits = limits or ["conf_high" if is_known(record["maximum"]) else "conf_low"]
    places = [name for name in ("minimum", "maximum") if is_known(record[name])]
    return ["conf_level", *limits, *places, "p_value"]


def told(record: Record) -> str:
    shown = float(record["count"]) == 1
    to = "to" if record["variable"] == Shown.NON_INFERIORITY else "and"
    arms = f"of {record['ARM']} {to} {record['REFERENCE']}"
    what = f"{record['variable']} {arms} {'shown' if shown else 'not shown'}"
    level = f"{100 * float(record['conf_level']):.6g}% CI"
    scale = factor_of(record)
    unit = unit_after(record)
    low, high = (number(scale * float(record[name]), digits_of(record)) for name in ("conf_low", "conf_high"))
    margins = margin_numbers(record)
    p = f"one-sided p {equals(float(record['p_value']))}"
    of_scale = f"of the {level} of the {record['level']}"
    if len(margins) == 2:
        lies = "lies" if shown else "does not lie wholly"
        interval = f"the {level} of the {record['level']}, {low} to {high}{unit},"
        return f"{what}: {interval} {lies} between {margins[0]} and {margins[1]} ({p})."
    lies = "lies" if shown else "does not lie"
    if is_known(record["maximum"]):
        return f"{what}: the upper limit {of_scale}, {high}{unit}, {lies} below the margin of {margins[0]} ({p})."
    return f"{what}: the lower limit {of_scale}, {low}{unit}, {lies} above the margin of {margins[0]} ({p})."
