"""Parameters computed from others of the same subject and visit: a module a rule, found by its name."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from trialstats.adam.derived import constant, first_of, recode, rescale, totals
from trialstats.adam.derived.parts import Made, Parts, spread
from trialstats.trialfile.parts.derived import Derived

__all__ = ["AT_VISIT", "derive_at_visits"]

AT_VISIT: dict[str, Callable[[Parts, Derived], Made]] = {
    "mean_of": totals.mean_of,
    "sum_of": totals.sum_of,
    "rescale": rescale.rescale,
    "recode": recode.recode,
    "first_of": first_of.first_of,
    "constant": constant.constant,
}


def derive_at_visits(records: pd.DataFrame, paramcd: str, derived: Derived) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Add records of a parameter that its rule makes of others at the same visit.

    Only analysis records take part. A record is dated by the earliest of its parts. Returns all records, and those
    that lack something (USUBJID PARAMCD AVISIT REASON), for every visit with a record of any part.
    """
    parts = spread(records, [code for codes in derived.sources.values() for code in codes])
    if parts.first.empty:
        return records, pd.DataFrame(columns=["USUBJID", "PARAMCD", "AVISIT", "REASON"], dtype="str")
    made = AT_VISIT[derived.rule](parts, derived)
    found = made.values.notna()
    new = parts.first[found.to_numpy()].assign(
        PARAMCD=paramcd, AVAL=made.values[found].to_numpy(), ANL01FL="Y", PARAMTYP="DERIVED"
    )
    lacking = parts.first.loc[~found.to_numpy(), ["USUBJID", "AVISIT"]]
    lacking = lacking.assign(PARAMCD=paramcd, REASON=made.reasons[~found].to_numpy())
    return pd.concat([records, new], ignore_index=True), lacking.reset_index(drop=True)
