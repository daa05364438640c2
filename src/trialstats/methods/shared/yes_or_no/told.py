"""Whether a value is the event: by its text, or by where it lies, up to rounding and limits of quantification."""

from __future__ import annotations

import numpy as np
import pandas as pd

from trialstats.engines.rounding import PART
from trialstats.methods.shared.quantification.bounded import value_ends
from trialstats.methods.shared.yes_or_no.options import TEXT_VALUE, Event, is_number
from trialstats.methods.shared.yes_or_no.rows import Status

__all__ = ["told_of"]


def told_of(records: pd.DataFrame, event: Event, measure: str) -> pd.Series[str]:
    """Tell of each record whether its value is the event, is not, is none, or lies where that cannot be told: a Status.

    measure: AVAL, of texts with the result as it stands (AVALC), CHG or PCHG.
    """
    told = of_texts(records, event, measure) if event.texts else of_threshold(records, event, measure)
    return pd.Series(told, index=records.index, dtype="object")


def of_texts(records: pd.DataFrame, event: Event, measure: str) -> np.ndarray:
    """A result is a text as it stands; one that is a number equals a number written otherwise (1, 1.0)."""
    texts = event.texts
    numbers = [float(text) for text in texts if is_number(text)]
    if measure == "AVAL":
        result = records[TEXT_VALUE].astype("string").str.strip()
        result = result.mask(result == "")
        value = records["AVAL"].astype("float64")
        found = result.isin(texts).fillna(False).astype(bool) | value.isin(numbers)
        present = result.notna() | value.notna()
    else:
        value = records[measure].astype("float64")
        found, present = value.isin(numbers), value.notna()
    return np.select([found, present], [Status.EVENT, Status.NONE], Status.NO_VALUE)


def of_threshold(records: pd.DataFrame, event: Event, measure: str) -> np.ndarray:
    """Compare with the threshold, where two sides that differ by no more than rounding are the same.

    A result beyond a limit of quantification counts by what is certain of it: `<50` is below 50, and cannot be told
    from 20.
    """
    assert event.threshold is not None
    key, asked = event.threshold
    value = records[measure].astype("float64")
    low, high = value, value
    if measure == "AVAL":
        ends = value_ends(records)
        low, high = value.fillna(ends["low"]), value.fillna(ends["high"])
    sizes = [
        records[name].astype("float64").abs() for name in ("AVAL", "BASE") if name in records and measure != "PCHG"
    ]
    size = pd.concat([*sizes, pd.Series(max(abs(asked), 1e-300), index=records.index)], axis="columns").max(
        axis="columns"
    )
    near, open_end = PART * size, low < high
    # Of a result beyond a limit the limit itself is none of its values.
    least = (low > asked + near) | (open_end & (low >= asked - near))
    most = (high < asked - near) | (open_end & (high <= asked + near))
    surely = {
        "above": (least, high <= asked + near),
        "at_least": (least | (low >= asked - near), most),
        "below": (most, low >= asked - near),
        "at_most": (most | (high <= asked + near), least),
    }
    yes, no = surely[key]
    return np.select([low.isna(), yes, no], [Status.NO_VALUE, Status.EVENT, Status.NONE], Status.UNTOLD)
