"""The descriptive statistics of one group of values."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from trialstats.methods.shared.rows import NO_VALUE
from trialstats.results.shape import Row

__all__ = ["QUARTILES", "mean_interval", "summarise"]

QUARTILES = (
    "Quartiles and median: SAS's default definition (QNTLDEF=5; R type 2), the empirical distribution function "
    "with averaging where it is flat. SD with n - 1."
)


def summarise(values: pd.Series) -> Row:
    """Return n, mean, sd, median, q1, q3, minimum and maximum of the values that are present.

    Quartiles are SAS's QNTLDEF=5 (Hyndman & Fan, Am Stat 1996;50:361-365, definition 2). With fewer than two values
    there is no SD and with none nothing; `reason` says so.
    """
    present = values.dropna().to_numpy(dtype=float)
    if present.size == 0:
        return {"n": 0, "reason": NO_VALUE}
    q1, median, q3 = np.quantile(present, [0.25, 0.5, 0.75], method="averaged_inverted_cdf")
    row: Row = {
        "n": present.size,
        "mean": float(present.mean()),
        "median": float(median),
        "q1": float(q1),
        "q3": float(q3),
        "minimum": float(present.min()),
        "maximum": float(present.max()),
    }
    if present.size == 1:
        return {**row, "reason": "one value: no SD"}
    return {**row, "sd": float(present.std(ddof=1))}


def mean_interval(summary: Row, conf_level: float) -> Row:
    """Return std_error, df and Student's t interval of the mean of a summary; nothing where it has no SD."""
    if "sd" not in summary:
        return {}
    error, df = summary["sd"] / math.sqrt(summary["n"]), summary["n"] - 1
    half = float(stdtrit(df, (1 + conf_level) / 2)) * error
    limits = {"conf_low": summary["mean"] - half, "conf_high": summary["mean"] + half, "conf_level": conf_level}
    return {"std_error": error, "df": df, **limits}
