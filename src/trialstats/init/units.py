"""Units of one parameter: the one that most results are in, and what is done about the others."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from trialstats.init.words import words_of

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
# Molar masses in g/mol (of the molecule; triglycerides as triolein), by the word that names the substance.
MOLAR_MASS = {
    "creatinine": 113.12,
    "kreatinin": 113.12,
    "glucose": 180.156,
    "glukose": 180.156,
    "cholesterol": 386.65,
    "cholesterin": 386.65,
    "hdl": 386.65,
    "ldl": 386.65,
    "triglycerides": 885.43,
    "triglyceride": 885.43,
    "bilirubin": 584.66,
    "urate": 168.11,
    "calcium": 40.078,
    "magnesium": 24.305,
    "lactate": 90.08,
    "cortisol": 362.46,
    "testosterone": 288.42,
    "folate": 441.4,
}
FAR = 10  # medians that differ by more are of values that were not converted


def factor(unit: str, into: str, substance: str = "") -> float | None:
    """Say by what values in a unit are multiplied to be in another; None where that is not known.

    substance: what is measured; of some a mass and an amount are converted.
    """
    if unit.count("/") != into.count("/"):
        return None
    mass = next((MOLAR_MASS[word] for word in words_of(substance) if word in MOLAR_MASS), None)
    result = 1.0
    for place, (one, other) in enumerate(zip(map(size, unit.split("/")), map(size, into.split("/")), strict=True)):
        if one is None or other is None:
            return None
        amount = in_moles(one[1], other[1], mass) if place == 0 else (1.0 if one[1] == other[1] else None)
        if amount is None:
            return None
        result *= amount * (one[0] / other[0]) ** (1 if place == 0 else -1)
    return float(f"{result:.6g}")


def in_moles(base: str, into: str, mass: float | None) -> float | None:
    """Say by what a mass is multiplied to be an amount, or the other way round; None of units of other things."""
    if base == into:
        return 1.0
    known = {("g", "mol"): 1 / mass, ("mol", "g"): mass} if mass else {}
    return known.get((base, into))


def size(unit: str) -> tuple[float, str] | None:
    """Read a unit as its prefix and what it measures."""
    found = UNIT.fullmatch(unit.strip())
    return (
        (PREFIXES[found["prefix"] if found["prefix"] in PREFIXES else found["prefix"].lower()], found["base"].lower())
        if found
        else None
    )


def conversions(values: Mapping[str, pd.Series], substance: str = "") -> tuple[dict[str, float], list[str]]:
    """Say which units are converted into the first, and which are not: those nobody knows, or whose values belie them.

    values: the numbers in each unit, the most frequent first. substance: what is measured.
    """
    first, *others = values
    known: dict[str, float] = {}
    unknown: list[str] = []
    for unit in others:
        times = factor(unit, first, substance)
        ratio = times * values[unit].median() / values[first].median() if times else float("nan")
        if times and 1 / FAR < ratio < FAR:
            known[unit] = times
        else:
            unknown.append(unit)
    return known, unknown
