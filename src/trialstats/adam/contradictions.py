"""What two variables of a subject or an event say and cannot both be true: listed, and never put right.

The variables are known by their CDISC names (SDTMIG 3.4, domain AE; ADaMIG 1.3, ADSL), so only declared variables of
those names are compared. What is blank contradicts nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from trialstats.adam.listing import Listing
from trialstats.spec.subjects import Column

__all__ = ["list_completed_dead", "list_contradictions"]

KIND = "contradiction"
YES, NO = frozenset({"Y", "YES"}), frozenset({"N", "NO"})
FATAL = frozenset({"FATAL"})
# The outcomes of CDISC's codelist OUT after which a subject lives.
ALIVE = frozenset(
    {
        "RECOVERED/RESOLVED", "RECOVERED/RESOLVED WITH SEQUELAE", "RECOVERING/RESOLVING", "NOT RECOVERED/NOT RESOLVED",
        "RECOVERED", "RESOLVED", "RECOVERING", "RESOLVING", "NOT RECOVERED", "NOT RESOLVED",
    }
)  # fmt: skip
# Each makes an event serious by itself (ICH E2A, II.B).
SERIOUS = ("AESDTH", "AESLIFE", "AESHOSP", "AESDISAB", "AESCONG", "AESMIE")


@dataclass(frozen=True)
class Rule:
    """Where a variable says one thing, another cannot say the other; texts in capitals."""

    variable: str
    says: frozenset[str]
    other: str
    denies: frozenset[str]


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


def without(values: pd.DataFrame, pair: tuple[str, str], wrong: pd.Series[bool], listing: Listing) -> pd.DataFrame:
    """Leave out both of what contradicts each other, if that is wanted: nobody can tell which is wrong."""
    if listing.fate(KIND) == "keep":
        return values
    return values.assign(**{name: values[name].mask(wrong) for name in pair})


def holds(values: pd.Series, texts: frozenset[str]) -> pd.Series[bool]:
    """Tell which values are among the texts, in any case; where there are none, which are there at all."""
    if not texts:
        return values.notna()
    return values.astype("string").str.strip().str.upper().isin(texts)


def written(values: pd.Series) -> pd.Series[str]:
    """Write values as the data have them."""
    return (values.dt.strftime("%Y-%m-%d") if values.dtype.kind == "M" else values).astype("str")
