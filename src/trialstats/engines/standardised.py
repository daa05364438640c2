"""Numeric variables about their mean and in units of their SD, so that no unit decides what a model can tell apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trialstats.engines.rounding import PART
from trialstats.errors import FitError

__all__ = ["Scale", "scale_of", "scales_of", "standardise"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Scale:
    """A variable's mean and SD over the records of a model, and `noise`: the part of the SD that is rounding."""

    centre: float
    unit: float
    noise: float

    def place(self, values: Floats) -> Floats:
        """Give values as SDs from the mean."""
        return (values - self.centre) / self.unit


def scales_of(frame: pd.DataFrame, names: Iterable[str]) -> dict[str, Scale]:
    """Find the scale of each of `names` that is numeric; columns of 0 and 1 mark something and stay as they are.

    Raises FitError for a variable whose values differ by no more than rounding.
    """
    numeric = [name for name in names if name in frame and _is_number(frame[name])]
    return {name: scale_of(frame[name].to_numpy(dtype=float), name) for name in numeric if not _is_mark(frame[name])}


def _is_number(column: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_bool_dtype(column.dtype)


def _is_mark(column: pd.Series) -> bool:
    return bool(column.isin([0, 1]).all())


def scale_of(values: Floats, name: str) -> Scale:
    """Find the scale of a variable of that name; of a constant the unit is 1. Raises FitError as `scales_of`."""
    size, spread = float(np.abs(values).max()), float(np.ptp(values))
    if spread == 0:
        return Scale(float(values[0]), 1.0, 0.0)
    if spread <= PART * size:
        raise FitError(
            f"{name} is {values[0]:g} in every record but for its last digits (a spread of {spread:.2g}), which are "
            "rounding: leave it out, or subtract a constant where it is recorded"
        )
    centre = float(values[0] + (values - values[0]).mean())
    # Of parts of the spread: their squares are neither too large nor too small for a number.
    unit = spread * float(((values - centre) / spread).std())
    return Scale(centre, unit, 4 * float(np.finfo(float).eps) * size / unit)


def standardise(frame: pd.DataFrame, scales: Mapping[str, Scale]) -> pd.DataFrame:
    """Put the variables that have a scale on it."""
    return frame.assign(**{name: scale.place(frame[name].to_numpy(dtype=float)) for name, scale in scales.items()})
