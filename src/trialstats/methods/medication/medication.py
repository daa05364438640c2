"""Medication beside the treatment: who took any, how often, how long, how much, and how soon."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import pandas as pd

from trialstats.engines.proportions import risk_difference
from trialstats.engines.rates import UNIT, rate_ratio, recurrent_rate
from trialstats.engines.survival import had_by, kaplan_meier, log_rank
from trialstats.errors import FitError
from trialstats.methods.medication.courses import counted_courses, per_subject
from trialstats.methods.medication.medication_notes import notes
from trialstats.methods.medication.options import Medication
from trialstats.methods.medication.rows import NOT_KNOWN, Taken
from trialstats.methods.shared.complete import account
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.occurrences.counts import labelled
from trialstats.methods.shared.occurrences.events import chosen_events, follow_up_days, people_of, span
from trialstats.methods.shared.occurrences.rows import ANY
from trialstats.methods.shared.scope import active_arms, conf_level
from trialstats.methods.shared.summary import summarise
from trialstats.results.gather import Row, attempt
from trialstats.results.kinds import Kind
from trialstats.results.rows import ALL
from trialstats.results.shape import Result, tidy

__all__ = ["check", "run"]

PERSON_DAYS = "Person-days of courses"
LACKING = "a course of every user lacks its date, length or dose"
NOBODY = "no subject of this arm is followed"
UNDATED = "every subject of this arm took medicines on days that nobody knows"


def check(analysis: Medication, inputs: Inputs) -> None:
    """Refuse choices of records that cannot be made, and courses that cannot be."""
    assert analysis.follow_up is not None  # the trial file was checked
    people = people_of(analysis, inputs)
    events, _ = chosen_events(analysis, inputs, people)
    counted_courses(analysis, events, span(analysis.follow_up, inputs, list(people.index)))


def run(analysis: Medication, inputs: Inputs) -> Result:
    """Describe and compare what the arms took in their follow-up; `group` is a medicine, absent where it is any.

    Rows, by arm: kind count, variable ANY (subjects with any, and `events`: courses; also over all arms) and its
    risk_difference; kind summary of the users' COURSES, DAYS of use (of the calendar), and, each under the name of its
    variable, person-days of courses (the recorded days added up) and, by medicine, total dose. Where courses are
    counted that begin in the follow-up, also kind rate of COURSES and rate_ratio; kind point, variable FIRST: the share
    with a first course, at the times asked for (AVISIT their name) and, for the curve, after every day that changes it
    (level the day); `value` is the day, `n` are at risk; and kind rank_test, the log-rank test. Courses begun before
    have no rate, and no first in the follow-up.

    Of whom the follow-up is not known, nobody can tell what they took in it: they are in no denominator. Kind count,
    variable FOLLOW_UP, counts them, where there are any.
    """
    assert analysis.follow_up is not None  # the trial file was checked
    people = people_of(analysis, inputs)
    period = span(analysis.follow_up, inputs, list(people.index))
    days = follow_up_days(period)
    events, counts = chosen_events(analysis, inputs, people)
    courses, left_out = counted_courses(analysis, events, period)
    courses = labelled(courses, {"medicine": analysis.treatment})
    failed: list[Row] = []
    work = _Work(analysis, inputs, people, days, failed)
    rows = [*_unknown(people, days, inputs), *work.of_medicine(courses, None)]
    if analysis.counts == "started":
        rows += work.rates(courses) + work.first_course(courses)
    for medicine in _by_use(courses):
        rows += work.of_medicine(courses[courses["medicine"] == medicine], medicine)
    accounts = [account({"dataset": analysis.dataset}, {**counts, **left_out, "used": len(courses)})]
    told = notes(analysis, people, days)
    undated = int(courses[analysis.start].isna().sum())
    return Result(tidy(rows, inputs.name), {**told, "undated_courses": undated, "excluded": accounts, "failed": failed})


def _unknown(people: pd.Series[str], days: pd.Series[float], inputs: Inputs) -> list[Row]:
    """Count the subjects of each arm whose follow-up is not known, where there are any."""
    unknown = people[days.isna()]
    keys = {"kind": Kind.COUNT, "variable": Taken.FOLLOW_UP, "level": NOT_KNOWN}
    counts = {arm: int((unknown == arm).sum()) for arm in inputs.arms}
    return [
        {**keys, "ARM": arm, "n": count, "count": count, "total": int((people == arm).sum())}
        for arm, count in counts.items()
        if count
    ]


def _by_use(courses: pd.DataFrame) -> list[str]:
    users = courses.groupby("medicine")["USUBJID"].nunique().rename("n").reset_index()
    return list(users.sort_values(["n", "medicine"], ascending=[False, True])["medicine"])


class _Work:
    """The pieces of one analysis, of those of `people` whose follow-up is known; what fails goes to `failed`."""

    def __init__(
        self, analysis: Medication, inputs: Inputs, people: pd.Series[str], days: pd.Series[float], failed: list[Row]
    ) -> None:
        self.analysis, self.inputs, self.failed = analysis, inputs, failed
        self.people, self.days = people[days.notna()], days.dropna()
        self.level = conf_level(analysis)
        self.sizes = {arm: int((self.people == arm).sum()) for arm in inputs.arms}

    def of_medicine(self, courses: pd.DataFrame, medicine: str | None) -> list[Row]:
        """Count users and courses, compare arms, and describe the users' courses, days and dose."""
        at = {"group": medicine, "variable": ANY}
        users = {arm: courses.loc[courses["ARM"] == arm, "USUBJID"] for arm in self.inputs.arms}
        rows = [self._count(of_arm, {**at, "ARM": arm}, self.sizes[arm]) for arm, of_arm in users.items()]
        rows.append(self._count(courses["USUBJID"], {**at, "ARM": ALL}, sum(self.sizes.values())))
        counts = {arm: of_arm.nunique() for arm, of_arm in users.items()}
        for arm in active_arms(self.inputs):
            row = {"kind": Kind.RISK_DIFFERENCE, "ARM": arm, "REFERENCE": self.inputs.reference, **at}
            rows += attempt(partial(self._difference, row, counts), [row], {**at, "ARM": arm}, self.failed)
        sums = per_subject(courses, self.people)
        for variable, column in self._described(medicine).items():
            label = {"PARAM": PERSON_DAYS} if column == "days" else {}
            for arm in self.inputs.arms:
                keys = {"kind": Kind.SUMMARY, "group": medicine, "variable": variable, "ARM": arm, **label}
                rows.append({**keys, **_of_users(sums.loc[sums["ARM"] == arm, column], counts[arm])})
        return rows

    def _described(self, medicine: str | None) -> dict[str, str]:
        """Name what is summarised of the users, and the column of `per_subject` that holds it."""
        described = {str(Taken.COURSES): "courses"}
        if (self.analysis.days or self.analysis.end) and (medicine is not None or self.analysis.counts == "started"):
            described[Taken.DAYS] = "use"
        if self.analysis.days:
            described[self.analysis.days] = "days"
        if medicine is not None and self.analysis.dose:
            described[self.analysis.dose] = "total"
        return described

    def _count(self, users: pd.Series[str], keys: Row, total: int) -> Row:
        count = users.nunique()
        row = {"kind": Kind.COUNT, **keys, "n": count, "count": count, "total": total, "events": len(users)}
        share = {"percent": 100 * count / total} if total else {"reason": NOBODY}
        return {**row, **share}

    def _difference(self, row: Row, counts: dict[str, int]) -> list[Row]:
        arm, reference = row["ARM"], row["REFERENCE"]
        made = risk_difference(counts[arm], self.sizes[arm], counts[reference], self.sizes[reference], self.level)
        return [{**row, **self._shown(made)}]

    def _shown(self, made: Row) -> Row:
        hidden = () if self.analysis.p_values else ("statistic", "p_value")
        return {name: value for name, value in made.items() if name not in hidden}

    def rates(self, courses: pd.DataFrame) -> list[Row]:
        """Estimate the rate of courses in each arm, and its ratio."""
        counts = courses.groupby("USUBJID").size().reindex(self.people.index, fill_value=0)
        of = {arm: (counts[self.people == arm], self.days[self.people == arm]) for arm in self.inputs.arms}
        rows: list[Row] = []
        for arm, (own, time) in of.items():
            row = {"kind": Kind.RATE, "variable": Taken.COURSES, "ARM": arm, "unit": UNIT}
            estimate = partial(recurrent_rate, own, time, self.level)
            rows += attempt(partial(_added, row, estimate), [row], {"variable": Taken.COURSES, "ARM": arm}, self.failed)
        for arm in active_arms(self.inputs):
            row = {"kind": Kind.RATE_RATIO, "variable": Taken.COURSES, "ARM": arm, "REFERENCE": self.inputs.reference}
            pair = (of[arm], of[self.inputs.reference])
            rows += attempt(
                partial(self._ratio, row, pair), [row], {"variable": Taken.COURSES, "ARM": arm}, self.failed
            )
        return rows

    def _ratio(self, row: Row, pair: Sequence[tuple[pd.Series, pd.Series]]) -> list[Row]:
        return [{**row, **self._shown(rate_ratio(pair[0], pair[1], self.level))}]

    def first_course(self, courses: pd.DataFrame) -> list[Row]:
        """Estimate who has had a first course by when, and compare arms."""
        first = per_subject(courses, self.people)["first"]
        undated = first[first.isna()].index
        time = self.days.drop(undated)
        happened = first.reindex(time.index).notna()
        day = first.reindex(time.index).fillna(time)
        rows: list[Row] = []
        for arm in self.inputs.arms:
            own = self.people[time.index] == arm
            keys = {"kind": Kind.POINT, "variable": Taken.FIRST, "ARM": arm}
            curve = partial(self._curve, keys, day[own], happened[own], time[own])
            rows += attempt(curve, [keys], keys, self.failed)
        for arm in active_arms(self.inputs):
            of_both = self.people[time.index].isin([arm, self.inputs.reference])
            row = {"kind": Kind.RANK_TEST, "variable": Taken.FIRST, "ARM": arm, "REFERENCE": self.inputs.reference}
            active = self.people[time.index][of_both] == arm
            test = partial(log_rank, day[of_both], happened[of_both], active)
            rows += attempt(partial(_added, row, test), [row], row, self.failed)
        return rows

    def _curve(
        self, keys: Row, day: pd.Series[float], happened: pd.Series[bool], followed: pd.Series[float]
    ) -> list[Row]:
        if day.empty:
            raise FitError(UNDATED if self.sizes[keys["ARM"]] else NOBODY)
        curve = kaplan_meier(day, happened, self.level)
        rows: list[Row] = []
        visits = {visit: at for visit, at in self.inputs.visit_days.items() if visit in self.inputs.after_baseline}
        for name, at in (self.analysis.at or visits).items():
            row = {**keys, "AVISIT": name, "value": float(at)}
            estimate = partial(had_by, curve, float(at), len(day), self.level, followed.max())
            rows += attempt(partial(_added, row, estimate), [row], row, self.failed)
        # The curve begins before the first day, changes on days with an event, and ends where the last without one is
        # followed to; where nobody is left at risk without one, it stays at the top for as long as any is followed.
        last = curve.index.max() if curve["without"].iloc[-1] > 0 else followed.max()
        changes = [0.0, *curve.index[curve["events"] > 0], float(last)]
        for at in dict.fromkeys(changes):
            rows.append({**keys, "level": f"{at:.0f}", **had_by(curve, at, len(day), self.level)})
        return rows


def _of_users(values: pd.Series[float], users: int) -> Row:
    """Summarise what is known of the users, of so many."""
    row = {**summarise(values), "total": users}
    return {**row, "reason": LACKING} if users and not row["n"] else row


def _added(row: Row, estimate: Callable[[], Row]) -> list[Row]:
    return [{**row, **estimate()}]
