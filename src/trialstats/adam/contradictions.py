"""What two variables of a subject or an event say and cannot both be true: listed, and never put right.

The variables are known by their CDISC names (SDTMIG 3.4, domain AE; ADaMIG 1.3, ADSL), so only declared variables of
those names are compared. What is blank contradicts nothing, but for an arm beside the date on which it was drawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from trialstats.adam.listing import Listing
from trialstats.adam.parse import is_blank
from trialstats.trialfile.parts.sources import Source
from trialstats.trialfile.parts.subjects import Column
from trialstats.trialfile.trial import Trial

__all__ = ["list_completed_dead", "list_contradictions", "list_half_randomised"]

KIND = "contradiction"
YES, NO = frozenset({"Y", "YES"}), frozenset({"N", "NO"})
FATAL = frozenset({"FATAL"})
# The outcomes of CDISC's codelist OUT after which a subject lives.
ALIVE = frozenset(
    {
        "RECOVERED/RESOLVED",
        "RECOVERED/RESOLVED WITH SEQUELAE",
        "RECOVERING/RESOLVING",
        "NOT RECOVERED/NOT RESOLVED",
        "RECOVERED",
        "RESOLVED",
        "RECOVERING",
        "RESOLVING",
        "NOT RECOVERED",
        "NOT RESOLVED",
    }
)
# Each makes an event serious by itself (ICH E2A, II.B).
SERIOUS = ("AESDTH", "AESLIFE", "AESHOSP", "AESDISAB", "AESCONG", "AESMIE")


@dataclass(frozen=True)
class Rule:
    """Where a variable says one thing, another cannot say the other; texts in capitals."""

    variable: str
    says: frozenset[str]
    other: str
    denies: frozenset[str]


# Dates that only a subject with an arm has. Who has an arm was randomised on some day, but may not have been treated.
OF_AN_ARM, OF_EVERY_ARM = ("RANDDT", "TRTSDT"), ("RANDDT",)


RULES = (
    *(Rule(criterion, YES, "AESER", NO) for criterion in SERIOUS),
    Rule("AEOUT", FATAL, "AESER", NO),
    Rule("AEOUT", FATAL, "AESDTH", NO),
    Rule("AESDTH", YES, "AEOUT", ALIVE),
    Rule("DTHDT", frozenset(), "DTHFL", NO),
)


def list_contradictions(
    rows: pd.DataFrame, values: pd.DataFrame, columns: Mapping[str, Column], listing: Listing
) -> pd.DataFrame:
    """List the rows of which two variables contradict each other; both become missing where that is excluded.

    rows: with file, line and subject. values: the typed variables, of the same index. columns: what they come from.
    """
    for rule in (rule for rule in RULES if {rule.variable, rule.other} <= {*columns}):
        said, denied = values[rule.variable], values[rule.other]
        wrong = holds(said, rule.says) & holds(denied, rule.denies)
        allowed = f"but {columns[rule.other].column} = " + written(denied[wrong])
        item = columns[rule.variable].column
        listing.add(rows[wrong], KIND, item=item, value=written(said[wrong]), allowed=allowed)
        values = without(values, (rule.variable, rule.other), wrong, listing)
    return values


def list_completed_dead(
    rows: pd.DataFrame, adsl: pd.DataFrame, columns: Mapping[str, Column], listing: Listing
) -> pd.DataFrame:
    """List the subjects who completed the trial and were dead by its end (DTHDT, EOSDT)."""
    if not {"EOSDT", "DTHDT"} <= {*columns}:
        return adsl
    wrong = (adsl["EOSSTT"] == "COMPLETED") & (adsl["DTHDT"] <= adsl["EOSDT"])
    allowed = "but completed the trial on " + written(adsl.loc[wrong, "EOSDT"])
    listing.add(
        rows[wrong], KIND, item=columns["DTHDT"].column, value=written(adsl.loc[wrong, "DTHDT"]), allowed=allowed
    )
    return without(adsl, ("EOSSTT", "DTHDT"), wrong, listing)


def list_half_randomised(
    frame: pd.DataFrame, adsl: pd.DataFrame, trial: Trial, source: Source, listing: Listing
) -> pd.DataFrame:
    """List the subjects with a date of randomisation or first treatment and no arm, or with an arm and no such date.

    The first would be in no population, as are those who were screened only; their dates become missing where that is
    excluded. An arm stays: nobody leaves the trial because a date is not known.
    """
    columns = trial.subjects.arm
    arm = " and ".join(columns)
    no_arm = pd.concat([no_value(frame, column, source) for column in columns], axis=1).all(axis=1)
    has_arm = adsl["TRT01P"].isin(list(trial.arms))
    for variable in (name for name in OF_AN_ARM if name in trial.subjects.dates):
        column = trial.subjects.dates[variable].column
        undated = no_value(frame, column, source)
        wrong = no_arm & ~undated
        found = frame[wrong]
        listing.add(found, KIND, item=column, value=found[column].str.strip(), allowed=f"but {arm} is blank")
        adsl = without(adsl, (variable,), wrong, listing)
        if variable in OF_EVERY_ARM:
            found = frame[has_arm & undated]
            listing.add(found, KIND, item=arm, value=found[columns[0]].str.strip(), allowed=f"but {column} is blank")
    return adsl


def no_value(frame: pd.DataFrame, column: str, source: Source) -> pd.Series[bool]:
    return is_blank(frame[column], source.missing_of(column))


def without(values: pd.DataFrame, variables: tuple[str, ...], wrong: pd.Series[bool], listing: Listing) -> pd.DataFrame:
    """Leave out what contradicts each other, if that is wanted: nobody can tell which is wrong."""
    if listing.fate(KIND) == "keep":
        return values
    return values.assign(**{name: values[name].mask(wrong) for name in variables})


def holds(values: pd.Series, texts: frozenset[str]) -> pd.Series[bool]:
    """Tell which values are among the texts, in any case; where there are none, which are there at all."""
    if not texts:
        return values.notna()
    return values.astype("string").str.strip().str.upper().isin(texts)


def written(values: pd.Series) -> pd.Series[str]:
    """Write values as the data have them."""
    return (values.dt.strftime("%Y-%m-%d") if values.dtype.kind == "M" else values).astype("str")
