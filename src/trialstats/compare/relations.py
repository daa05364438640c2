"""How two numbers can be one and the same told otherwise: the other way round, as logarithm, one-sided, cut off."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from scipy import stats

from trialstats.compare.agreement import Compared
from trialstats.compare.given import Printed

__all__ = ["Relation", "relations"]

Numbers = Mapping[str, float]
LEVELS = (0.8, 0.9, 0.95, 0.975, 0.99)
SMALL = 1e-300
SCALED = ("estimate", "conf_low", "conf_high", "std_error")


@dataclass(frozen=True)
class Relation:
    """What makes numbers of ours theirs, in words, and which of the numbers that differ it explains, by their place."""

    words: str
    explains: frozenset[int]


def relations(numbers: Sequence[Compared], rows: Mapping[str, Numbers], tolerance: float) -> list[Relation]:
    """Try every relation on the numbers that differ; those that explain any, each only where all of a sort agree.

    rows: the numbers of our rows, by id.
    """
    differing = {place: each for place, each in enumerate(numbers) if not each.agrees}
    found = []
    for words, statistics, made in tried():
        own = {place: each for place, each in differing.items() if each.statistic in statistics}
        fits = {place for place, each in own.items() if agrees(each, rows[each.id], made, tolerance)}
        of_all = [
            each
            for each in numbers
            if each.statistic in statistics and each.statistic in {numbers[place].statistic for place in fits}
        ]
        if fits and all(agrees(each, rows[each.id], made, tolerance) for each in of_all):
            found.append(Relation(words, frozenset(fits)))
    return found


Made = Callable[[str, Numbers, Printed], float]


def agrees(each: Compared, row: Numbers, made: Made, tolerance: float) -> bool:
    try:
        value = made(each.statistic, row, each.theirs)
    except (ValueError, OverflowError, ZeroDivisionError, KeyError):
        return False
    return math.isfinite(value) and each.theirs.agrees(value, tolerance)


def tried() -> list[tuple[str, tuple[str, ...], Made]]:
    """List the relations: words, the statistics that each is about, and what of ours theirs would be."""
    levels = [
        (f"confidence level: {100 * level:g}% intervals", ("conf_low", "conf_high", "conf_level"), at_level(level))
        for level in LEVELS
    ]
    return [
        (
            "direction: the other arm minus this one (signs turned)",
            ("estimate", "statistic", "conf_low", "conf_high"),
            turned,
        ),
        ("scale: theirs is a ratio, the exponential of ours", ("estimate", "conf_low", "conf_high"), exponential),
        ("scale: theirs is the logarithm of ours", ("estimate", "conf_low", "conf_high"), logarithm),
        ("scale: theirs is in percent", SCALED, lambda name, row, _: 100 * row[name]),
        ("scale: theirs is a share, ours in percent", SCALED, lambda name, row, _: row[name] / 100),
        *levels,
        ("z tests: normal quantiles in the place of those of t", ("p_value", "conf_low", "conf_high"), normal),
        ("one-sided p values", ("p_value",), lambda name, row, _: row[name] / 2),
        ("one-sided p values, of the other side", ("p_value",), lambda name, row, _: 1 - row[name] / 2),
        ("rounding: theirs is cut off, not rounded", (*SCALED, "df", "statistic", "p_value"), cut_off),
    ]


def turned(name: str, row: Numbers, _: Printed) -> float:
    ends = {"conf_low": "conf_high", "conf_high": "conf_low"}
    return -row[ends.get(name, name)]


def exponential(name: str, row: Numbers, _: Printed) -> float:
    return math.exp(row[name])


def logarithm(name: str, row: Numbers, _: Printed) -> float:
    return math.log(row[name])


def at_level(level: float) -> Made:
    """Give the limits of another confidence level, by t where the row has degrees of freedom."""

    def limit(name: str, row: Numbers, _: Printed) -> float:
        if name == "conf_level":
            return level
        half = quantile(level, row.get("df", math.nan)) * row["std_error"]
        return row["estimate"] + (half if name == "conf_high" else -half)

    return limit


def quantile(level: float, df: float) -> float:
    normal_too = math.isnan(df) or math.isinf(df)
    return float(stats.norm.ppf((1 + level) / 2) if normal_too else stats.t.ppf((1 + level) / 2, df))


def normal(name: str, row: Numbers, _: Printed) -> float:
    if name == "p_value":
        return float(2 * stats.norm.sf(abs(row["estimate"] / row["std_error"])))
    half = quantile(row.get("conf_level", 0.95), math.inf) * row["std_error"]
    return row["estimate"] + (half if name == "conf_high" else -half)


def cut_off(name: str, row: Numbers, theirs: Printed) -> float:
    """Cut a number of ours to the digits that theirs has."""
    unit = 2 * theirs.half
    return math.trunc(row[name] / unit) * unit
