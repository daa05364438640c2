"""Which visit a record belongs to, on which day it was taken, and which of several in a window counts.

Subject 001 of the tiny trial was randomised on 2024-01-05, which is day 1; week 4 has target 29 and window 22 to 36.
"""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest

from tests.adam.saying import checked, fatal
from tests.tiny import TRIAL_FILE, Tiny, listed
from trialstats.trialfile.parts.subjects import Visit

DAY_1 = date(2024, 1, 5)
BY_WINDOW = ("    shape: long", "    visits_by: window\n    shape: long")


def pain_on(*days: int, visit: str = "V1") -> str:
    """A pain file of subject 001: one value on each day (there is no day 0), the day itself being the value."""
    dates = [DAY_1 + timedelta(day - (day > 0)) for day in days]
    rows = [f"001,{visit},{on},PAIN,{abs(day)},mm" for day, on in zip(days, dates, strict=True)]
    return "\n".join(["id,visit,date,item,result,unit", *rows, ""])


def adpain(tiny: Tiny) -> pd.DataFrame:
    data = tiny.adam("adpain")["adpain"]
    return data[data["PARAMCD"] == "PAIN"]


def test_day_1_is_the_day_of_randomisation_and_no_day_is_0(tiny: Tiny) -> None:
    days = {"2023-12-29": -7, "2024-01-04": -1, "2024-01-05": 1, "2024-01-06": 2, "2024-02-02": 29, "2024-02-29": 56}
    tiny.spec(*BY_WINDOW)
    tiny.spec("window: [-7, 1]", "window: [-7, 21]")
    tiny.write("data/vas.csv", pain_on() + "".join(f"001,V,{on},PAIN,5,mm\n" for on in days))
    data = adpain(tiny)
    assert dict(zip(data["ADT"].dt.strftime("%Y-%m-%d"), data["ADY"], strict=True)) == days


def test_a_date_that_is_blank_gives_no_day_and_keeps_the_record(tiny: Tiny) -> None:
    tiny.replace("data/vas.csv", "001,V1,2024-02-02,PAIN", "001,V1,,PAIN")
    week_4 = adpain(tiny).iloc[1]
    assert (week_4["AVISIT"], week_4["AVAL"]) == ("Week 4", 40)
    assert week_4[["ADT", "ADY"]].isna().all()


def test_without_day_one_there_are_dates_and_no_days(tiny: Tiny) -> None:
    tiny.spec("  day_one: RANDDT\n", "")
    data = adpain(tiny)
    assert "ADY" not in data
    assert data["ADT"].notna().all()


def test_the_code_decides_and_may_be_one_of_several(tiny: Tiny) -> None:
    tiny.spec("codes: V1,", "codes: [V1, V1a],")
    tiny.replace("data/vas.csv", "001,V1,2024-02-02,PAIN", "001, V1a ,2024-02-02,PAIN")
    assert adpain(tiny).loc[1, ["VISIT", "AVISIT", "AVISITN"]].tolist() == ["V1a", "Week 4", 4.0]


def test_the_window_decides_whatever_the_code(tiny: Tiny) -> None:
    tiny.spec(*BY_WINDOW)
    tiny.write("data/vas.csv", pain_on(-7, 1, 22, 36, 50, 64, visit="unscheduled"))
    assert adpain(tiny)[["VISIT", "AVISIT", "ADY"]].values.tolist() == [
        ["unscheduled", "Baseline", -7],
        ["unscheduled", "Baseline", 1],
        ["unscheduled", "Week 4", 22],
        ["unscheduled", "Week 4", 36],
        ["unscheduled", "Week 8", 50],
        ["unscheduled", "Week 8", 64],
    ]


@pytest.mark.parametrize("fate", ["exclude", "keep"])
def test_a_day_in_no_window_belongs_to_no_visit(tiny: Tiny, fate: str) -> None:
    days = (-8, 2, 21, 37, 49, 65)
    tiny.spec(*BY_WINDOW)
    tiny.fates(outside_window=fate)
    tiny.write("data/vas.csv", pain_on(*days))
    mapped = tiny.mapped("adpain")
    assert mapped["adpain"].records.empty
    assert listed(mapped, "adpain", "item", "value", "kind", "fate", "allowed") == [
        ("day", str(day), "outside_window", "exclude", "in no visit's window") for day in days
    ]


def test_a_record_without_a_date_has_no_window(tiny: Tiny) -> None:
    tiny.spec(*BY_WINDOW)
    tiny.write("data/vas.csv", pain_on(29).replace("2024-02-02", ""))
    assert fatal(tiny.mapped("adpain")) == ["data/vas.csv, line 2: date is blank (subject 001)"]


@pytest.mark.parametrize(
    ("rule", "days", "chosen"),
    [
        ("closest", (23, 30, 36), 30),
        ("closest", (36, 30, 23), 30),
        ("closest", (27, 31), 27),  # both two days from day 29: the earlier
        ("closest", (31, 27), 27),
        ("closest", (22, 36), 22),
        ("first", (23, 30, 36), 23),
        ("first", (36, 30, 23), 23),
        ("last", (23, 30, 36), 36),
        ("last", (36, 30, 23), 36),
    ],
)
def test_of_several_records_in_a_window_one_counts(tiny: Tiny, rule: str, days: tuple[int, ...], chosen: int) -> None:
    tiny.spec(*BY_WINDOW)
    tiny.spec("    derived:", f"    records_in_window: {rule}\n    derived:")
    tiny.write("data/vas.csv", pain_on(1, *days))
    data = adpain(tiny)
    assert data["ADY"].tolist() == [1, *sorted(days)]  # none is left out
    assert data.loc[data["ANL01FL"] == "Y", "ADY"].tolist() == [1, chosen]


def test_the_middle_of_the_window_is_the_target_where_none_is_declared(tiny: Tiny) -> None:
    tiny.spec(*BY_WINDOW)
    tiny.spec("target: 29, window: [22, 36]", "window: [22, 46]")
    tiny.write("data/vas.csv", pain_on(29, 33, 40))
    data = adpain(tiny)
    assert data.loc[data["ANL01FL"] == "Y", "ADY"].tolist() == [33]


def test_closest_to_an_early_target(tiny: Tiny) -> None:
    tiny.spec(*BY_WINDOW)
    tiny.spec("target: 1, window: [-7, 1]", "target: -7, window: [-7, 1]")
    tiny.write("data/vas.csv", pain_on(-7, -1, 1))
    data = adpain(tiny)
    assert data.loc[data["ABLFL"] == "Y", "ADY"].tolist() == [-7]
    assert data["BASE"].tolist() == [7, 7, 7]


def test_two_records_of_one_day_are_duplicates(tiny: Tiny) -> None:
    tiny.spec(*BY_WINDOW)
    tiny.write("data/vas.csv", pain_on(28, 28, 30))
    assert fatal(tiny.mapped("adpain")) == [
        "data/vas.csv, lines 2, 3: several records of PAIN at 2024-02-01 (subject 001)"
    ]


def test_all_codes_unknown_is_a_message_too(tiny: Tiny) -> None:
    for number, code in enumerate(("V0", "V1", "V2")):
        tiny.spec(f"codes: {code}", f"codes: VISIT{number}")
    said = checked(tiny)
    assert said[0].startswith(
        "data/vas.csv, lines 2, 3, 8, 9, 14, 15 and 6 more: visit = V0, not the code of a visit ("
    )
    assert len(said) == 6


@pytest.mark.parametrize("days", [(-1, 2), (2, -1)])
def test_days_are_counted_across_the_day_0_that_is_none(tiny: Tiny, days: tuple[int, int]) -> None:
    """Days -1 and 2 are one day from day 1: the earlier counts, so BASE is 20 (50 where day 0 is counted)."""
    tiny.spec(*BY_WINDOW)
    tiny.spec("window: [-7, 1]", "window: [-7, 7]")
    values = {-1: "20", 2: "50"}
    lines = [f"001,V0,{DAY_1 + timedelta(day - (day > 0))},PAIN,{values[day]},mm" for day in days]
    tiny.write(
        "data/vas.csv", "\n".join(["id,visit,date,item,result,unit", *lines, "001,V1,2024-02-02,PAIN,10,mm", ""])
    )
    data = adpain(tiny)
    assert data[["ADY", "AVAL", "BASE", "ANL01FL"]].fillna("").values.tolist() == [
        [-1, 20, 20, "Y"],
        [2, 50, 20, ""],
        [29, 10, 20, "Y"],
    ]


@pytest.mark.parametrize(
    ("window", "target"),
    [
        ((22, 36), 29),
        ((22, 37), 29.5),
        ((-7, -1), -4),
        ((-3, 4), 1),  # days -3 -2 -1 1 2 3 4: the fourth of seven
        ((-7, 1), -3.5),  # days -7 ... -1 1: between the fourth and the fifth of eight
        ((-1, 1), -0.5),  # between the two
        ((-1, 2), 1),
    ],
)
def test_the_middle_of_a_window_is_found_by_counting_its_days(window: tuple[int, int], target: float) -> None:
    assert Visit(codes=("V",), AVISITN=1, window=window).target_day == target


@pytest.mark.parametrize(
    ("declared", "text", "value"),
    [
        ("text_results: [NOT DONE]", "NOT DONE", 40),
        ("text_results: [Not done]", "Not done", 40),
        ("not_done: ND", "ND", 40),
        ("not_done: ND, text_results: [NOT DONE]", "NOT DONE", None),  # what says so was named: this is a result
        ('text_results: ["<number"]', "<5", None),
        ("limits: {lower: 5}", "<5", None),
        ("absent: ABSENT", "ABSENT", None),
        ("text_results: [TRACE]", "TRACE", None),
    ],
)
def test_what_was_not_measured_does_not_compete_for_a_window(
    tiny: Tiny, declared: str, text: str, value: float | None
) -> None:
    """The text stands on the target day, 40 four days later: before, the value was lost to it."""
    tiny.spec(*BY_WINDOW)
    tiny.spec("better: lower}", f"better: lower, {declared}}}")
    both = f"001,V,2024-02-02,PAIN,{text},mm\n001,V,2024-02-06,PAIN,40,mm\n"
    tiny.write("data/vas.csv", pain_on() + both + f"002,V,2024-02-05,PAIN,{text},mm\n")
    data = adpain(tiny)
    chosen = data[(data["ANL01FL"] == "Y") & (data["AVISIT"] == "Week 4")]
    assert [None if found != found else found for found in chosen["AVAL"]] == [value, None]  # 002 has no other record


def unplanned(tiny: Tiny) -> None:
    """The pain file is declared for baseline and week 8 alone, and has week 4 too."""
    tiny.spec("  adpain:\n    source: vas\n", "  adpain:\n    source: vas\n    visits: [Baseline, Week 8]\n")
    tiny.write("data/vas.csv", pain_on(1, 29, 57).replace("V1,2024-01-05", "V0,2024-01-05").replace("57,mm", "10,mm"))
    tiny.replace("data/vas.csv", "V1,2024-03-01", "V2,2024-03-01")


def test_a_value_at_a_visit_that_the_dataset_does_not_name_is_a_problem(tiny: Tiny) -> None:
    unplanned(tiny)
    said = (
        "data/vas.csv, line 3: visit = Week 4, which is none of the `visits` of adpain (Baseline, Week 8) (subject 001)"
    )
    assert checked(tiny) == [said]
    assert "unplanned_visit: exclude" in tiny.check().lines[-1]


@pytest.mark.parametrize(
    ("fate", "visits"), [("exclude", ["Baseline", "Week 8"]), ("keep", ["Baseline", "Week 4", "Week 8"])]
)
def test_it_is_left_out_or_used_and_listed(tiny: Tiny, fate: str, visits: list[str]) -> None:
    """Before, it was used without a word."""
    unplanned(tiny)
    tiny.fates(unplanned_visit=fate)
    mapped = tiny.mapped("adpain")
    assert mapped["adpain"].records["AVISIT"].tolist() == visits
    assert listed(mapped, "adpain", "line", "kind", "fate", "value") == [(3, "unplanned_visit", fate, "Week 4")]
    values = mapped["adpain"].accounts[1]
    assert (values.n_in, values.n_used, values.n_listed) == (3, len(visits), 3 - len(visits))


def test_a_blank_at_an_unplanned_visit_is_a_blank(tiny: Tiny) -> None:
    unplanned(tiny)
    tiny.replace("data/vas.csv", "PAIN,29,mm", "PAIN,,mm")
    assert checked(tiny) == []


def test_the_answers_of_a_questionnaire_at_an_unplanned_visit_are_one_problem(tiny: Tiny) -> None:
    tiny.spec("    source: sf36\n", "    source: sf36\n    visits: [Baseline, Week 4]\n")
    (said,) = checked(tiny)
    assert said.startswith("data/sf36.csv, lines 4, 7, 10, 13, 16, 19: visit = Week 8, which is none of the `visits`")


@pytest.mark.parametrize("windowed", [False, True])
def test_visits_by_window_and_in_columns_are_restricted_too(tiny: Tiny, windowed: bool) -> None:
    unplanned(tiny)
    if windowed:
        tiny.spec(*BY_WINDOW)
    else:
        text = tiny.read(TRIAL_FILE)
        start, end = text.index("  vas:"), text.index("  sf36:")
        tiny.write(TRIAL_FILE, text[:start] + "  vas: {file: data/vas.csv, subject: id}\n" + text[end:])
        tiny.spec("name: PAIN, unit: mm", "columns: {Baseline: a, Week 4: b, Week 8: c}, unit: mm")
        tiny.spec("name: STIFF, unit: mm", "columns: {Baseline: d, Week 8: e}, unit: mm")
        tiny.write("data/vas.csv", "id,a,b,c,d,e\n001,60,50,40,5,6\n")
    (said,) = checked(tiny)
    assert "visit = Week 4, which is none of the `visits` of adpain (Baseline, Week 8)" in said


def test_an_analysis_at_a_visit_at_which_the_dataset_is_not_measured_is_refused(tiny: Tiny) -> None:
    tiny.spec("  adpain:\n    source: vas\n", "  adpain:\n    source: vas\n    visits: [Baseline, Week 4]\n")
    tiny.spec("population: FASFL}\n\ntables", "population: FASFL, visits: [Week 4, Week 8]}\n\ntables")
    said = "= Week 8 is none of the `visits` of adpain (Baseline, Week 4)"
    assert [problem.partition(" ")[2] for problem in tiny.spec_problems()] == [
        f"estimands.primary.timepoint {said}",
        f"analyses.summary.visits {said}",
    ]
