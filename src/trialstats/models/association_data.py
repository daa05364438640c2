"""The values that an association is about: pairs of a parameter and another outcome, of one subject at one visit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from trialstats.models.coded import BELOW, groups_of_text
from trialstats.models.complete import refuse_duplicates
from trialstats.models.inputs import Inputs
from trialstats.models.rows import Row
from trialstats.spec.analyses import Association

__all__ = ["Gathered", "changes_of", "gather", "other_values", "repeated_pairs"]


@dataclass(frozen=True)
class Gathered:
    """pairs: USUBJID, AVISIT, x (the parameter, its logarithm on the log scale) and y (the other outcome).

    said: how many of `total` records are USED, BELOW a limit, ABSENT. account: what became of them, for the notes.
    """

    pairs: pd.DataFrame
    total: int
    said: Mapping[str, int]
    account: Row


def other_values(analysis: Association, inputs: Inputs, people: pd.Index) -> pd.DataFrame:
    """Take the other outcome's analysis records of the population: USUBJID, AVISIT, y.

    Raises FitError where a subject has several at a visit.
    """
    bds = inputs.datasets[analysis.outcome.dataset]
    keep = (bds["PARAMCD"] == analysis.outcome.PARAMCD).fillna(False) & (bds["ANL01FL"] == "Y").fillna(False)
    keep &= bds["USUBJID"].isin(people) & bds["AVISIT"].notna()
    chosen = bds.loc[keep, ["USUBJID", "AVISIT", "AVAL"]].dropna()
    refuse_duplicates(chosen)
    return chosen.rename(columns={"AVAL": "y"}).astype({"USUBJID": "str", "AVISIT": "str", "y": "float64"})


def gather(records: pd.DataFrame, other: pd.DataFrame, scale: str, below_limit: str) -> Gathered:
    """Pair the records of one parameter with the other outcome.

    below_limit: "excluded", or "half limit", which puts half of the limit for a result such as `<0.7`.
    """
    refuse_duplicates(records)
    is_below = (groups_of_text(records) == BELOW).fillna(False).to_numpy(dtype=bool)
    values = records["AVAL"].to_numpy(dtype=float)
    if below_limit == "half limit" and is_below.any():
        limits = records.loc[is_below, "AVALC"].astype(str).str.replace("<", "").str.strip()
        values = values.copy()
        values[is_below] = pd.to_numeric(limits, errors="coerce").to_numpy(dtype=float) / 2
    # A logarithm needs a value above zero.
    usable = np.isfinite(values) & ((values > 0) if scale == "log" else True)
    x = np.log(values, where=usable, out=np.full(len(values), np.nan)) if scale == "log" else values
    own = pd.DataFrame({"USUBJID": records["USUBJID"].astype(str), "AVISIT": records["AVISIT"].astype(str), "x": x})
    pairs = own[usable].merge(other, on=["USUBJID", "AVISIT"], validate="one_to_one")
    pairs = pairs.sort_values(["USUBJID", "AVISIT"]).reset_index(drop=True)
    below = int((is_below & ~usable).sum())
    absent = int((~usable & ~is_below).sum())
    left_out = {"below the limit": below, "no value": absent, "no other outcome": int(usable.sum()) - len(pairs)}
    return Gathered(
        pairs=pairs,
        total=len(records),
        said={"USED": int(usable.sum()), "BELOW": int(is_below.sum()), "ABSENT": absent},
        account={"in": len(records), "left_out": {k: v for k, v in left_out.items() if v}, "used": len(pairs)},
    )


def repeated_pairs(pairs: pd.DataFrame) -> pd.DataFrame:
    """Keep the subjects with two pairs or more: one pair says nothing of what goes together within a subject."""
    sizes = pairs.groupby("USUBJID")["x"].transform("size")
    return pairs[sizes > 1].reset_index(drop=True)


def changes_of(
    pairs: pd.DataFrame, baseline: str | None, visit: str, people: pd.DataFrame, covariates: Sequence[str]
) -> tuple[pd.DataFrame, Row]:
    """Give the changes from baseline to a visit of those with both pairs and every covariate.

    Returns USUBJID, x and y (changes), TRT01P and the covariates, a row a subject, sorted; and the account.
    """
    at = {name: pairs[pairs["AVISIT"] == name].set_index("USUBJID")[["x", "y"]] for name in (str(baseline), visit)}
    change = (at[visit] - at[str(baseline)]).dropna()
    known = people[["TRT01P", *covariates]].dropna()
    both = change.join(known.set_axis(known.index.astype(str)), how="inner")
    frame = both.rename_axis("USUBJID").reset_index().sort_values("USUBJID").reset_index(drop=True)
    for name in ("TRT01P", *covariates):
        if isinstance(frame[name].dtype, pd.CategoricalDtype):
            frame[name] = frame[name].cat.remove_unused_categories()
    here = len(at[visit])
    left_out = {"no pair at baseline": here - len(change), "covariate missing": len(change) - len(frame)}
    return frame, {"in": here, "left_out": {k: v for k, v in left_out.items() if v}, "used": len(frame)}
