"""What of a difference is rounding: 45.1 - 45.0 and 44.6 - 44.5 are not the same in binary fractions, and no change.

A value is known to so many digits of what it was made from: a change to those of AVAL and BASE, which may be a
thousand times as large. What differs by less is the same.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trialstats.errors import FitError
from trialstats.models.rows import Row

__all__ = [
    "NO_VARIATION", "PART", "beyond_rounding", "joined", "no_more_than_rounding", "refuse_constant", "rounding",
]  # fmt: skip

Floats = NDArray[np.float64]

# Binary fractions hold sixteen digits; conversions of units, sums and differences leave fourteen, and no instrument is
# read to twelve.
PART = 1e-12
NO_VARIATION = "the records that this rests on do not vary but for rounding: there is no standard error"
# The column that says how large the values were that another was made from: `x_size` of x.
SIZE = "_size"


def rounding(frame: pd.DataFrame, name: str) -> float:
    """Give the difference up to which two values of a variable are the same: a part of what they were made from.

    `frame` has the variable, and AVAL and BASE where it is CHG or PCHG of them.
    """
    own = _largest(frame, name)
    if name == "CHG":
        own = max(own, _largest(frame, "AVAL"), _largest(frame, "BASE"))
    if name == "PCHG" and {"AVAL", "BASE"} <= {*frame.columns}:
        before = frame["BASE"].abs().where(frame["BASE"] != 0).astype("float64")
        relative = 1 + frame["AVAL"].abs().astype("float64") / before
        own = max(own, 100 * float(np.nanmax(relative.to_numpy(dtype=float), initial=0.0)))
    return PART * max(own, _largest(frame, f"{name}{SIZE}"))


def _largest(frame: pd.DataFrame, name: str) -> float:
    if name not in frame:
        return 0.0
    return float(np.nanmax(np.abs(frame[name].to_numpy(dtype=float, na_value=np.nan)), initial=0.0))


def refuse_constant(frame: pd.DataFrame, name: str, called: str | None = None) -> None:
    """Raise FitError where a variable is the same in every record, exactly or but for rounding."""
    values, step = frame[name].to_numpy(dtype=float), rounding(frame, name)
    spread = float(np.ptp(values))
    if spread <= step:
        but = f" but for rounding (differences up to {spread:.2g}, of values as large as {step / PART:.3g})"
        raise FitError(
            f"{called or name} is {values[0]:g} in every record{but if spread else ''}: there is nothing to model"
        )


def no_more_than_rounding(spread: float, step: float) -> str:
    """Say that what a model leaves unexplained means nothing."""
    return f"what the model leaves unexplained (SD {spread:.2g}) is rounding of values as large as {step / PART:.3g}"


def beyond_rounding(estimate: Row, step: float) -> Row:
    """Return an estimate in the unit of the outcome; FitError where its standard error is no more than rounding."""
    if estimate["std_error"] <= step:
        raise FitError(NO_VARIATION)
    return estimate


def joined(values: NDArray[np.floating], step: float) -> NDArray[np.floating]:
    """Make values equal that neighbours no further apart than `step` join; NaN stays."""
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    with np.errstate(invalid="ignore"):  # of values that are infinite
        starts = np.concatenate([[True], ~(np.diff(ordered) <= step)])
    if not values.size:
        return values
    made = np.empty_like(values)
    made[order] = ordered[starts][np.cumsum(starts) - 1]
    return made
