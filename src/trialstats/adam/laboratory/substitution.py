"""Records that are derived by substitution: a number in the place of a result below the limit of quantification.

They stand beside the originals for sensitivity analyses that ask for them by DTYPE. ANL02FL is Y in their place of
ANL01FL, without which no analysis takes them.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from trialstats.trialfile.parts.datasets import Dataset

__all__ = ["add_substitutes"]

# DTYPE and the share of the limit. HALFLLOQ is of CDISC's codelist C81224, which is extensible; SQRT2LLOQ is ours,
# after Hornung & Reed, Appl Occup Environ Hyg 1990;5:46-51.
SHARES = {"HALFLLOQ": 0.5, "SQRT2LLOQ": 1 / math.sqrt(2)}
NUMBERS = ("BASE", "CHG", "PCHG")
TEXTS = ("AVALC", "BLQFL", "ALQFL", "ABLFL", "ANL01FL")


def add_substitutes(records: pd.DataFrame, dataset: Dataset) -> pd.DataFrame:
    """Add, for each record below its lower limit, one of each DTYPE declared: AVAL is a share of ALLOQ.

    ANL02FL is Y where the original is an analysis record (ANL01FL). What compares with baseline is missing in them.
    """
    declared = {code: p.limits.substitutes for code, p in dataset.parameters.items() if p.limits and p.limits.lower}
    if not declared:
        return records
    missing = pd.Series(np.nan, index=records.index)
    records = records.assign(DTYPE=missing.astype("str"), ANL02FL=missing.astype("str"))
    parts = [records]
    for paramcd, dtypes in declared.items():
        if not dtypes:
            continue
        below = records[(records["PARAMCD"] == paramcd) & (records["BLQFL"] == "Y")]
        parts += [substituted(below, dtype) for dtype in dtypes if len(below)]
    return pd.concat(parts, ignore_index=True) if len(parts) > 1 else records.reset_index(drop=True)


def substituted(below: pd.DataFrame, dtype: str) -> pd.DataFrame:
    """Give the derived records of one DTYPE."""
    made = below.assign(AVAL=below["ALLOQ"] * SHARES[dtype], DTYPE=dtype, ANL02FL=below["ANL01FL"])
    blank = pd.Series(np.nan, index=made.index)
    made = made.assign(**{name: blank for name in NUMBERS if name in made})
    return made.assign(**{name: blank.astype("str") for name in TEXTS if name in made})
