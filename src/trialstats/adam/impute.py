"""The day that stands for a date known in part, by the rule that the trial file declares for it.

As the function `derive_vars_dt` of the R package admiral has it: the first, middle or last of the days that the date
can be, then not before some dates and not after others, of which those count that it can be. Unlike there, a blank is
no date and stays one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from trialstats.adam.listing import Listing
from trialstats.io.table import FILE
from trialstats.trialfile.parts.partial_dates import NOTHING_KNOWN, Imputation, flag_of
from trialstats.trialfile.study_days import randomised_on
from trialstats.trialfile.trial import Trial

__all__ = ["Limits", "imputed_days", "limits_of", "list_imputed", "possible_days"]

FIRST, LAST = pd.Timestamp("1900-01-01"), pd.Timestamp("2100-12-31")
LEVELS = {"D": "day", "M": "month", "Y": "year"}
UNKNOWN = {"D": "day", "M": "month", "Y": "year"}


@dataclass(frozen=True)
class Limits:
    """The dates of ADSL by subject, and the name of that of randomisation (or day 1), if there is one."""

    dates: pd.DataFrame
    randomised: str | None

    def of(self, names: Sequence[str], subjects: pd.Series) -> list[pd.Series]:
        """Give dates of the subject of each row; a date that is not there is no limit."""
        known = [name for name in names if name in self.dates]
        return [self.dates[name].reindex(subjects).set_axis(subjects.index).astype("datetime64[ms]") for name in known]


def limits_of(trial: Trial, adsl: pd.DataFrame, subject: str = "USUBJID") -> Limits:
    """Take the dates of ADSL by subject."""
    dates = adsl.drop_duplicates(subject).set_index(subject)
    return Limits(dates[[name for name in dates if dates[name].dtype.kind == "M"]], randomised_on(trial))


def imputed_days(
    known: pd.Series, rule: Imputation, subjects: pd.Series, limits: Limits
) -> tuple[pd.Series, pd.Series[str]]:
    """Give the day that stands for each date, and its flag (D, M or Y); both missing where the rule gives none.

    known: what is known of the dates as ISO 8601 (`2024-03`, `2024`), or that nothing is. subjects: whose they are.
    """
    flags = known.str.len().map({7: "D", 4: "M"}).mask(known == NOTHING_KNOWN, "Y").astype("str")
    levels = list(LEVELS.values())
    allowed = flags.map(LEVELS).isin(levels[: levels.index(rule.highest) + 1])
    first, last = possible_days(known)
    before = (limits.randomised,) if rule.not_before is None and limits.randomised else rule.not_before or ()
    days = {"first": first, "last": last, "middle": middle_days(first, flags)}[rule.to]
    for limit in limits.of(before, subjects):
        days = days.mask(limit.between(first, last) & (limit > days), limit)
    for limit in limits.of(rule.not_after, subjects):
        days = days.mask(limit.between(first, last) & (limit < days), limit)
    days = days.where(allowed & ~days.isin([FIRST, LAST]))
    return days, flags.where(days.notna())


def middle_days(first: pd.Series, flags: pd.Series) -> pd.Series:
    """Give the 15th of a month, and 30 June of a year (as admiral does)."""
    half_year = first + pd.DateOffset(months=5, days=29)
    return (first + pd.Timedelta(days=14)).mask(flags == "M", half_year).astype("datetime64[ms]")


def possible_days(known: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Give the first and the last day that each date can be by what is known of it."""
    month = pd.to_datetime(known, format="%Y-%m", errors="coerce")
    year = pd.to_datetime(known, format="%Y", errors="coerce")
    whole = pd.to_datetime(known, format="%Y-%m-%d", errors="coerce")
    first = whole.fillna(month).fillna(year).fillna(FIRST)
    end_of_month, end_of_year = month + pd.offsets.MonthEnd(), year + pd.offsets.YearEnd()
    last = whole.fillna(end_of_month).fillna(end_of_year).fillna(LAST)
    return first.astype("datetime64[ms]"), last.astype("datetime64[ms]")


def list_imputed(
    rows: pd.DataFrame,
    texts: pd.Series,
    days: pd.Series,
    flags: pd.Series[str],
    column: str,
    variable: str,
    rule: Imputation,
    listing: Listing,
) -> None:
    """List the dates for which a day stands, and note how many there are.

    rows: the raw rows, of the same index as the texts of the column, the days and their flags.
    """
    made = flags.notna()
    if not made.any():
        return
    said, part = days[made].dt.strftime("%Y-%m-%d"), flags[made].map(UNKNOWN)
    allowed = said + f" stands for it as {variable} (`impute: {rule.to}`), for its " + part + " is unknown"
    listing.add(rows[made], "imputed_date", item=column, value=texts[made].str.strip(), allowed=allowed)
    for file, own in flags[made].groupby(rows.loc[made, FILE], sort=False):
        counts = own.value_counts()
        parts = ", ".join(f"{counts[flag]} without {what}" for flag, what in UNKNOWN.items() if flag in counts)
        several = len(own) > 1
        listing.notes.append(
            f"{file}: {len(own)} {'dates' if several else 'date'} of {column} known in part ({parts}) "
            f"{'are' if several else 'is'} imputed (`impute: {rule.to}`), as {flag_of(variable)} says, and listed"
        )
