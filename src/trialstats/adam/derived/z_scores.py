"""Composites without limits of the healthy: each parameter in SDs from its mean at baseline, added up.

z = (value - mean) / SD, the mean and the SD (n - 1) those of the baseline records of all subjects of the dataset, arms
together, so that nobody's arm decides about the scale; the sign is turned where higher is better, so that worse is
positive. The composite is the sum or the mean of the z; it needs all of its parts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from trialstats.adam.derived.parts import PLACE, none_of, spread
from trialstats.trialfile.parts.composites import ZScores

__all__ = ["derive_z_scores"]


def derive_z_scores(
    records: pd.DataFrame, paramcd: str, rule: ZScores, baseline: str, words: Mapping[str, Mapping[str, Any]]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Add records of a composite at each visit. Returns all records, and what could not be (with its REASON)."""
    parts = spread(records, rule.of)
    if parts.first.empty:
        return records, pd.DataFrame(columns=["USUBJID", "PARAMCD", "AVISIT", "REASON"], dtype="str")
    numbers = parts.numbers
    at_baseline = numbers[numbers.index.get_level_values("AVISIT") == baseline]
    sd = at_baseline.std(ddof=1)
    spread_out = sd.where(sd > 0)
    signs = pd.Series({code: -1.0 if words[code]["better"] == "higher" else 1.0 for code in rule.of})
    z = (numbers - at_baseline.mean()) / spread_out * signs
    total = z.sum(axis=1, skipna=False) if rule.summary == "sum" else z.mean(axis=1, skipna=False)
    constant = [code for code in rule.of if pd.isna(spread_out[code])]
    reasons = none_of(numbers)
    if constant:
        reasons = pd.Series(f"no spread of {', '.join(constant)} at {baseline}", index=numbers.index, dtype="str")
    found = total.notna().to_numpy()
    new = parts.first[found].assign(PARAMCD=paramcd, AVAL=total[found].to_numpy(), ANL01FL="Y", PARAMTYP="DERIVED")
    lacking = parts.first.loc[~found, PLACE].assign(PARAMCD=paramcd, REASON=reasons[~found].to_numpy())
    return pd.concat([records, new], ignore_index=True), lacking.reset_index(drop=True)
