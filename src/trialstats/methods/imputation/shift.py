"""Imputed values shifted: by a difference, or by a factor."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trialstats.engines.imputation import shift as shift_values
from trialstats.methods.imputation.values import Values

__all__ = ["NO_SHIFT", "Shift"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Shift:
    """times * value + add, in the unit of the values, of what is imputed from the onset on.

    add, times: one for all, or arrays (n, T). What is missing before the onset or between values stays as it is.
    """

    add: Floats | float = 0.0
    times: Floats | float = 1.0

    def of(self, values: Values, sets: Floats) -> Floats:
        """Shift completed sets (..., n, T), which are on the scale of the values."""
        if self is NO_SHIFT:
            return sets
        scale = values.scale
        # times * (centre + unit * z) + add, as a number of units from the centre.
        beside = (np.asarray(self.times) - 1) * (scale.centre / scale.unit) + np.asarray(self.add) / scale.unit
        return shift_values(values.incomplete, sets, add=beside, times=self.times)


NO_SHIFT = Shift()
