"""Whether a variable of the records varies by more than rounding.

A value is known to so many digits of what it was made from: a change to those of AVAL and BASE, which may be a
thousand times as large. What differs by less is the same.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from trialstats.engines.rounding import PART
from trialstats.errors import FitError

__all__ = ["refuse_constant", "rounding"]

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
