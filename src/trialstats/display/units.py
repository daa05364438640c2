"""Units as people print them: µV for uV, cm² for cm2, mm × weeks for mm x weeks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["printed", "with_own_words", "with_printed_units"]

# CDISC's terminology writes units in the letters of a keyboard.
MICRO = re.compile(r"(?<![A-Za-z])u(?=(?:g|mol|V|L|m|M|A|s|IU|kat|Sv)(?:$|[^A-Za-z]))")
POWER = re.compile(r"(?<![A-Za-z])([cdkm]?m)([23])(?![A-Za-z0-9])")
TIMES = re.compile(r"(?<=[A-Za-z0-9]) [x*] (?=[A-Za-z0-9])")
RAISED = {"2": "²", "3": "³"}
# Where units stand by themselves, and where inside a name, as in `Cumulative fluence (J/cm2)`.
UNITS, NAMES = ("unit",), ("PARAM", "group")


def printed(unit: str) -> str:
    """Write a unit, or those in a name, as people print them."""
    return POWER.sub(lambda found: found[1] + RAISED[found[2]], MICRO.sub("µ", unit))


def with_printed_units(rows: pd.DataFrame) -> pd.DataFrame:
    """Write the units of rows as people print them."""
    words = {name: {text: printed(text) for text in rows[name].dropna().unique()} for name in (*UNITS, *NAMES)}
    for name in UNITS:
        words[name] = {text: TIMES.sub(" × ", unit) for text, unit in words[name].items()}
    changed = {name: of for name, of in words.items() if any(text != word for text, word in of.items())}
    return rows.assign(**{name: rows[name].map(of).astype(rows[name].dtype) for name, of in changed.items()})


def with_own_words(data: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Give what was drawn the words of its rows again: what lies beside a figure is as the results have it.

    What the figure computed itself, and so has no id, keeps its words.
    """
    own = rows[rows["id"].isin(data["id"])].drop_duplicates("id").set_index("id")
    names = [name for name in (*UNITS, *NAMES) if name in data]
    words = {name: own[name].reindex(data["id"]).array for name in names}
    return data.assign(**{name: data[name].where(data["id"].isna(), array) for name, array in words.items()})
