"""Medication counted by hand in a tiny trial; the curve, its test and the rates against R are tested apart."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from tests.methods.build import choose, pick
from tests.methods.events import COURSES, TAKEN, courses, material
from trialstats.errors import DataError
from trialstats.methods.medication.medication import LACKING, run
from trialstats.methods.medication.options import Medication
from trialstats.methods.shared.inputs import Inputs
from trialstats.results.shape import Result
from trialstats.trialfile.parts.partial_dates import known_part_of

YEAR = 365.25


def medication(material: Inputs, **changes: Any) -> Result:
    return run(Medication(**{**TAKEN, **changes}), material)


def of(result: Result, kind: str, arm: str, variable: str, group: str | None = None) -> pd.Series:
    rows = result.rows[result.rows["AVISIT"].isna()]
    rows = rows[rows["group"].isna() if group is None else (rows["group"] == group).fillna(False)]
    return pick(Result(rows), kind=kind, ARM=arm, variable=variable)


@pytest.fixture(scope="module")
def made() -> Result:
    return medication(material())


# Left out: the course of s3 (day -3 to 2) and of l2 (over on day -8).
@pytest.mark.parametrize(
    ("group", "sham", "laser"), [(None, (2, 4), (1, 1)), ("A", (2, 3), (1, 1)), ("B", (1, 1), (0, 0))]
)
def test_subjects_and_courses(made: Result, group: str | None, sham: tuple[int, int], laser: tuple[int, int]) -> None:
    for arm, expected in (("Sham", sham), ("Laser", laser), ("All", (sham[0] + laser[0], sham[1] + laser[1]))):
        row = of(made, "count", arm, "ANY", group)
        assert tuple(row[["count", "events"]]) == expected
        assert row["percent"] == 100 * row["count"] / row["total"]


def test_the_difference_is_active_minus_reference(made: Result) -> None:
    row = of(made, "risk_difference", "Laser", "ANY")
    assert (row["estimate"], row["REFERENCE"]) == (pytest.approx(1 / 3 - 2 / 4), "Sham")
    assert row["conf_low"] < row["estimate"] < row["conf_high"]


def test_who_is_not_followed_is_no_non_user(made: Result) -> None:
    """l4 was never seen after day 1: 1 user of 3, and not of 4; over all 3 of 7."""
    assert [of(made, "count", arm, "ANY")["total"] for arm in ("Sham", "Laser", "All")] == [4, 3, 7]
    told = choose(made, {"kind": "count", "variable": "FOLLOW_UP"})
    assert told[["ARM", "count", "total"]].to_numpy().tolist() == [["Laser", 1, 4]]


def test_days_and_dose(made: Result) -> None:
    """s1 took A for 3 + 2 days (500 mg), s2 for 2 (400 mg); how long s1 took B is not recorded."""
    courses_of_a, days, dose = (of(made, "summary", "Sham", name, "A") for name in ("COURSES", "CMDUR", "CMDOSE"))
    assert (courses_of_a["n"], courses_of_a["mean"]) == (2, 1.5)
    assert (days["mean"], dose["minimum"], dose["maximum"]) == (3.5, 400, 500)
    of_b = of(made, "summary", "Sham", "CMDUR", "B")
    assert (of_b["n"], of_b["total"], of_b["reason"]) == (0, 1, LACKING)
    assert of(made, "summary", "Sham", "CMDUR")["n"] == 1  # s2 alone: a sum that lacks a part is no sum
    assert "CMDOSE" not in set(made.rows.loc[made.rows["group"].isna(), "variable"])  # doses of A and B do not add


def whole(rows: list[tuple[str, str, int | None, int | None]], **changes: Any) -> Result:
    """Courses of a start and an end, without recorded days."""
    complete = [(*row, None, None) for row in rows]
    return medication(material(adcm=courses(complete)), end="AENDT", days=None, dose=None, **changes)


OVERLAPPING: list[tuple[str, str, int | None, int | None]] = [
    ("s1", "A", 1, 10),
    ("s1", "A", 6, 15),
    ("s1", "B", 3, 12),  # 30 days of courses, 15 of the calendar
    ("s2", "A", 2, 2),
    ("s2", "B", 2, 2),
    ("s2", "A", 30, 99),  # followed to day 41: day 2 and 30 to 41
    ("l1", "B", 80, None),  # not over: to day 84
    ("l2", "A", 7, 9),
    ("l2", "B", None, 20),  # nobody knows how long B was taken
]


def test_days_of_use_are_days_of_the_calendar() -> None:
    result = whole(OVERLAPPING)
    sham, laser = (of(result, "summary", arm, "DAYS") for arm in ("Sham", "Laser"))
    assert (sham["n"], sham["minimum"], sham["maximum"]) == (2, 13, 15)
    assert (laser["n"], laser["total"], laser["maximum"]) == (1, 2, 5)
    assert of(result, "summary", "Sham", "DAYS", "A")["maximum"] == 15
    assert of(result, "summary", "Laser", "DAYS", "A")["maximum"] == 3


def test_recorded_days_are_person_days_of_courses_and_lie_in_the_calendar_from_the_start() -> None:
    """Two courses of 10 days from days 1 and 6, one of 9 from day 80: 29 person-days, 15 + 5 of the calendar."""
    rows = [("s1", "A", 1, None, 10.0, 10.0), ("s1", "B", 6, None, 10.0, 10.0), ("s1", "A", 80, None, 10.0, 9.0)]
    result = medication(material(adcm=courses(rows)))
    assert of(result, "summary", "Sham", "DAYS")["mean"] == 20
    added = of(result, "summary", "Sham", "CMDUR")
    assert (added["mean"], added["PARAM"]) == (29, "Person-days of courses")


@pytest.mark.parametrize("seed", range(5))
def test_days_of_use_by_sets_of_days(seed: int) -> None:
    """Brute force: a set of the days of every course, cut to the follow-up of day 1 to 84."""
    random = np.random.default_rng(seed)
    begun = random.integers(-20, 100, 12)
    lasting = random.integers(0, 40, 12)
    rows = [
        ("s1", "AB"[k % 2], int(start), int(start + more))
        for k, (start, more) in enumerate(zip(begun, lasting, strict=True))
    ]
    result = whole(rows, counts="taken")
    for medicine in "AB":
        taken = [set(range(start, end + 1)) for _, name, start, end in rows if name == medicine]  # type: ignore[operator]
        days = len(set().union(*taken) & set(range(1, 85)))
        assert of(result, "summary", "Sham", "DAYS", medicine)["mean"] == days


def test_a_course_over_before_the_follow_up_is_none_of_it_whenever_it_began() -> None:
    """Users 1 of 3: the end of l2's course tells, its start is not needed; l3's unknown start alone decides nothing."""
    rows = [("l1", "A", 3, 4), ("l2", "A", None, -8), ("l3", "A", None, None)]
    for counts, words in (("taken", "over"), ("started", "began")):
        result = whole(rows, counts=counts)
        assert tuple(of(result, "count", "Laser", "ANY")[["count", "total"]]) == (2, 3)
        assert result.notes["excluded"][0]["left_out"][f"{words} before the follow-up"] == 1
    assert of(whole(rows[:2], counts="taken"), "count", "Laser", "ANY")["count"] == 1


def known(rows: list[tuple[str, str, int | None, int | None]], **parts: str) -> pd.DataFrame:
    """Courses with what is known of dates whose day is not: of every one the same."""
    made = courses([(*row, None, None) for row in rows])
    return made.assign(**{known_part_of(variable): part for variable, part in parts.items()})


def left_out(result: Result) -> dict[str, int]:
    """Say why courses of the population do not count, and how many."""
    return {why: n for why, n in result.notes["excluded"][0]["left_out"].items() if why != "subject not in SAFFL"}


# Day 1 is 10 January 2024; s1 is followed to day 84, 2 April. Its course began on day -69, 1 November 2023.
@pytest.mark.parametrize(
    ("end", "users", "days"),
    [
        (None, 1, 84),  # blank: going on
        ("2023-12", 0, None),  # over by 31 December: it was 1 user, of 84 days
        ("2023", 0, None),
        ("2024-01", 1, None),  # over before day 1 or not: it counts, and nobody knows its days
        ("2024", 1, None),
        ("2024-05", 1, 84),  # whenever in May it ended, it was taken on all days
        ("unknown", 1, None),
    ],
)
def test_an_end_known_in_part_is_no_course_going_on(end: str | None, users: int, days: int | None) -> None:
    rows = [("s1", "A", -69, None)]
    given = known(rows) if end is None else known(rows, AENDT=end)
    result = medication(material(adcm=given), end="AENDT", days=None, dose=None, counts="taken")
    assert of(result, "count", "Sham", "ANY")["count"] == users
    assert left_out(result) == ({} if users else {"over before the follow-up": 1})
    if users:
        use = of(result, "summary", "Sham", "DAYS", "A")
        assert (use["n"], use["total"]) == (0 if days is None else 1, 1)
        assert days is None or use["mean"] == days


def test_the_days_of_a_course_that_ended_on_a_day_not_known_are_not_known() -> None:
    """Begun on day 1 and over in January: it was given 84 days of use, the days to the end of follow-up."""
    result = medication(material(adcm=known([("s1", "A", 1, None)], AENDT="2024-01")), end="AENDT", days=None)
    assert of(result, "count", "Sham", "ANY")["count"] == 1
    for variable in ("DAYS", "CMDOSE"):
        row = of(result, "summary", "Sham", variable, "A")
        assert (row["n"], row["total"], row["reason"]) == (0, 1, LACKING)


@pytest.mark.parametrize(
    ("start", "users", "reasons"),
    [
        ("2023-12", 0, {"began before the follow-up": 1}),
        ("2024-01", 1, {}),
        ("2024-05", 0, {"began after the follow-up": 1}),
        ("unknown", 1, {}),
    ],
)
def test_a_month_of_start_outside_the_follow_up_tells(start: str, users: int, reasons: dict[str, int]) -> None:
    result = medication(material(adcm=known([("s1", "A", None, None)], ASTDT=start)))
    assert of(result, "count", "Sham", "ANY")["count"] == users
    assert left_out(result) == reasons


def test_a_curve_on_which_all_have_had_it_stays_at_the_top_as_long_as_they_are_followed() -> None:
    """Sham: a first course on days 5, 10, 20 and 30, all on or before day 42; followed to day 84."""
    rows = [(subject, "A", day, day) for subject, day in zip(("s1", "s2", "s3", "s4"), (5, 10, 20, 30), strict=True)]
    points = choose(whole(rows), {"kind": "point", "ARM": "Sham"})
    (week,) = points[points["AVISIT"] == "Week 6"].to_dict("records")
    assert (week["estimate"], week["n"], week["count"]) == (100, 0, 4)
    curve = points[points["level"].notna()]
    assert dict(zip(curve["value"], curve["estimate"], strict=True)) == {0: 0, 5: 25, 10: 50, 20: 75, 30: 100, 84: 100}


def test_a_curve_stays_at_the_top_also_where_one_without_was_followed_to_an_earlier_day() -> None:
    """Sham: s2 none to day 41; s1, s3 and s4 on days 5, 10 and 50: 3/4, 1/2 and then 0 are without. Table as figure."""
    rows = [(subject, "A", day, day) for subject, day in zip(("s1", "s3", "s4"), (5, 10, 50), strict=True)]
    points = choose(whole(rows, at={"Week 12": 84}), {"kind": "point", "ARM": "Sham"})
    assert points.loc[points["AVISIT"] == "Week 12", "estimate"].tolist() == [100]
    curve = points[points["level"].notna()]
    assert dict(zip(curve["value"], curve["estimate"], strict=True)) == {0: 0, 5: 25, 10: 50, 50: 100, 84: 100}


def test_nobody_without_a_course_is_followed_so_long() -> None:
    """Of l1, l2 (day 84) and l3 (day 56) the last has none: after day 56 the share is not known."""
    rows = [("l1", "A", 5, 5), ("l2", "A", 6, 6)]
    result = whole(rows, at={"Week 12": 84})
    (row,) = choose(result, {"kind": "point", "ARM": "Laser", "AVISIT": "Week 12"}).to_dict("records")
    assert (row["reason"], pd.isna(row["estimate"])) == ("nobody without an event was followed to day 84", True)


def test_users_on_unknown_days_are_in_no_curve() -> None:
    """Laser: l1 and l2 of 3, l3 has no course; where l3 has an undated one too, l2 alone is left."""
    rows: list[tuple[str, str, int | None, int | None]] = [("l1", "A", None, None), ("l2", "A", 30, 31)]
    for more, expected in (([], 2), ([("l2", "A", None, None), ("l3", "A", None, None)], 1)):
        curve = choose(whole([*rows, *more]), {"kind": "point", "ARM": "Laser", "level": "0"})
        assert curve["total"].tolist() == [expected]
    alone = whole([rows[0], ("l2", "A", None, None), ("l3", "A", None, None)])
    (row,) = choose(alone, {"kind": "point", "ARM": "Laser"}).to_dict("records")
    assert row["reason"] == "every subject of this arm took medicines on days that nobody knows"


@pytest.mark.parametrize(("changes", "filled"), [({}, False), ({"end": "AENDT"}, True)])
def test_words_tell_whence_person_days_are(changes: dict[str, str], filled: bool) -> None:
    """With an `end`, a course without recorded days has those to its end: s1's B of day 30 has the 55 to day 84."""
    result = medication(material(), **changes)
    assert ("where they are not recorded, those in the follow-up" in result.notes["inference"]) == filled
    days = of(result, "summary", "Sham", "CMDUR", "B")
    assert (days["n"], days["maximum"] if filled else None) == ((1, 55) if filled else (0, None))


def test_a_rate_without_an_interval_stands() -> None:
    """Without s2 and l3 everybody has one course in 84 days."""
    rows = [(subject, "A", 3, 4) for subject in ("s1", "s3", "s4", "l1", "l2")]
    short = material(adcm=courses([(*row, None, None) for row in rows]))
    kept = short.adsl[~short.adsl["USUBJID"].isin(["s2", "l3"])]
    result = medication(replace(short, adsl=kept), end="AENDT", days=None, dose=None)
    for arm in ("Sham", "Laser"):
        row = of(result, "rate", arm, "COURSES")
        assert row["estimate"] == pytest.approx(100 * YEAR / 84)
        assert "same rate" in row["reason"]
        assert pd.isna(row["conf_low"])
    ratio = of(result, "rate_ratio", "Laser", "COURSES")
    assert ratio["estimate"] == pytest.approx(1)
    assert "same rate" in ratio["reason"]
    assert not result.notes["failed"]


def test_intakes_a_day() -> None:
    twice = medication(material(adcm=courses().assign(CMINT=2.0)), intakes="CMINT")
    assert of(twice, "summary", "Sham", "CMDOSE", "A")["maximum"] == 1000


def test_rates(made: Result) -> None:
    """Sham: 4 courses in 84 + 41 + 84 + 84 days; Laser: 1 in 84 + 84 + 56, for l4 was never seen after day 1."""
    sham, laser = (of(made, "rate", arm, "COURSES") for arm in ("Sham", "Laser"))
    assert (sham["events"], sham["value"] * YEAR, sham["n"]) == (4, pytest.approx(293), 4)
    assert (laser["events"], laser["value"] * YEAR, laser["n"]) == (1, pytest.approx(224), 3)
    ratio = of(made, "rate_ratio", "Laser", "COURSES")
    assert ratio["estimate"] == pytest.approx((1 / 224) / (4 / 293))
    assert pd.isna(ratio["p_value"])


def test_the_time_to_the_first_course(made: Result) -> None:
    """Sham: s1 on day 5, s2 on 40, s3 and s4 none to day 84. On day 42 half have had one, and s3 and s4 are at risk."""
    (row,) = choose(made, {"kind": "point", "ARM": "Sham", "AVISIT": "Week 6"}).to_dict("records")
    assert (row["value"], row["n"], row["count"], row["estimate"]) == (42, 2, 2, 50)
    points = choose(made, {"kind": "point", "ARM": "Sham"})
    curve = points[points["level"].notna()]
    assert dict(zip(curve["value"], curve["estimate"], strict=True)) == {0: 0, 5: 25, 40: 50, 84: 50}
    assert curve["n"].tolist() == [4, 4, 3, 2]
    test = of(made, "rank_test", "Laser", "FIRST")
    # Days 5: 4 and 3 at risk, 40: 3 and 3, 80: 2 and 2 (l3 is seen last on day 56); one event each, in Sham twice.
    expected, variance = 3 / 7 + 3 / 6 + 2 / 4, 12 / 49 + 9 / 36 + 4 / 16
    assert test["statistic"] == pytest.approx((1 - expected) / variance**0.5)
    assert "Baseline" not in set(points["AVISIT"])


def test_a_first_course_at_days_of_ones_own(made: Result) -> None:
    result = medication(material(), at={"Month 1": 30, "Year 1": 365})
    rows = choose(result, {"kind": "point", "ARM": "Sham", "AVISIT": "Year 1"})
    assert rows["reason"].tolist() == ["nobody was followed to day 365"]
    assert not result.notes["failed"]  # there is no such number: a reason says so, and nothing went wrong


def test_what_was_taken_counts_from_day_one_on() -> None:
    """Begun before and not over: s3, day -3 to 2, two days of use; s1 has B from day 30 on: 55 days to day 84."""
    result = medication(material(), counts="taken", end="AENDT", days=None)
    assert tuple(of(result, "count", "Sham", "ANY", "B")[["count", "events"]]) == (2, 2)
    days = of(result, "summary", "Sham", "DAYS", "B")
    assert (days["minimum"], days["maximum"]) == (2, 55)
    # Neither a first course nor a rate of what was there before.
    assert set(result.rows["kind"]) == {"count", "risk_difference", "summary"}
    assert not ((result.rows["variable"] == "DAYS") & result.rows["group"].isna()).any()
    assert result.notes["excluded"][0]["left_out"]["over before the follow-up"] == 1


def test_everything_is_accounted_for(made: Result) -> None:
    (found,) = made.notes["excluded"]
    assert found["left_out"] == {"subject not in SAFFL": 0, "began before the follow-up": 2}
    assert (found["in"], found["used"]) == (7, 5)


def test_courses_after_the_follow_up_or_of_the_unseen_are_left_out() -> None:
    late = [("s2", "A", 50, 51, 100.0, 2.0), ("l4", "A", 3, 4, 100.0, 2.0), ("s1", None, 8, 9, 100.0, 2.0)]
    result = medication(material(adcm=courses([*COURSES, *late])))
    left_out = result.notes["excluded"][0]["left_out"]
    assert left_out["began after the follow-up"] == 1
    assert left_out["follow-up of the subject not known"] == 1
    assert of(result, "count", "Sham", "ANY", "Medicine not recorded")["events"] == 1


def test_nobody_took_anything() -> None:
    result = medication(material(adcm=courses([])))
    assert of(result, "count", "All", "ANY")["count"] == 0
    assert of(result, "rank_test", "Laser", "FIRST")["reason"] == "nobody has an event"
    assert "no event" in of(result, "rate_ratio", "Laser", "COURSES")["reason"]


def test_the_order_of_rows_does_not_matter(made: Result) -> None:
    shuffled = courses().sample(frac=1, random_state=5)
    pd.testing.assert_frame_equal(medication(material(adcm=shuffled)).rows, made.rows)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"follow_up": None}, "needs `follow_up`"),
        ({"counts": "taken", "days": None}, "needs `end`"),
        ({"counts": "taken", "end": "AENDT"}, "leave `days` out"),
        ({"days": None}, "`dose` needs"),
        ({"dose": None, "intakes": "CMINT"}, "`intakes` needs"),
    ],
)
def test_what_cannot_be_meant_is_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Medication(**{**TAKEN, **changes})


def test_a_course_over_before_it_began_stops_the_analysis() -> None:
    wrong = courses([("s1", "A", 5, 3, 100, 3)]).assign(SRCFILE="data/rescue.csv", SRCLINE=7)
    with pytest.raises(DataError, match=r"^adcm: AENDT before ASTDT: s1 2024-01-12 \(data/rescue.csv, line 7\)$"):
        medication(material(adcm=wrong), end="AENDT")


def test_all_that_is_below_zero_is_named_at_once() -> None:
    wrong = courses([("s1", "A", 5, 7, -100, 3), ("s2", "A", 5, 7, 100, -3)])
    with pytest.raises(DataError) as error:
        medication(material(adcm=wrong))
    assert error.value.problems == ("adcm: CMDUR below 0: s2 -3", "adcm: CMDOSE below 0: s1 -100")
