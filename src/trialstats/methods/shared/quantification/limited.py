"""Statistics of results of which some are known only to lie below or above a limit of quantification.

Each result is an interval: a number is known exactly, one below its limit L lies in (-inf, L), one above in (U, inf).
An order statistic of such results lies between those of the lower and of the upper ends, for it does not fall when a
result rises. Where both are one number, it is that number wherever the censored results lie; else only a bound is
known, and no number is given.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from trialstats.errors import FitError
from trialstats.methods.shared.quantification.rows import Flag, Limit
from trialstats.methods.shared.rows import NO_VALUE
from trialstats.results.rows import Bound
from trialstats.results.shape import Row

__all__ = ["LOCATIONS", "SUBSTITUTIONS", "beyond", "ends_of", "geometric", "intervals", "location", "summarise_ends"]

Floats = npt.NDArray[np.float64]

# Quarters of the order: minimum, quartiles, maximum.
LOCATIONS = {"minimum": 0, "q1": 1, "median": 2, "q3": 3, "maximum": 4}
NO_MEAN = "some results lie beyond a limit of quantification: the mean of the others would be biased"
DEPENDS = "it depends on where the results beyond a limit of quantification lie"
# What stands for a result below its limit, as DTYPE names it: its share of the limit, and how it is said.
SUBSTITUTIONS = {"HALFLLOQ": (0.5, "LLOQ/2"), "SQRT2LLOQ": (1 / math.sqrt(2), "LLOQ/sqrt(2)")}


def beyond(records: pd.DataFrame, flag: str) -> pd.Series[bool]:
    """Tell which records a flag (BLQFL, ALQFL) marks; none where the dataset has no such flag."""
    if flag not in records:
        return pd.Series(False, index=records.index)
    return (records[flag] == "Y").fillna(False).astype(bool)


def intervals(records: pd.DataFrame) -> tuple[Floats, Floats]:
    """Give the lower and the upper ends of results (AVAL, ALLOQ, AULOQ, BLQFL, ALQFL), each (n,)."""
    ends = ends_of(records)
    return ends["low"].to_numpy(dtype=float), ends["high"].to_numpy(dtype=float)


def ends_of(records: pd.DataFrame) -> pd.DataFrame:
    """Give the lower and the upper end (`low`, `high`) of each record's result: both NaN where nothing is known."""
    low = high = records["AVAL"].astype("float64")
    below, above = beyond(records, Flag.BELOW), beyond(records, Flag.ABOVE)
    if below.any():
        low, high = low.mask(below, -math.inf), high.mask(below, records[Limit.LOWER])
    if above.any():
        low, high = low.mask(above, records[Limit.UPPER]), high.mask(above, math.inf)
    return pd.DataFrame({"low": low, "high": high})


def summarise_ends(ends: pd.DataFrame) -> list[Row]:
    """Summarise results of which some are only known to lie between two ends: n, and what holds wherever they lie.

    The first row has n, and of median, quartiles, minimum and maximum those that are numbers; a row for each of the
    others has its name as `variable`, and its bound (see `location`). Of such results there is no mean.
    """
    low, high = (ends[end].dropna().to_numpy(dtype=float) for end in ("low", "high"))
    found = {name: location(low, high, name) for name in LOCATIONS}
    if (np.isfinite(ends["low"]) & np.isfinite(ends["high"]) & (ends["low"] < ends["high"])).any():
        # Of what lies between two numbers one of them alone would mislead.
        found = {name: said if name in said else {"reason": DEPENDS} for name, said in found.items()}
    row: Row = {"n": len(low), "reason": NO_MEAN}
    for name, said in found.items():
        row |= {name: said[name]} if name in said else {}
    return [row, *({"variable": name, **said} for name, said in found.items() if name not in said)]


def location(low: Floats, high: Floats, name: str) -> Row:
    """Give an order statistic by its name (LOCATIONS) of results by their ends: the number, or its bound.

    The bound is a `value` with level `<` or `>`; `≤` or `≥` where the statistic may be the bound itself, since a
    number that was measured stands there. Quartiles are SAS's QNTLDEF=5. Where neither side is bounded there is a
    reason instead.
    """
    places = _places(len(low), LOCATIONS[name])
    lows, highs = np.sort(low)[places], np.sort(high)[places]
    least, most = float(lows.mean()), float(highs.mean())
    if least == most:
        return {name: least}
    if math.isfinite(most):
        return {"level": Bound.AT_MOST if _is_reached(low, high, highs, places) else Bound.BELOW, "value": most}
    if math.isfinite(least):
        mirrored = [len(low) - 1 - place for place in places]
        return {"level": Bound.AT_LEAST if _is_reached(-high, -low, -lows, mirrored) else Bound.ABOVE, "value": least}
    return {"reason": DEPENDS}


def _places(n: int, quarters: int) -> list[int]:
    """List the places in the order of which a statistic is the mean: two where the empirical distribution is flat."""
    if quarters in (0, 4):
        return [0 if quarters == 0 else n - 1]
    place, rest = divmod(n * quarters, 4)
    return [place] if rest else [place - 1, place]


def _is_reached(low: Floats, high: Floats, bounds: Floats, places: Sequence[int]) -> bool:
    """Tell whether the results at these places can be as high as their bounds: enough others can be so high too.

    A number can be as high as it is; a result below its limit lower than that only.
    """
    exact = low == high
    return all(
        int(np.where(exact, high >= bound, high > bound).sum()) >= len(high) - place
        for bound, place in zip(bounds, places, strict=True)
    )


def geometric(records: pd.DataFrame, substitution: str) -> Row:
    """Give n, the geometric mean (estimate) and the geometric CV (percent) with results beyond a limit substituted.

    value: the lowest of the lower limits, if there are any. Where every result lies beyond one there is no CV.

    Below: a share of ALLOQ (SUBSTITUTIONS); above: AULOQ. CV = 100 sqrt(exp(s^2) - 1), s^2 the variance of the
    logarithms with n - 1 (Kirkwood, Biometrics 1979;35:908-909). Raises FitError where there is no result or one that
    has no logarithm.
    """
    share, _ = SUBSTITUTIONS[substitution]
    below, above = beyond(records, Flag.BELOW), beyond(records, Flag.ABOVE)
    values = records["AVAL"].astype("float64")
    values = values.mask(below, records[Limit.LOWER] * share) if below.any() else values
    values = values.mask(above, records[Limit.UPPER]) if above.any() else values
    if values.empty:
        raise FitError(NO_VALUE)
    if (values <= 0).any():
        raise FitError("a value that is not above 0 has no logarithm")
    logs = np.log(values.to_numpy(dtype=float))
    row: Row = {"n": len(logs), "estimate": float(np.exp(logs.mean()))}
    limits = records[Limit.LOWER].dropna() if Limit.LOWER in records else pd.Series(dtype="float64")
    row |= {"value": float(limits.min())} if len(limits) else {}
    if len(logs) < 2 or (below | above).all():
        return row
    return {**row, "cv": 100 * math.sqrt(math.expm1(logs.var(ddof=1)))}
