"""What is computed by pingouin, which is licensed under GPL-3: it is imported here, where it is used, and nowhere else.

Its intervals are rounded to two digits and not used.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["cronbach_alpha", "hedges_g", "partial_correlation"]

Floats = NDArray[np.float64]

# pingouin 0.7 calls pandas in a way that pandas 3 announces to change; nothing of ours would.
KNOWN = r"The inplace keyword in DataFrame\.(rename|dropna) is deprecated"


def cronbach_alpha(items: pd.DataFrame) -> float:
    """Return alpha of complete questionnaires (n, items)."""
    import pingouin

    return float(pingouin.cronbach_alpha(items.reset_index(drop=True))[0])


def hedges_g(active: Floats, reference: Floats) -> float:
    """Return the standardised difference of two groups, active minus reference, corrected for small samples."""
    import pingouin

    return float(pingouin.compute_effsize(active, reference, eftype="hedges"))


def partial_correlation(frame: pd.DataFrame, x: str, y: str, given: Sequence[str]) -> tuple[float, float]:
    """Return r of x and y given numeric columns (none: Pearson's r), and its p value."""
    import pingouin

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", KNOWN, module=r"pingouin\.")
        row = pingouin.partial_corr(data=frame, x=x, y=y, covar=list(given) or None).iloc[0]
    return float(row["r"]), float(_first(row, ("p_val", "p-val", "pval")))


def _first(row: pd.Series, names: Sequence[str]) -> float:
    # The name differs between releases.
    return float(next(row[name] for name in names if name in row.index))
