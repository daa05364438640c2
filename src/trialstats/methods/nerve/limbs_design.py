"""Sides and visits of a subject as the occasions of a repeated-measures model."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from trialstats.methods.nerve.options import Limbs
from trialstats.methods.nerve.rows import BOTH_SIDES
from trialstats.methods.shared.inputs import Inputs
from trialstats.results.shape import Row

__all__ = ["LIMB", "SIDE", "formula", "ladder", "limb_keys", "limb_words", "with_limbs"]

# In small letters, which no variable of a trial has.
SIDE, LIMB = "side", "limb"
# So many occasions, sides times visits, may have a covariance each: 21 parameters.
MOST_US = 6
LATERALITY = "NVLAT"
PLACE = {"group": "NVLOC", "variable": "NVATTR"}


def with_limbs(records: pd.DataFrame, sides: Sequence[str]) -> pd.DataFrame:
    """Add side (its NVLAT, else its parameter) and limb (side, within each visit), categoricals in their order."""
    names = {paramcd: paramcd for paramcd in sides}
    if LATERALITY in records:
        told = records.drop_duplicates("PARAMCD").set_index("PARAMCD")[LATERALITY].dropna().to_dict()
        if len(set(told.values())) == len(sides):
            names = {paramcd: str(told[paramcd]) for paramcd in sides}
    side = pd.Categorical(records["PARAMCD"].map(names), list(names.values()), ordered=True)
    seen = [str(visit) for visit in records["AVISIT"].cat.categories if (records["AVISIT"] == visit).any()]
    order = [f"{visit}: {name}" for visit in seen for name in names.values()]
    limb = records["AVISIT"].astype(str) + ": " + pd.Series(side, index=records.index).astype(str)
    return records.assign(**{SIDE: side, LIMB: pd.Categorical(limb, order, ordered=True)})


def formula(analysis: Limbs, frame: pd.DataFrame, value: str) -> str:
    """Write the model: arm, by visit where there are several, side where there are several, and covariates."""
    arm = "TRT01P" if len(frame["AVISIT"].cat.categories) == 1 else "TRT01P*AVISIT"
    side = [SIDE] if len(frame[SIDE].cat.categories) > 1 else []
    return f"{value} ~ " + " + ".join([arm, *side, *analysis.covariates])


def ladder(analysis: Limbs, frame: pd.DataFrame) -> tuple[str, ...]:
    """Choose the structures to try: those declared, else cs for one visit, us then cs for few occasions, else cs."""
    if analysis.covariance:
        return analysis.covariance
    several = len(frame["AVISIT"].cat.categories) > 1
    return ("us", "cs") if several and len(frame[LIMB].cat.categories) <= MOST_US else ("cs",)


def limb_keys(inputs: Inputs, sides: Sequence[str]) -> Row:
    """Give the keys of both sides together: group the nerve, variable the attribute, BOTH_SIDES, as far as known."""
    records = inputs.records[inputs.records["PARAMCD"] == sides[0]]
    told = {key: records[name].dropna() for key, name in PLACE.items() if name in records}
    known = {key: str(words.iloc[0]) for key, words in told.items() if len(words)}
    return {**known, "level": BOTH_SIDES} if known else {}


def limb_words(inputs: Inputs, both: str, sides: Sequence[str]) -> Row:
    """Give the words of both sides together, where the trial file has none: those of the first side."""
    if both in inputs.outcomes:
        return {}
    first, words = inputs.outcomes.get(sides[0]), Row()
    if len(keys := limb_keys(inputs, sides)) == 3:
        words["PARAM"] = f"{keys['group'].capitalize()}, {keys['variable'].lower()}, both sides"
    if first is not None:
        words |= {"unit": first.unit, "better": first.better, "decimals": first.decimals, "mcid": first.mcid}
    return words
