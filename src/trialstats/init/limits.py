"""Results such as `<0.70`: the limits of quantification that they tell."""

from __future__ import annotations

import re

from trialstats.init.columns import Column
from trialstats.init.said import Said

__all__ = ["OTHER_LIMIT", "limits_of"]

LIMIT = re.compile(r"([<>])\s*(\d+(?:[.,]\d+)?)")
SHOWN = 4
OTHER_LIMIT = Said("keep", "? several limits are reported: each holds where it stands, or declare them by batch or kit")


def limits_of(column: Column) -> tuple[dict[str, float], str, bool]:
    """Give the lower and the upper limit of a column, the evidence, and whether there are others; of none, nothing.

    Of several limits the widest are taken: what was measured between two of them stays a number.
    """
    found: dict[str, dict[str, float]] = {"<": {}, ">": {}}
    for text in map(str, column.texts.index):
        if limit := LIMIT.fullmatch(text):
            found[limit[1]][text] = float(limit[2].replace(",", "."))
    lower, upper = found["<"], found[">"]
    said: dict[str, float] = {}
    if lower and min(lower.values()) > 0:
        said["lower"] = min(lower.values())
    if upper and max(upper.values()) > said.get("lower", 0):
        said["upper"] = max(upper.values())
    texts = [text for sign, key in (("<", "lower"), (">", "upper")) if key in said for text in found[sign]]
    number = sum(int(column.texts[text]) for text in texts)
    if not said:
        return {}, "", False
    different = {value for own in (lower, upper) for value in own.values()}
    shown = ", ".join(texts[:SHOWN]) + (f" and {len(texts) - SHOWN} more" if len(texts) > SHOWN else "")
    return said, f"{number:,} results say {shown}", len(different) > len(said)
