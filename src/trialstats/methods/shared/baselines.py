"""The value of subjects at baseline, which they have whether or not they have a record that is analysed."""

from __future__ import annotations

import pandas as pd

from trialstats.methods.shared.inputs import Inputs

__all__ = ["all_baselines", "baselines_of"]

KEYS = ["USUBJID", "PARAMCD"]


def all_baselines(bds: pd.DataFrame) -> pd.Series[float]:
    """Take BASE of every subject and parameter (the index) of a whole dataset: the first that a record has."""
    if not {*KEYS, "BASE"} <= set(bds.columns):
        return pd.Series(dtype="float64", index=pd.MultiIndex.from_arrays([[], []], names=KEYS))
    own = bds.loc[bds["BASE"].notna(), [*KEYS, "BASE"]]
    return own.groupby(KEYS, observed=True)["BASE"].first().astype("float64")


def baselines_of(inputs: Inputs, paramcd: str) -> pd.Series[float]:
    """Give BASE of a parameter by USUBJID, also of subjects who have no record in the analysis."""
    known = all_baselines(inputs.records) if inputs.baselines is None else inputs.baselines
    return known[known.index.get_level_values("PARAMCD") == paramcd].droplevel("PARAMCD")
