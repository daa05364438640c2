"""Records of another specimen than the parameter's: listed, never mixed in."""

from __future__ import annotations

import pandas as pd

from trialstats.adam.listing import Listing
from trialstats.spec.datasets import Dataset

__all__ = ["check_specimens"]


def check_specimens(records: pd.DataFrame, dataset: Dataset, listing: Listing) -> pd.DataFrame:
    """List and leave out the records of another matrix than their parameter's, or of none that is known."""
    for paramcd, parameter in dataset.parameters.items():
        if parameter.specimen is None:
            continue
        variable, wanted = parameter.specimen.variable, parameter.specimen.equals
        texts = records[variable].astype("str").fillna("")
        wrong = (records["PARAMCD"] == paramcd) & ~texts.isin(list(wanted))
        column = dataset.columns[variable].column
        allowed = f"not {' or '.join(wanted)} ({paramcd})"
        listing.add(records[wrong], "wrong_specimen", item=column, value=texts[wrong], allowed=allowed)
        records = records[~wrong]
    return records
