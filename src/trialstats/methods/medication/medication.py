"""Medication beside the treatment: who took any, how often, how long, how much, and how soon."""

from __future__ import annotations

import pandas as pd

from trialstats.engines.proportions import risk_difference
from trialstats.engines.rates import UNIT, rate_ratio, recurrent_rate
from trialstats.engines.survival import had_by, kaplan_meier, log_rank
from trialstats.errors import FitError
from trialstats.methods.medication.courses import counted_courses, per_subject
from trialstats.methods.medication.medication_notes import notes
from trialstats.methods.medication.options import Medication
from trialstats.methods.medication.rows import NOT_KNOWN, Taken
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.occurrences.counts import ANYTHING, labelled
from trialstats.methods.shared.occurrences.events import chosen_events, follow_up_days, people_of, span
from trialstats.methods.shared.occurrences.rows import ANY
from trialstats.methods.shared.scope import conf_level, pairs
from trialstats.methods.shared.summary import summarise
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.rows import ALL
from trialstats.results.shape import Result, Row

__all__ = ["check", "counted", "run"]

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
    collector = Collector(inputs.name)
    collector.add(*_unknown(people, days, inputs))
    work = _Work(analysis, inputs, people, days, collector)
    work.describe_medicine(courses, None)
    if analysis.counts == "started":
        work.estimate_rates(courses)
        work.estimate_first_course(courses)
    for medicine in _by_use(courses):
        work.describe_medicine(courses[courses["medicine"] == medicine], medicine)
    collector.exclude({"dataset": analysis.dataset}, {**counts, **left_out, "used": len(courses)})
    undated = int(courses[analysis.start].isna().sum())
    return collector.result(**notes(analysis, people, days, inputs), undated_courses=undated)


def counted(analysis: Medication, inputs: Inputs) -> pd.DataFrame:
    """Give the courses behind the rows of `run`, each once for any medicine and for its own (`group`), with ARM."""
    assert analysis.follow_up is not None  # the trial file was checked
    people = people_of(analysis, inputs)
    events, _ = chosen_events(analysis, inputs, people)
    courses, _ = counted_courses(analysis, events, span(analysis.follow_up, inputs, list(people.index)))
    courses = labelled(courses, {"medicine": analysis.treatment}).assign(variable=ANY, level=ANYTHING)
    return pd.concat([courses.assign(group=ANYTHING), courses.assign(group=courses["medicine"])], ignore_index=True)


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
    """The pieces of one analysis, of those of `people` whose follow-up is known."""

    def __init__(
        self, analysis: Medication, inputs: Inputs, people: pd.Series[str], days: pd.Series[float], collector: Collector
    ) -> None:
        self.analysis, self.inputs, self.collector = analysis, inputs, collector
        self.people, self.days = people[days.notna()], days.dropna()
        self.level = conf_level(analysis)
        self.sizes = {arm: int((self.people == arm).sum()) for arm in inputs.arms}

    def describe_medicine(self, courses: pd.DataFrame, medicine: str | None) -> None:
        """Count users and courses, compare arms, and describe the users' courses, days and dose."""
        at = {"group": medicine, "variable": ANY}
        users = {arm: courses.loc[courses["ARM"] == arm, "USUBJID"] for arm in self.inputs.arms}
        for arm, of_arm in users.items():
            self.collector.add(self._count(of_arm, {**at, "ARM": arm}, self.sizes[arm]))
        self.collector.add(self._count(courses["USUBJID"], {**at, "ARM": ALL}, sum(self.sizes.values())))
        counts = {arm: of_arm.nunique() for arm, of_arm in users.items()}
        for pair in pairs(self.inputs):
            row = {"kind": Kind.RISK_DIFFERENCE, **pair, **at}
            with self.collector.attempt({**at, "ARM": pair["ARM"]}, [row]):
                active, reference = ((counts[arm], self.sizes[arm]) for arm in pair.values())
                self.collector.add({**row, **self._shown(risk_difference(*active, *reference, self.level))})
        sums = per_subject(courses, self.people)
        for variable, column in self._described(medicine).items():
            label = {"PARAM": PERSON_DAYS} if column == "days" else {}
            for arm in self.inputs.arms:
                keys = {"kind": Kind.SUMMARY, "group": medicine, "variable": variable, "ARM": arm, **label}
                self.collector.add({**keys, **_of_users(sums.loc[sums["ARM"] == arm, column], counts[arm])})

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

    def _shown(self, made: Row) -> Row:
        hidden = () if self.analysis.p_values else ("statistic", "p_value")
        return {name: value for name, value in made.items() if name not in hidden}

    def estimate_rates(self, courses: pd.DataFrame) -> None:
        """Estimate the rate of courses in each arm, and its ratio."""
        counts = courses.groupby("USUBJID").size().reindex(self.people.index, fill_value=0)
        of = {arm: (counts[self.people == arm], self.days[self.people == arm]) for arm in self.inputs.arms}
        for arm, (own, time) in of.items():
            at = {"variable": Taken.COURSES, "ARM": arm}
            row = {"kind": Kind.RATE, **at, "unit": UNIT}
            with self.collector.attempt(at, [row]):
                self.collector.add({**row, **recurrent_rate(own, time, self.level)})
        for pair in pairs(self.inputs):
            row = {"kind": Kind.RATE_RATIO, "variable": Taken.COURSES, **pair}
            with self.collector.attempt({"variable": Taken.COURSES, "ARM": pair["ARM"]}, [row]):
                ratio = rate_ratio(of[pair["ARM"]], of[pair["REFERENCE"]], self.level)
                self.collector.add({**row, **self._shown(ratio)})

    def estimate_first_course(self, courses: pd.DataFrame) -> None:
        """Estimate who has had a first course by when, and compare arms."""
        first = per_subject(courses, self.people)["first"]
        undated = first[first.isna()].index
        time = self.days.drop(undated)
        happened = first.reindex(time.index).notna()
        day = first.reindex(time.index).fillna(time)
        for arm in self.inputs.arms:
            own = self.people[time.index] == arm
            keys = {"kind": Kind.POINT, "variable": Taken.FIRST, "ARM": arm}
            with self.collector.attempt(keys):
                self._follow_curve(keys, day[own], happened[own], time[own])
        for pair in pairs(self.inputs):
            row = {"kind": Kind.RANK_TEST, "variable": Taken.FIRST, **pair}
            of_both = self.people[time.index].isin([*pair.values()])
            active = self.people[time.index][of_both] == pair["ARM"]
            with self.collector.attempt(row):
                self.collector.add({**row, **log_rank(day[of_both], happened[of_both], active)})

    def _follow_curve(
        self, keys: Row, day: pd.Series[float], happened: pd.Series[bool], followed: pd.Series[float]
    ) -> None:
        if day.empty:
            raise FitError(UNDATED if self.sizes[keys["ARM"]] else NOBODY)
        curve = kaplan_meier(day, happened, self.level)
        visits = {visit: at for visit, at in self.inputs.visit_days.items() if visit in self.inputs.after_baseline}
        for name, at in (self.analysis.at or visits).items():
            row = {**keys, "AVISIT": name, "value": float(at)}
            with self.collector.attempt(row):
                self.collector.add({**row, **had_by(curve, float(at), len(day), self.level, followed.max())})
        # The curve begins before the first day, changes on days with an event, and ends where the last without one is
        # followed to; where nobody is left at risk without one, it stays at the top for as long as any is followed.
        last = curve.index.max() if curve["without"].iloc[-1] > 0 else followed.max()
        changes = [0.0, *curve.index[curve["events"] > 0], float(last)]
        for at in dict.fromkeys(changes):
            self.collector.add({**keys, "level": f"{at:.0f}", **had_by(curve, at, len(day), self.level)})


def _of_users(values: pd.Series[float], users: int) -> Row:
    """Summarise what is known of the users, of so many."""
    row = {**summarise(values), "total": users}
    return {**row, "reason": LACKING} if users and not row["n"] else row
