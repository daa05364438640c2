"""Units of one parameter: the one that most results are in, and what is done about the others."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

__all__ = ["conversions", "factor"]

PREFIXES = {
    "p": 1e-12,
    "n": 1e-9,
    "u": 1e-6,
    "\u00b5": 1e-6,
    "\u03bc": 1e-6,
    "mc": 1e-6,
    "m": 1e-3,
    "c": 1e-2,
    "d": 1e-1,
    "": 1.0,
    "k": 1e3,
}
UNIT = re.compile(r"(?P<prefix>mc|[pnu\u00b5\u03bcmcdk]?)(?P<base>mol|g|l|m|s|V|IU|U)", re.IGNORECASE)
FAR = 10  # medians that differ by more are of values that were not converted


def factor(unit: str, into: str) -> float | None:
    """Say by what values in a unit are multiplied to be in another; None where that is not known."""
    parts = [(size(one), size(other)) for one, other in zip(unit.split("/"), into.split("/"), strict=False)]
    if unit.count("/") != into.count("/") or any(a is None or b is None or a[1] != b[1] for a, b in parts):
        return None
    result = 1.0
    for place, (one, other) in enumerate(parts):
        assert one is not None
        assert other is not None
        result *= (one[0] / other[0]) ** (1 if place == 0 else -1)
    return float(f"{result:.6g}")


def size(unit: str) -> tuple[float, str] | None:
    """Read a unit as its prefix and what it measures."""
    found = UNIT.fullmatch(unit.strip())
    return (
        (PREFIXES[found["prefix"] if found["prefix"] in PREFIXES else found["prefix"].lower()], found["base"].lower())
        if found
        else None
    )


def conversions(values: Mapping[str, pd.Series]) -> tuple[dict[str, float], list[str]]:
    """Say which units are converted into the first, and which are not: those nobody knows, or whose values belie them.

    values: the numbers in each unit, the most frequent first.
    """
    first, *others = values
    known: dict[str, float] = {}
    unknown: list[str] = []
    for unit in others:
        times = factor(unit, first)
        ratio = times * values[unit].median() / values[first].median() if times else float("nan")
        if times and 1 / FAR < ratio < FAR:
            known[unit] = times
        else:
            unknown.append(unit)
    return known, unknown
