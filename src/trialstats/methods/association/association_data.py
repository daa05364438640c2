"""The values that an association is about: pairs of a parameter and another outcome, of one subject at one visit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trialstats.methods.association.options import Association
from trialstats.methods.association.rows import BelowLimit, Counted
from trialstats.methods.shared.complete import refuse_duplicates
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.quantification.coded import groups_of_text
from trialstats.results.rows import Coded

__all__ = ["Gathered", "changes_of", "gather", "other_values", "repeated_pairs"]


@dataclass(frozen=True)
class Gathered:
    """pairs: USUBJID, AVISIT, x (the parameter, its logarithm on the log scale) and y (the other outcome).

    x_size, y_size: what the last digits of x and y are a part of; of a logarithm 1, or itself where that is larger.
    said: how many of `total` records are USED, BELOW a limit, ABOVE one, ABSENT. counts: of them
    `in`, left out by reason, and `used`.
    """

    pairs: pd.DataFrame
    total: int
    said: Mapping[Counted, int]
    counts: Mapping[str, int]


def other_values(analysis: Association, inputs: Inputs, people: pd.Index) -> pd.DataFrame:
    """Take the other outcome's analysis records of the population, from baseline on: USUBJID, AVISIT, y.

    Raises FitError where a subject has several at a visit.
    """
    bds = inputs.datasets[analysis.outcome.dataset]
    keep = (bds["PARAMCD"] == analysis.outcome.PARAMCD).fillna(False) & (bds["ANL01FL"] == "Y").fillna(False)
    keep &= bds["USUBJID"].isin(people) & bds["AVISIT"].isin(inputs.from_baseline)
    chosen = bds.loc[keep, ["USUBJID", "AVISIT", "AVAL"]].dropna()
    refuse_duplicates(chosen)
    return chosen.rename(columns={"AVAL": "y"}).astype({"USUBJID": "str", "AVISIT": "str", "y": "float64"})


def gather(records: pd.DataFrame, other: pd.DataFrame, scale: str, below_limit: BelowLimit) -> Gathered:
    """Pair the records of one parameter with the other outcome.

    below_limit: what becomes of results below a limit.
    """
    refuse_duplicates(records)
    groups = groups_of_text(records)
    is_below, is_above = ((groups == side).fillna(False).to_numpy(dtype=bool) for side in (Coded.BELOW, Coded.ABOVE))
    values = records["AVAL"].to_numpy(dtype=float)
    if below_limit is BelowLimit.HALF_LIMIT:
        values = np.where(is_below, _lower_limits(records) / 2, values)
    # A logarithm needs a value above zero.
    usable = np.isfinite(values) & ((values > 0) if scale == "log" else True)
    x = np.log(values, where=usable, out=np.full(len(values), np.nan)) if scale == "log" else values
    own = pd.DataFrame({"USUBJID": records["USUBJID"].astype(str), "AVISIT": records["AVISIT"].astype(str), "x": x})
    pairs = own[usable].merge(other, on=["USUBJID", "AVISIT"], validate="one_to_one")
    sizes = {"x_size": pairs["x"].abs().clip(lower=1.0 if scale == "log" else 0.0), "y_size": pairs["y"].abs()}
    pairs = pairs.assign(**sizes).sort_values(["USUBJID", "AVISIT"]).reset_index(drop=True)
    below = int((is_below & ~usable).sum())
    above = int((is_above & ~usable).sum())
    absent = int((~usable & ~is_below & ~is_above).sum())
    left_out = {
        "below the limit": below,
        "above the limit": above,
        "no value": absent,
        "no other outcome": int(usable.sum()) - len(pairs),
    }
    return Gathered(
        pairs=pairs,
        total=len(records),
        said={
            Counted.USED: int(usable.sum()),
            Counted.BELOW: int(is_below.sum()),
            Counted.ABOVE: above,
            Counted.ABSENT: absent,
        },
        counts={"in": len(records), **_occurring(left_out), "used": len(pairs)},
    )


def _lower_limits(records: pd.DataFrame) -> NDArray[np.float64]:
    """Give the limit of each record in the parameter's unit: ALLOQ, else the number of a text such as `<0.7`.

    The text alone would not do: it may be `BLQ`, a number below the limit, or in a unit that was converted.
    """
    texts = records["AVALC"].astype("string").str.strip().str.removeprefix("<").str.replace(",", ".", regex=False)
    written = pd.to_numeric(texts, errors="coerce").astype("float64")
    known = records["ALLOQ"].astype("float64").fillna(written) if "ALLOQ" in records else written
    return np.asarray(known, dtype=np.float64)


def repeated_pairs(pairs: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, int]]:
    """Keep the subjects with two pairs or more: one pair says nothing of what goes together within a subject.

    Returns their pairs, and the counts.
    """
    sizes = pairs.groupby("USUBJID")["x"].transform("size")
    kept = pairs[sizes > 1].reset_index(drop=True)
    left_out = {"the only pair of its subject": len(pairs) - len(kept)}
    return kept, {"in": len(pairs), **_occurring(left_out), "used": len(kept)}


def _occurring(left_out: Mapping[str, int]) -> dict[str, int]:
    return {reason: count for reason, count in left_out.items() if count}


def changes_of(
    pairs: pd.DataFrame, baseline: str | None, visit: str, people: pd.DataFrame, covariates: Sequence[str]
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Give the changes from baseline to a visit of those with both pairs and every covariate.

    Returns USUBJID, x and y (changes), x_size and y_size (of the larger value), TRT01P and the covariates, a row a
    subject, sorted; and the counts.
    """
    before, after = (pairs[pairs["AVISIT"] == name].set_index("USUBJID") for name in (str(baseline), visit))
    change = (after[["x", "y"]] - before[["x", "y"]]).dropna()
    sizes = {name: np.maximum(after[name], before[name].reindex(after.index)) for name in ("x_size", "y_size")}
    change = change.join(pd.DataFrame(sizes))
    known = people[["TRT01P", *covariates]].dropna()
    both = change.join(known.set_axis(known.index.astype(str)), how="inner")
    frame = both.rename_axis("USUBJID").reset_index().sort_values("USUBJID").reset_index(drop=True)
    for name in ("TRT01P", *covariates):
        if isinstance(frame[name].dtype, pd.CategoricalDtype):
            frame[name] = frame[name].cat.remove_unused_categories()
    here = len(after)
    left_out = {"no pair at baseline": here - len(change), "covariate missing": len(change) - len(frame)}
    return frame, {"in": here, **_occurring(left_out), "used": len(frame)}
