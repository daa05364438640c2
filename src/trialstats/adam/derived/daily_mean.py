"""The mean of a diary's days in the window of each visit: a row a day becomes a record a visit (DTYPE AVERAGE)."""

from __future__ import annotations

import pandas as pd

from trialstats.trialfile.parts.composites import DailyMean

__all__ = ["derive_daily_means"]

PLACE = ["USUBJID", "AVISIT"]
AVERAGE = "AVERAGE"


def derive_daily_means(records: pd.DataFrame, paramcd: str, rule: DailyMean) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Add the mean of the days with a value, where they are enough; of several values of a day their mean is the day's.

    A record is dated by its last day. Returns all records, and visits with too few days (USUBJID PARAMCD AVISIT
    REASON).
    """
    own = records[(records["PARAMCD"] == rule.of) & records["AVISIT"].notna() & records["ADT"].notna()]
    own = own[own["AVAL"].notna()].sort_values([*PLACE, "ADT"], kind="stable")
    if own.empty:
        return records, pd.DataFrame(columns=["USUBJID", "PARAMCD", "AVISIT", "REASON"], dtype="str")
    days = own.groupby([*PLACE, "ADT"], sort=True)["AVAL"].mean()
    weeks = days.groupby(level=PLACE, sort=True).agg(["mean", "size"])
    last = own.drop_duplicates(PLACE, keep="last").set_index(PLACE).loc[weeks.index]
    kept = [name for name in ("VISIT", "ADT", "ADY") if name in last]
    made = last[kept].assign(AVAL=weeks["mean"], days=weeks["size"]).reset_index()
    enough = made["days"] >= rule.at_least
    lacking = made.loc[~enough, PLACE].assign(
        PARAMCD=paramcd,
        REASON=made["days"].map(f"{{}} of at least {rule.at_least} days with a value of {rule.of}".format)[~enough],
    )
    new = made[enough].drop(columns="days")
    new = new.assign(PARAMCD=paramcd, ANL01FL="Y", PARAMTYP="DERIVED", DTYPE=AVERAGE)
    return pd.concat([records, new], ignore_index=True), lacking.reset_index(drop=True)
