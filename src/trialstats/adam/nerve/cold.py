"""Limbs that were cold when they were examined: flagged and listed, never corrected.

Cold slows conduction, but by how much differs between nerves and is not known where they are diseased (Todnem et al.,
J Neurol Neurosurg Psychiatry 1989;52:497; Wu et al., Am J Phys Med Rehabil 1993;72:369): a value is used as measured.
"""

from __future__ import annotations

import pandas as pd

from trialstats.adam.listing import Listing
from trialstats.trialfile.parts.datasets import Dataset

__all__ = ["flag_cold"]


def flag_cold(records: pd.DataFrame, dataset: Dataset, listing: Listing) -> pd.DataFrame:
    """Set TEMPFL to Y on records whose temperature is below the limit, and list them (kind cold_limb, kept).

    A record without a temperature is not flagged. Without `cold` in the dataset there is no TEMPFL.
    """
    if dataset.cold is None:
        return records
    limit, column = dataset.cold.below, dataset.columns[dataset.cold.variable]
    cold = records[dataset.cold.variable] < limit
    found = records[cold]
    listing.add(
        found,
        "cold_limb",
        item=column.column,
        value=found[dataset.cold.variable].map("{:g}".format),
        allowed=f"below {limit:g}{f' {column.unit}' if column.unit else ''} (" + found["PARAMCD"] + ")",
        fate="keep",
    )
    return records.assign(TEMPFL=cold.map({True: "Y"}).astype("str"))
