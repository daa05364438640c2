"""Names for the arrays that the engine passes about."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["Floats", "Integers", "Switches"]

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]
Switches = NDArray[np.bool_]
