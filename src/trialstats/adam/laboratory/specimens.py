"""Records of another specimen than the parameter's: listed, never mixed in."""

from __future__ import annotations

from functools import partial

import pandas as pd

from trialstats.adam.advice.names import name_advice
from trialstats.adam.listing import Listing
from trialstats.trialfile.parts.datasets import Dataset
from trialstats.trialfile.parts.levels import as_texts, is_one_of

__all__ = ["check_specimens"]


def check_specimens(records: pd.DataFrame, dataset: Dataset, listing: Listing) -> pd.DataFrame:
    """List and leave out the records of another matrix than their parameter's, or of none that is known."""
    for paramcd, parameter in dataset.parameters.items():
        if parameter.specimen is None:
            continue
        variable, wanted = parameter.specimen.variable, parameter.specimen.equals
        texts = as_texts(records[variable]).fillna("").astype("str")
        wrong = (records["PARAMCD"] == paramcd) & ~is_one_of(records[variable], wanted)
        column = dataset.columns[variable].column
        allowed = f"not {' or '.join(wanted)} ({paramcd})"
        listing.add(
            records[wrong],
            "wrong_specimen",
            item=column,
            value=texts[wrong],
            allowed=allowed,
            advice=partial(name_advice, known=list(wanted)),
        )
        records = records[~wrong]
    return records
