"""Summaries over visits: by hand, on courses whose answer is known, and what holds for any course.

By hand, for the tiny trial's subject 001 (60, 40, 30 mm at weeks 0, 4, 8; better is lower; 0 is best):

    average   trapezoid (50 * 4 + 35 * 4) / 8 = 42.5     right (40 * 4 + 30 * 4) / 8 = 35     left (60 + 40) / 2 = 50
    SPID      differences 0, 20, 30: trapezoid 10 * 4 + 25 * 4 = 140  right 20 * 4 + 30 * 4 = 200  left 0 + 20 * 4 = 80
    percent   of 60 * 8 = 480
    total     40 + 30, baseline left out
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tiny import Tiny
from trialstats.adam.bds import build_bds, parameter_words
from trialstats.adam.over_time import area, fill_gaps
from trialstats.trialfile.parts.over_time import RULES

BOTH = "      BOTH: {label: Mean of both, mean_of: [PAIN, STIFF], unit: mm}\n"
NAN = np.nan


def declare(tiny: Tiny, code: str = "SUM", label: str = "Pain over time", **over_time: Any) -> None:
    """Add a summary of PAIN to the tiny trial."""
    options = {"of": "PAIN", "summary": "spid", "rule": "right", **over_time}
    said = ", ".join(f"{key}: {value}" for key, value in options.items() if value is not None)
    tiny.spec(BOTH, f"{BOTH}      {code}: {{label: {label}, over_time: {{{said}}}}}\n")


def built(tiny: Tiny) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Build adpain: the summary's records, and those who have none."""
    mapped = tiny.mapped()
    adsl = tiny.adam("adpain")["adsl"]
    adpain, unscored = build_bds(tiny.load(), "adpain", mapped["adpain"].records, adsl)
    lacking = unscored[unscored["PARAMCD"] == "SUM"].reindex(columns=["USUBJID", "PARAMCD", "AVISIT", "REASON"])
    return adpain[adpain["PARAMCD"] == "SUM"].set_index("USUBJID"), lacking


def value(tiny: Tiny, **over_time: Any) -> float:
    declare(tiny, **over_time)
    found: float = built(tiny)[0].loc["001", "AVAL"]
    return found


HAND = {
    ("time_weighted_average", "trapezoid"): 42.5,
    ("time_weighted_average", "right"): 35,
    ("time_weighted_average", "left"): 50,
    ("spid", "trapezoid"): 140,
    ("spid", "right"): 200,
    ("spid", "left"): 80,
    ("percent_spid", "trapezoid"): 100 * 140 / 480,
    ("percent_spid", "right"): 100 * 200 / 480,
    ("percent_spid", "left"): 100 * 80 / 480,
}
IDS = [" ".join(key) for key in HAND]


@pytest.mark.parametrize(("summary", "rule", "expected"), [(*key, hand) for key, hand in HAND.items()], ids=IDS)
def test_by_hand(tiny: Tiny, summary: str, rule: str, expected: float) -> None:
    assert value(tiny, summary=summary, rule=rule) == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize(("summary", "rule", "expected"), [(*key, hand) for key, hand in HAND.items()], ids=IDS)
def test_days_for_weeks_change_only_a_sum(tiny: Tiny, summary: str, rule: str, expected: float) -> None:
    """The tiny trial's visits are 28 days apart to the day."""
    sevenfold = expected * (7 if summary == "spid" else 1)
    assert value(tiny, summary=summary, rule=rule, time="ADY") == pytest.approx(sevenfold, rel=1e-15)


def test_the_record_stands_at_the_last_visit_with_the_baseline_of_what_it_sums_up(tiny: Tiny) -> None:
    declare(tiny, summary="time_weighted_average", rule="trapezoid", label="Average pain")
    made, unscored = built(tiny)
    row = made.loc["001"]
    assert len(made) == 6
    assert unscored.empty
    assert [row[name] for name in ("AVISIT", "AVISITN", "VISIT", "ADY", "BASE", "CHG", "ANL01FL", "PARAMTYP")] == [
        "Week 8",
        8,
        "V2",
        57,
        60,
        -17.5,
        "Y",
        "DERIVED",
    ]
    assert row["PCHG"] == pytest.approx(100 * -17.5 / 60)
    assert row["PARAM"] == "Average pain, trapezoidal rule (mm)"
    assert pd.isna(row["ABLFL"])
    assert made["DTYPE"].isna().all()


TOTAL: dict[str, Any] = {"summary": "total", "rule": None}


def test_a_total_is_of_the_visits_after_baseline(tiny: Tiny) -> None:
    """It has the name that is declared, the unit and direction of its parts, and no change: 60 is of one visit."""
    declare(tiny, label="Pain after", **TOTAL)
    row = built(tiny)[0].loc["001"]
    assert row[["AVAL", "BASE", "AVISIT", "PARAM"]].tolist() == [70, 60, "Week 8", "Pain after (mm)"]
    assert row[["CHG", "PCHG"]].isna().all()
    words = parameter_words(tiny.load(), "adpain")["SUM"]
    assert (words["unit"], words["better"]) == ("mm", "lower")


def test_who_lacks_a_visit_of_a_total_has_none(tiny: Tiny) -> None:
    declare(tiny, **TOTAL)
    for subject, visit in (("001", "V0"), ("002", "V1")):
        lines_without(tiny, subject, visit)
    made, unscored = built(tiny)
    assert made.loc["001", "AVAL"] == 70
    assert unscored.values.tolist() == [["002", "SUM", "Week 8", "no value at Week 4"]]


@pytest.mark.parametrize("summary", ["spid", "percent_spid"])
def test_a_sum_of_differences_has_no_change(tiny: Tiny, summary: str) -> None:
    declare(tiny, summary=summary)
    made, _ = built(tiny)
    assert made["BASE"].tolist() == [60, 62, 70, 55, 66, 58]
    assert made[["CHG", "PCHG"]].isna().all(axis=None)


def test_words_follow_from_what_is_summed_up(tiny: Tiny) -> None:
    declare(tiny, "TWA", summary="time_weighted_average", rule="trapezoid")
    declare(tiny, "PSPID", summary="percent_spid", rule="left")
    declare(tiny, summary="spid")
    words = parameter_words(tiny.load(), "adpain")
    found = {code: (w["label"], w["unit"], w["better"]) for code, w in words.items()}
    assert {code: found[code] for code in ("TWA", "PSPID", "SUM")} == {
        "TWA": ("Pain over time, trapezoidal rule", "mm", "lower"),
        "PSPID": ("Pain over time, left-endpoint rule", "%", "higher"),
        "SUM": ("Pain over time, right-endpoint rule", None, "higher"),
    }


def test_an_improvement_is_positive_where_higher_is_better(tiny: Tiny) -> None:
    tiny.spec("range: [0, 100], better: lower", "range: [0, 100], better: higher")
    assert value(tiny, summary="spid") == -200
    tiny.spec("summary: spid", "summary: percent_spid")
    assert built(tiny)[0].loc["001", "AVAL"] == 100 * -200 / (40 * 8)


def test_the_best_value_may_be_declared(tiny: Tiny) -> None:
    assert value(tiny, summary="percent_spid", best=10) == 100 * 200 / (50 * 8)


def test_a_window_of_some_visits(tiny: Tiny) -> None:
    average = value(tiny, summary="time_weighted_average", rule="trapezoid", visits="[Week 4, Week 8]")
    assert average == 35
    assert built(tiny)[0].loc["001", ["BASE", "CHG"]].tolist() == [60, -25]


def test_visits_are_taken_in_the_order_of_their_numbers(tiny: Tiny) -> None:
    assert value(tiny, visits="[Week 8, Baseline, Week 4]") == 200


def test_a_mean_of_parameters_can_be_summed_up(tiny: Tiny) -> None:
    """BOTH of 001 is 55, 42, 34: (48.5 + 38) / 2."""
    declare(tiny, summary="time_weighted_average", rule="trapezoid", of="BOTH")
    assert built(tiny)[0].loc["001", ["AVAL", "BASE"]].tolist() == [43.25, 55]


# -- incomplete courses


def without(tiny: Tiny, *beginnings: str) -> None:
    tiny.remove("data/vas.csv", *(f"{start}," for start in beginnings))


def lines_without(tiny: Tiny, subject: str, visit: str) -> None:
    text = tiny.read("data/vas.csv").splitlines(keepends=True)
    tiny.write("data/vas.csv", "".join(x for x in text if not (x.startswith(f"{subject},{visit}") and ",PAIN," in x)))


def test_who_lacks_a_visit_is_listed_with_the_reason(tiny: Tiny) -> None:
    declare(tiny, summary="time_weighted_average", rule="trapezoid")
    for subject, visit in (("001", "V1"), ("002", "V1"), ("002", "V2"), ("003", "V0")):
        lines_without(tiny, subject, visit)
    made, unscored = built(tiny)
    assert made.index.tolist() == ["004", "005", "006"]
    assert unscored.values.tolist() == [
        ["001", "SUM", "Week 8", "no value at Week 4"],
        ["002", "SUM", "Week 8", "no value at Week 4, Week 8"],
        ["003", "SUM", "Week 8", "no value at Baseline"],
    ]


def test_interpolation_bridges_gaps_and_never_ends(tiny: Tiny) -> None:
    """001 without week 4: 60, (45), 30. The trapezoid is the same as that of the two ends."""
    declare(tiny, summary="spid", rule="right", missing="interpolated")
    lines_without(tiny, "001", "V1")
    lines_without(tiny, "002", "V2")
    made, unscored = built(tiny)
    assert made.loc["001", ["AVAL", "DTYPE"]].tolist() == [15 * 4 + 30 * 4, "INTERP"]
    assert made.loc["003":, "DTYPE"].isna().all()
    assert unscored["REASON"].tolist() == ["no value at Week 8"]


def test_the_last_value_is_carried_and_baseline_never(tiny: Tiny) -> None:
    declare(tiny, summary="spid", rule="right", missing="last carried")
    lines_without(tiny, "001", "V2")
    lines_without(tiny, "002", "V1")
    made, unscored = built(tiny)
    row = made.loc["001"]
    assert [row["AVAL"], row["DTYPE"], row["AVISIT"]] == [20 * 4 + 20 * 4, "LOCF", "Week 8"]
    assert pd.isna(row["VISIT"])
    assert unscored.values.tolist() == [["002", "SUM", "Week 8", "no value at Week 4"]]
    assert set(made["DTYPE"].dropna()) == {"LOCF"}  # BOCF is CDISC's best observation, BLOCF its baseline: none of them


def test_days_out_of_order_give_no_summary(tiny: Tiny) -> None:
    declare(tiny, summary="spid", time="ADY")
    tiny.replace("data/vas.csv", "001,V1,2024-02-02,PAIN", "001,V1,2024-03-02,PAIN")
    tiny.fates(outside_window="keep")
    assert built(tiny)[1]["REASON"].tolist() == ["the days of the visits are not in their order"]


def test_days_are_counted_through_though_there_is_no_day_0(tiny: Tiny) -> None:
    """Baseline two days before randomisation (day -2): day 29 is 30 days later, not 31."""
    declare(tiny, summary="spid", time="ADY")
    tiny.replace("data/vas.csv", "001,V0,2024-01-05,PAIN", "001,V0,2024-01-03,PAIN")
    made, _ = built(tiny)
    assert made.loc["001", "AVAL"] == 20 * 30 + 30 * 28


def test_a_missing_visit_is_put_on_its_planned_day(tiny: Tiny) -> None:
    declare(tiny, summary="spid", time="ADY", missing="last carried")
    lines_without(tiny, "001", "V2")
    assert built(tiny)[0].loc["001", "AVAL"] == 20 * 28 + 20 * 28


def test_no_percentage_of_no_possible_improvement(tiny: Tiny) -> None:
    declare(tiny, summary="percent_spid")
    tiny.replace("data/vas.csv", "001,V0,2024-01-05,PAIN,60", "001,V0,2024-01-05,PAIN,0")
    made, unscored = built(tiny)
    assert np.isfinite(made["AVAL"]).all()
    assert unscored["REASON"].tolist() == ["baseline is the best possible value: there is no largest improvement"]


# -- courses whose answer is known


TIMES = np.array([[0.0, 1.0, 4.0, 6.0]])


@pytest.mark.parametrize("rule", RULES)
def test_a_constant_course_has_its_value_as_average(rule: str) -> None:
    assert area(np.full((1, 4), 7.5), TIMES, rule) / 6 == 7.5


@pytest.mark.parametrize(("rule", "expected"), [("trapezoid", 60 - 5 * 3), ("right", 37.5), ("left", 52.5)])
def test_a_straight_course(rule: str, expected: float) -> None:
    """60 - 5 t: the trapezoid is exact; the ends are off by half of the sum of 5 d^2 over 6, 5 (1 + 9 + 4) / 12."""
    off = {"trapezoid": 0, "right": -5 * 14 / 12, "left": 5 * 14 / 12}[rule]
    assert area(60 - 5 * TIMES, TIMES, rule) / 6 == pytest.approx(45 + off)
    even = np.array([[0.0, 3.0, 6.0]])
    assert area(60 - 5 * even, even, rule) / 6 == pytest.approx(expected)


def test_at_equal_spacing_the_right_end_is_the_mean_after_baseline() -> None:
    course = np.array([[60.0, 50, 31, 20]])
    assert area(course, np.arange(4.0)[None], "right") / 3 == pytest.approx(course[:, 1:].mean())


courses = st.lists(st.lists(st.floats(0, 100), min_size=4, max_size=4), min_size=1, max_size=5).map(
    lambda rows: np.array(rows)
)


@settings(max_examples=60, deadline=None)
@given(courses, st.sampled_from(list(RULES)), st.floats(0.1, 10))
def test_area_is_linear_and_grows_with_the_unit_of_time(course: Any, rule: str, factor: float) -> None:
    times = np.broadcast_to(TIMES, course.shape)
    once = area(course, times, rule)
    np.testing.assert_allclose(area(course, factor * times, rule), factor * once, rtol=1e-12, atol=1e-9)
    np.testing.assert_allclose(area(100 - course, times, rule), 600 - once, rtol=1e-12, atol=1e-9)
    np.testing.assert_allclose(area(course, times + 17, rule), once, rtol=1e-12, atol=1e-9)
    ends = (area(course, times, "left") + area(course, times, "right")) / 2
    np.testing.assert_allclose(area(course, times, "trapezoid"), ends, rtol=1e-12, atol=1e-9)


def test_gaps_are_filled_by_time_and_only_where_they_may_be() -> None:
    values = np.array([[8.0, NAN, NAN, 2], [8, NAN, 5, NAN], [NAN, 4, NAN, 1], [8, 6, NAN, NAN]])
    times = np.broadcast_to(TIMES, values.shape)
    between, filled = fill_gaps(values, times, "interpolated", 0)
    np.testing.assert_allclose(between, [[8, 7, 4, 2], [8, 7.25, 5, NAN], [NAN, 4, 2.2, 1], [8, 6, NAN, NAN]])
    assert filled.sum(axis=1).tolist() == [2, 1, 1, 0]
    carried, filled = fill_gaps(values, times, "last carried", 0)
    np.testing.assert_allclose(carried, [[8, NAN, NAN, 2], [8, NAN, 5, 5], [NAN, 4, 4, 1], [8, 6, 6, 6]])
    assert filled.sum(axis=1).tolist() == [0, 1, 1, 2]
    assert fill_gaps(values, times, "absent", 0)[0] is values


def test_the_order_of_the_file_does_not_matter(tiny: Tiny) -> None:
    declare(tiny, summary="percent_spid", rule="trapezoid", time="ADY", missing="interpolated")
    lines_without(tiny, "004", "V1")
    before, _ = built(tiny)
    head, *lines = tiny.read("data/vas.csv").splitlines()
    tiny.write("data/vas.csv", "\n".join([head, *reversed(lines), ""]))
    pd.testing.assert_frame_equal(built(tiny)[0], before)


# -- what the trial file is told

AT = "53: datasets.adpain.derived.SUM"
SAID = {
    "no rule": ({"rule": "middle"}, f"{AT}.over_time.rule = middle is not known (known: trapezoid, right, left)"),
    "of nothing": ({"of": "PAINS"}, f"{AT}.over_time.of = PAINS is not a known parameter (did you mean `PAIN`?)"),
    "no direction": ({"of": "STIFF"}, f"{AT}.over_time.summary = spid needs `better: lower` or `higher` of STIFF"),
    "no range": (
        {"of": "BOTH", "summary": "percent_spid"},
        f"{AT}.over_time.summary = percent_spid needs `best`, or a `range` of BOTH",
        f"{AT}.over_time.summary = percent_spid needs `better: lower` or `higher` of BOTH",
    ),
    "no rule at all": ({"rule": None}, f"{AT}.over_time: spid needs `rule`: trapezoid, right or left"),
    "rule of a total": ({"summary": "total"}, f"{AT}.over_time: `rule` is of intervals, and a total has none"),
    "best of a sum": ({"best": 0}, f"{AT}.over_time: `best` is for percent_spid"),
    "one visit": ({"visits": "Week 4"}, f"{AT}.over_time: `visits` needs at least 2 entries"),
    "unknown visit": (
        {"visits": "[Baseline, Week 4, Week 9]"},
        f"{AT}.over_time.visits = Week 9 is not a known visit of the dataset (did you mean `Week 8`?)",
    ),
    "not from baseline": (
        {"visits": "[Week 4, Week 8]"},
        f"{AT}.over_time.summary = spid counts from baseline; its window begins at Week 4",
    ),
}


@pytest.mark.parametrize(("options", "said"), [(first, rest) for first, *rest in SAID.values()], ids=SAID)
def test_what_is_wrong_is_said(tiny: Tiny, options: dict[str, Any], said: list[str]) -> None:
    declare(tiny, **options)
    assert tiny.spec_problems() == said


def test_a_summary_of_a_summary_is_refused(tiny: Tiny) -> None:
    declare(tiny)
    tiny.spec("over_time: {of: PAIN,", "better: lower, over_time: {of: PAIN,")
    twice = "      TWICE: {label: Twice, over_time: {of: SUM, summary: spid, rule: left}}\n"
    mean = "      MEAN: {label: Mean, mean_of: [PAIN, SUM]}\n"
    tiny.spec("rule: right}}\n", f"rule: right}}}}\n{twice}{mean}")
    assert tiny.spec_problems() == [
        "54: datasets.adpain.derived.TWICE.over_time.of = SUM is a summary over visits; name one measured at visits",
        "55: datasets.adpain.derived.MEAN.mean_of = SUM is a summary over visits; name one measured at visits",
    ]


def test_days_need_dates_and_planned_days(tiny: Tiny) -> None:
    declare(tiny, time="ADY", missing="interpolated")
    tiny.spec("    date: {column: date}\n", "")
    tiny.spec("Week 4: {codes: V1, AVISITN: 4, target: 29, window: [22, 36]}", "Week 4: {codes: V1, AVISITN: 4}")
    at = "52: datasets.adpain.derived.SUM.over_time"
    assert tiny.spec_problems() == [
        f"{at}.missing = interpolated with time ADY needs `target` or `window` of Week 4",
        f"{at}.time = ADY needs `date` of the source and `subjects.day_one`",
    ]


def test_a_parameter_is_a_mean_or_a_summary(tiny: Tiny) -> None:
    tiny.spec("mean_of: [PAIN, STIFF]", "mean_of: [PAIN, STIFF], over_time: {of: PAIN, summary: spid, rule: left}")
    assert tiny.spec_problems() == [
        "52: datasets.adpain.derived.BOTH: give one rule: `mean_of`, `sum_of`, `first_of`, `rescale`, `recode`, "
        "`constant`, `daily_mean`, `over_time`, `deviates`, `z_scores` or `responder`"
    ]
