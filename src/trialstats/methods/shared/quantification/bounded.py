"""Between which ends each value, change and percent change lies, where results are beyond a limit of quantification."""

from __future__ import annotations

import math

import pandas as pd

from trialstats.methods.shared.quantification.coded import groups_of_text, is_beyond
from trialstats.methods.shared.quantification.limited import beyond, ends_of, summarise_ends
from trialstats.methods.shared.quantification.rows import Flag
from trialstats.methods.shared.summary import summarise
from trialstats.results.shape import Row

__all__ = ["described", "is_known", "with_ends"]

LOW, HIGH = "_low", "_high"


def with_ends(records: pd.DataFrame, measure: str, baseline: str | None) -> pd.DataFrame:
    """Add the ends (`_low`, `_high`) of a measure to the records of one parameter, those at `baseline` among them.

    A change of two results lies between the differences of their ends, of which that of a result below a limit is 0 at
    the least; a percentage is known where BASE is.
    """
    ends = value_ends(records)
    if measure != "AVAL":
        ends = change_ends(records, ends, measure, baseline)
    return records.assign(**{LOW: ends["low"], HIGH: ends["high"]})


def value_ends(records: pd.DataFrame) -> pd.DataFrame:
    """Give the ends of results; of a text such as `<0.7` without a declared limit it is known that there is one."""
    ends = ends_of(records)
    somewhere = is_beyond(groups_of_text(records)) & ends["low"].isna()
    return ends.assign(low=ends["low"].mask(somewhere, -math.inf), high=ends["high"].mask(somewhere, math.inf))


def change_ends(records: pd.DataFrame, ends: pd.DataFrame, measure: str, baseline: str | None) -> pd.DataFrame:
    """Give the ends of CHG or PCHG."""
    number = records[measure].astype("float64")
    base = records["BASE"].astype("float64") if "BASE" in records else number * float("nan")
    at_baseline = is_at_baseline(records, baseline)
    # No concentration is below 0.
    ends = ends.assign(low=ends["low"].mask(beyond(records, Flag.BELOW), 0.0))
    first = baseline_ends(records, ends[at_baseline])
    first = first.assign(low=base.fillna(first["low"]), high=base.fillna(first["high"]))
    made = pd.DataFrame({"low": ends["low"] - first["high"], "high": ends["high"] - first["low"]})
    made = made.mask(at_baseline, other=float("nan"))
    if measure == "PCHG":
        positive = base.where(base > 0)
        unknown = made["low"].notna() & positive.isna() & (base != 0)
        made = made.mul(100 / positive, axis="index")
        made = made.assign(low=made["low"].mask(unknown, -math.inf), high=made["high"].mask(unknown, math.inf))
    # Where a result and its baseline are numbers the change is one too, or there is none (at baseline, before it).
    exact = made["low"].eq(made["high"])
    return made.mask(exact, other=float("nan")).assign(
        low=lambda d: d["low"].where(number.isna(), number), high=lambda d: d["high"].where(number.isna(), number)
    )


def is_at_baseline(records: pd.DataFrame, baseline: str | None) -> pd.Series[bool]:
    """Tell the records of baseline: those flagged so, else those of the visit."""
    flagged = records["ABLFL"].eq("Y").fillna(False) if "ABLFL" in records else records["AVISIT"] == baseline
    return flagged.astype(bool)


def baseline_ends(records: pd.DataFrame, at_baseline: pd.DataFrame) -> pd.DataFrame:
    """Give each record the ends of its subject's result at baseline."""
    own = at_baseline.set_axis(pd.Index(records.loc[at_baseline.index, "USUBJID"]))
    own = own[~own.index.duplicated()]
    return pd.DataFrame({end: records["USUBJID"].map(own[end]).astype("float64") for end in ("low", "high")})


def is_known(records: pd.DataFrame) -> pd.Series[bool]:
    """Tell the records (see `with_ends`) of which something is known: a number, or a limit beyond which it lies."""
    return records[LOW].notna()


def described(own: pd.DataFrame, measure: str) -> list[Row]:
    """Summarise a measure (see `with_ends`): one row, and where limits leave some statistics uncertain their bounds."""
    if not (own[LOW] < own[HIGH]).any():
        return [summarise(own[measure])]
    return summarise_ends(own[[LOW, HIGH]].set_axis(["low", "high"], axis="columns"))
