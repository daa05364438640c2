"""What each subject received: sessions, energy and fluence added up over the sessions attended."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from trialstats.methods.exposure.rows import Received
from trialstats.methods.exposure.sessions import DATE, DOSED, ENERGY, FLUENCE, SessionRecords
from trialstats.methods.shared.occurrences.events import DAYS_UNDER, PERIODS

__all__ = ["BY_DESIGN", "LABELS", "per_subject", "without_dose"]

DAYS_A_WEEK = 7
LABELS = {
    Received.DAYS: "Days under treatment",
    Received.SESSIONS: "Sessions attended",
    Received.ADHERENCE: "Adherence",
    Received.PER_WEEK: "Sessions per week",
    Received.ENERGY: "Total energy",
    Received.FLUENCE: "Fluence per session",
    Received.CUMULATIVE: "Cumulative fluence",
}
# Why an arm `without_dose` has no number.
BY_DESIGN = "the sessions of this arm give no dose by design"


def per_subject(records: SessionRecords, people: pd.DataFrame, planned: int | None) -> pd.DataFrame:
    """Add up the sessions of each of `people`; who has none received none.

    Returns a row for each of them, in their order and with their index:

    SESSIONS    sessions attended
    DAYS        of a crossover trial the days of the periods of the treatment
    PLANNED     sessions planned: `planned` in each period, or the rows that the subject has
    ADHERENC    100 SESSIONS / PLANNED; missing where none is planned
    PERWEEK     7 (SESSIONS - 1) / days from the first session to the last; missing where that is nothing to divide by,
                or a session has no date
    ENERGY      energy, added up; missing where it is not known of every session that gives one
    CUMFLU      fluence, added up; the same
    FLUENCE     fluence, mean of the sessions of which it is known
    """
    who = people["USUBJID"]
    groups = records.rows.groupby("USUBJID")
    sessions = groups.size().reindex(who, fill_value=0).astype("float64")
    periods = people.set_index("USUBJID")[PERIODS] if PERIODS in people else pd.Series(1.0, index=who)
    each = planned * periods if planned else records.planned.reindex(who).astype("float64")
    days = (groups[DATE].max() - groups[DATE].min()).dt.days.reindex(who)
    dated = groups[DATE].count().reindex(who) == sessions
    dosed = records.rows[records.rows[DOSED]]
    table = pd.DataFrame(
        {
            Received.SESSIONS: sessions,
            "PLANNED": each,
            Received.ADHERENCE: 100 * sessions / each.where(each > 0),
            Received.PER_WEEK: (DAYS_A_WEEK * (sessions - 1) / days.where(days > 0)).where(dated),
            Received.ENERGY: _total(dosed, ENERGY, who),
            Received.CUMULATIVE: _total(dosed, FLUENCE, who),
            Received.FLUENCE: dosed.groupby("USUBJID")[FLUENCE].mean().reindex(who),
        }
    )
    if DAYS_UNDER in people:
        table[Received.DAYS] = people.set_index("USUBJID")[DAYS_UNDER]
    return table.set_axis(people.index).assign(USUBJID=who, TRT01P=people["TRT01P"])


def _total(dosed: pd.DataFrame, column: str, who: pd.Series) -> pd.Series:
    """Add up; 0 of who had no such session, missing where a session that counts is not known."""
    groups = dosed.groupby("USUBJID")[column]
    whole = (groups.count() == groups.size()).reindex(who, fill_value=True)
    return groups.sum().reindex(who, fill_value=0.0).where(whole)


def without_dose(records: SessionRecords, people: pd.DataFrame, arms: Sequence[str]) -> list[str]:
    """List the arms whose sessions give no dose by design, all of them: energy does not apply there."""
    arm = records.rows["USUBJID"].map(people.set_index("USUBJID")["TRT01P"].astype(str))
    return [name for name in arms if (arm == name).any() and not records.rows.loc[arm == name, DOSED].any()]
