"""The events of each subject in its follow-up, and who is left out: the counts of both add up."""

from __future__ import annotations

import pandas as pd

from trialstats.engines.rates import years
from trialstats.methods.counts.comparison import ARM, NUMBER, TIME
from trialstats.methods.counts.options import Counts
from trialstats.methods.shared.complete import complete_records
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.occurrences.events import (
    chosen_events,
    first_day_in,
    follow_up_days,
    last_day_in,
    of_subject,
    people_of,
    span,
)

__all__ = ["FollowUp"]

NOT_KNOWN = "follow-up of the subject not known"


class FollowUp:
    """Who is followed, how long, and with how many events.

    subjects: one row each, sorted by USUBJID: TRT01P and covariates (categories without levels that nobody has, or
    floats), NUMBER and TIME in years, first and last day included. of_subjects, of_events: how many came `in`, were
    left out for each other reason, and were `used`. undated: events that count though nobody knows when they began.

    Raises SpecError or DataError for choices of subjects and records that cannot be made.
    """

    def __init__(self, analysis: Counts, inputs: Inputs) -> None:
        assert analysis.follow_up is not None  # the trial file was checked
        people = people_of(analysis, inputs)
        self.period = span(analysis.follow_up, inputs, list(people.index))
        self.days = days = follow_up_days(self.period)
        subjects, self.of_subjects = _complete(analysis, inputs, people, days)
        events, self.of_events = self._counted(analysis, inputs, people, days, set(subjects["USUBJID"]))
        number = events.groupby("USUBJID").size().reindex(subjects["USUBJID"], fill_value=0)
        self.subjects = subjects.assign(**{NUMBER: number.to_numpy(dtype=float)})
        self.undated = int(events[analysis.start].isna().sum())

    def _counted(
        self, analysis: Counts, inputs: Inputs, people: pd.Series[str], days: pd.Series[float], used: set[str]
    ) -> tuple[pd.DataFrame, dict[str, int]]:
        """Take the events in the follow-up of the subjects used.

        Of a date known in part the days that it can be decide, where they do; an event that may lie inside counts.
        """
        events, counts = chosen_events(analysis, inputs, people)
        length = of_subject(days, events)
        where = pd.Series("", events.index)
        where = where.mask(last_day_in(self.period, events, analysis.start) < 1, "began before the follow-up")
        where = where.mask(first_day_in(self.period, events, analysis.start) > length, "began after the follow-up")
        where = where.mask(~events["USUBJID"].isin(used), "a covariate of the subject missing")
        where = where.mask(length.isna(), NOT_KNOWN)
        left_out = {str(reason): int(n) for reason, n in where[where != ""].value_counts().sort_index().items()}
        kept = events[where == ""]
        return kept, {**counts, **left_out, "used": len(kept)}


def _complete(
    analysis: Counts, inputs: Inputs, people: pd.Series[str], days: pd.Series[float]
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Take the subjects whose follow-up and covariates are known."""
    known = days.dropna()
    frame = inputs.adsl.set_index("USUBJID").loc[known.index].reset_index()
    frame = frame.assign(**{TIME: known.map(years).to_numpy(dtype=float)}, AVISIT="")
    complete, counts = complete_records(frame, [ARM, *analysis.covariates])
    unknown = {NOT_KNOWN: len(people) - len(known)} if len(known) < len(people) else {}
    return complete, {"in": len(people), **unknown, **{key: n for key, n in counts.items() if key != "in"}}
