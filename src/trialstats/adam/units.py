"""Units in one spelling: accents composed, the micro sign as the Greek letter, and the trial's own spellings as one."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping, Sequence

import pandas as pd

__all__ = ["as_declared", "in_one_spelling", "one_unit", "spellings"]

MICRO, MU = "\u00b5", "\u03bc"


def in_one_spelling(unit: str) -> str:
    """Write a unit in one way: accents composed, the micro sign as the Greek letter it is, no blanks around."""
    return unicodedata.normalize("NFC", unit).replace(MICRO, MU).strip()


def spellings(units: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Look up the unit of every spelling that the trial file declares."""
    return {in_one_spelling(text): in_one_spelling(unit) for unit, texts in units.items() for text in texts}


def one_unit(unit: str, units: Mapping[str, str]) -> str:
    """Write a unit in one way; units: those of other spellings."""
    spelt = in_one_spelling(unit)
    return units.get(spelt, spelt)


def as_declared(texts: pd.Series, units: Mapping[str, Sequence[str]], codes: Collection[str] = ()) -> pd.Series:
    """Write the units in a column as the trial file does: one of its codes, or the unit whose spelling it is.

    What is neither stays as it stands.
    """
    known = {in_one_spelling(text): unit for unit, others in units.items() for text in (unit, *others)}
    known |= {in_one_spelling(code): code for code in codes}
    different = {text: known.get(in_one_spelling(text), text) for text in texts.unique()}
    return texts.map(different).astype(texts.dtype)
