"""From records with limits of quantification to what a censored model takes: ln values, and limits of the others."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from trialstats.engines.censored import Bounds, bounds
from trialstats.errors import FitError, SpecError
from trialstats.methods.laboratory.rows import Approach
from trialstats.methods.shared.quantification.rows import Flag, Limit

__all__ = ["BASELINE", "PLACE", "SHARES", "STATUS", "limits_of", "with_baseline", "with_status"]

# What each puts in the place of a value below the limit, as a share of it.
SHARES: Mapping[Approach, float] = {Approach.HALF: 0.5, Approach.SQRT2: math.sqrt(0.5), Approach.LIMIT: 1.0}
# Columns made here: where a record stands (below, above, measured; missing where nothing is known), and its ln value
# or ln limit; the ln of the subject's baseline.
STATUS, PLACE, BASELINE = "_status", "_place", "LNBASE"


def with_status(records: pd.DataFrame) -> pd.DataFrame:
    """Add `_status` and `_place` from AVAL, ALLOQ, AULOQ and the flags BLQFL, ALQFL; a flag goes before a number.

    Raises SpecError where the dataset has no flags, FitError where a record is flagged on both sides, has a flag and no
    limit, or a value or limit has no logarithm.
    """
    if Flag.BELOW not in records and Flag.ABOVE not in records:
        raise SpecError(
            "the records have neither BLQFL nor ALQFL: the dataset declares no limits of quantification (a model of "
            "measured values alone is ancova, mmrm or mixed)"
        )
    below, above = _flagged(records, Flag.BELOW), _flagged(records, Flag.ABOVE)
    if (below & above).any():
        raise FitError(f"{int((below & above).sum())} records are flagged below and above their limits")
    place = records["AVAL"].astype("float64").copy()
    for flag, limit, rows in ((Flag.BELOW, Limit.LOWER, below), (Flag.ABOVE, Limit.UPPER, above)):
        if rows.any():
            limits = records[limit] if limit in records else pd.Series(np.nan, index=records.index)
            place[rows] = limits[rows].astype("float64")
            if place[rows].isna().any():
                raise FitError(f"{int(place[rows].isna().sum())} records with {flag} = Y have no {limit}")
    if (place <= 0).any():
        raise FitError(f"{int((place <= 0).sum())} values or limits are not above zero: they have no logarithm")
    status = pd.Series("measured", index=records.index, dtype="object").mask(place.isna())
    known = records.copy()
    known[STATUS] = status.mask(below, "below").mask(above, "above")
    known[PLACE] = np.log(place)
    return known


def with_baseline(frame: pd.DataFrame, at_baseline: pd.DataFrame, rule: Approach) -> pd.DataFrame:
    """Add LNBASE from the records at baseline (with `_status`); below the limit by `rule`, above it the limit."""
    place = at_baseline[PLACE] + math.log(SHARES[rule]) * (at_baseline[STATUS] == "below")
    base = place.set_axis(at_baseline["USUBJID"].astype(str)).dropna()
    return frame.assign(**{BASELINE: frame["USUBJID"].astype(str).map(base)})


def limits_of(frame: pd.DataFrame, approach: Approach) -> Bounds:
    """State what an approach takes for known: all but numbers censored, or substitutes as if they were numbers.

    Without censoring a value above its limit stands at the limit.
    """
    place, status = frame[PLACE].to_numpy(dtype=float), frame[STATUS]
    if approach is Approach.CENSORED:
        return bounds(place, status == "below", status == "above")
    return bounds(place + math.log(SHARES[approach]) * (status == "below").to_numpy())


def _flagged(records: pd.DataFrame, flag: str) -> pd.Series[bool]:
    if flag not in records:
        return pd.Series(False, index=records.index)
    return records[flag].astype("string").eq("Y").fillna(False).astype(bool)
