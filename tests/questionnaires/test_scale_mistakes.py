"""Mistakes that public programs make with these scales, each with the form that shows it."""

from __future__ import annotations

from datetime import time
from typing import Any

import numpy as np
import pandas as pd
import pytest

from trialstats.errors import DataError
from trialstats.questionnaires import check, parameters, questionnaire, score
from trialstats.questionnaires.cells import doubt_of_hours


def one(name: str, answers: dict[str, Any], **options: Any) -> pd.Series:
    return score(name, pd.DataFrame([answers]), **options).iloc[0]


def qs(last: int, answer: float) -> dict[str, Any]:
    return {f"q{n}": answer for n in range(1, last + 1)}


def test_mnsi_turns_7_and_13_round_and_leaves_4_and_10_out() -> None:
    """PhenX prints a point for every yes: 15 and 0. The authors' key: 11 for all yes, 2 for all no."""
    assert one("mnsi_a", qs(15, 1))["total"] == 11
    assert one("mnsi_a", qs(15, 0))["total"] == 2
    for item in ("q4", "q10"):
        assert one("mnsi_a", {**qs(15, 1), item: None})["total"] == 11
        assert one("mnsi_a", {key: value for key, value in qs(15, 1).items() if key != item})["total"] == 11
    assert np.isnan(one("mnsi_a", {**qs(15, 1), "q9": None})["total"])
    assert one("mnsi_a", {**qs(15, 0), "q7": 1, "q13": 1})["total"] == 0


def test_mnsi_cut_offs_are_7_by_default_and_4_where_declared() -> None:
    six = {**qs(15, 0), **{f"q{n}": 1 for n in (1, 2, 3, 5)}}
    assert one("mnsi_a", six)[["total", "positive"]].tolist() == [6, 0]
    assert one("mnsi_a", six, cut_off=4)["positive"] == 1
    assert one("mnsi_a", {**six, "q6": 1})[["total", "positive"]].tolist() == [7, 1]


def test_mnsi_s_2_5_is_of_8_points_and_never_of_10() -> None:
    """Monofilament findings make 3 of 10 of these feet, and not of the 8 to which the cut-off belongs."""
    feet = {f"{what}_{side}": 0.0 for side in "rl" for what in ("appearance", "ulcer", "reflex", "vibration")}
    found = one("mnsi_b", {**feet, "monofilament_r": 1, "monofilament_l": 1, "reflex_r": 1})
    assert found[["eight", "ten", "positive"]].tolist() == [1, 3, 0]
    assert one("mnsi_b", {**feet, "reflex_r": 1, "vibration_l": 1, "reflex_l": 0.5}, version="eight")["positive"] == 1


def test_phq_9_goes_to_3_and_not_to_4() -> None:
    """One public code system weighs `nearly every day` 4; the highest sum is 27 and not 36."""
    assert one("phq9", qs(9, 3))["total"] == 27
    assert check("phq9", pd.DataFrame([{**qs(9, 0), "q2": 4}]))[["item", "allowed"]].values.tolist() == [
        ["q2", "0 to 3"]
    ]


@pytest.mark.parametrize(
    ("answers", "syndrome"),
    [
        ((2, 0, 2, 2, 2, 2, 0, 0, 0), 3),  # five, q1 among them
        ((0, 0, 2, 2, 2, 2, 2, 2, 3), 1),  # seven, and neither q1 nor q2
        ((2, 0, 2, 2, 2, 1, 1, 1, 1), 3),  # q9 counts from 1 on: the fifth
        ((2, 0, 2, 2, 2, 1, 1, 1, 0), 2),
        ((0, 2, 0, 0, 0, 0, 0, 0, 1), 2),
        ((0, 2, 0, 0, 0, 0, 0, 0, 0), 1),
        ((1, 1, 2, 2, 2, 2, 2, 0, 0), 1),
    ],
)
def test_the_syndrome_of_phq_9(answers: tuple[int, ...], syndrome: int) -> None:
    form = {f"q{n}": answer for n, answer in enumerate(answers, 1)}
    assert one("phq9", form)["syndrome"] == syndrome
    assert np.isnan(one("phq9", {**form, "q5": None}, prorate_up_to=2)["syndrome"])


NIGHT: dict[str, Any] = {"bed": "23:00", "latency": 0, "rise": "07:00", "hours": 8.0}
NIGHT |= {f"q5{letter}": 0 for letter in "abcdefghij"} | {f"q{n}": 0 for n in (6, 7, 8, 9)}


@pytest.mark.parametrize(
    ("hours", "duration"), [(7.5, 0), (7, 0), (6.99, 1), (6, 1), (5.99, 2), (5, 2), (4.99, 3), (0, 3)]
)
def test_seven_hours_of_sleep_are_enough(hours: float, duration: int) -> None:
    """awell-score and LCBC give 7 h a 1, and a program in Python lets it fall through."""
    assert one("psqi", {**NIGHT, "hours": hours})["duration"] == duration


@pytest.mark.parametrize(
    ("minutes", "latency"), [(0, 0), (15, 0), (16, 1), (15.5, 1), (30, 1), (31, 1), (60, 1), (61, 2)]
)
def test_a_quarter_of_an_hour_is_no_long_wait(minutes: float, latency: int) -> None:
    """LCBC gives 15 min a 1. Class 0, 1, 2, 3 to 15, 30, 60 min; with q5a a sum of 1 to 2 is 1, 3 to 4 is 2."""
    assert one("psqi", {**NIGHT, "latency": minutes})["latency_score"] == latency
    classed = {0: 0, 15: 0, 16: 1, 15.5: 1, 30: 1, 31: 2, 60: 2, 61: 3}[minutes]
    assert one("psqi", {**NIGHT, "latency": minutes, "q5a": 1})["latency_score"] == (1 if classed < 2 else 2)


@pytest.mark.parametrize(
    ("bed", "rise", "hours", "efficiency"),
    [
        ("23:00", "07:00", 6.8, 0),  # exactly 85 %
        ("23:00", "05:00", 5.1, 0),  # exactly 85 %, which floats make 84.99999999999999
        ("23:00", "07:00", 6.76, 1),  # 84.5 %: awell-score gives it a 3
        ("23:00", "07:00", 6.0, 1),  # exactly 75 %
        ("23:00", "07:00", 5.96, 2),  # 74.5 %: awell-score gives it a 3
        ("23:00", "07:00", 5.2, 2),  # exactly 65 %
        ("23:00", "07:00", 5.19, 3),
        ("00:30", "08:30", 8.0, 0),  # no midnight between
    ],
)
def test_efficiency_at_its_edges(bed: str, rise: str, hours: float, efficiency: int) -> None:
    assert one("psqi", {**NIGHT, "bed": bed, "rise": rise, "hours": hours})["efficiency"] == efficiency


@pytest.mark.parametrize("bed", ["22:30", "22:30:00", "10:30 pm", "10:30 p.m.", "10.30 pm", 22.5, time(22, 30)])
def test_times_as_files_have_them(bed: object) -> None:
    """7.5 h from 22:30 to 07:00: 88 %; from 10:30 it would be 20.5 h, and class 3."""
    assert one("psqi", {**NIGHT, "bed": bed, "hours": 7.5})["efficiency"] == 0


@pytest.mark.parametrize("bed", ["25:00", "23:60", "late", "13:00 pm", 24.5, True, "22.30", "22.5"])
def test_what_is_no_time(bed: object) -> None:
    form = pd.DataFrame([{**NIGHT, "bed": bed}])
    assert check("psqi", form)["allowed"].tolist() == ["a time of day, as 23:00, or a whole hour"]
    with pytest.raises(DataError, match=r"PSQI, item bed, record 0: .* is not one of its codes a time of day"):
        score("psqi", form)


def test_q5j_is_optional_and_no_other() -> None:
    assert one("psqi", {**NIGHT, "q5j": None})["disturbance"] == 0
    assert np.isnan(one("psqi", {**NIGHT, "q5i": None})["disturbance"])
    missing = one("psqi", {**NIGHT, "q7": None})
    assert np.isnan(missing["medication"])
    assert np.isnan(missing["total"])


def test_a_whole_hour_is_a_time() -> None:
    assert one("psqi", {**NIGHT, "bed": 23, "rise": 7.0, "hours": 6.8})["efficiency"] == 0


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (23.3, "as hours it is 23:18, or 23:30: write the time that is meant"),
        (22.75, "as hours it is 22:45: write the time that is meant"),
        (0.9583333, "as hours it is 00:57, or as a spreadsheet's part of a day 23:00: write the time that is meant"),
        (23.0, ""),
        (24.5, ""),
    ],
)
def test_what_a_number_that_is_no_time_may_mean(number: float, said: str) -> None:
    assert doubt_of_hours(number) == said


def test_no_time_in_bed_has_no_efficiency() -> None:
    assert np.isnan(one("psqi", {**NIGHT, "rise": "23:00"})["efficiency"])


def test_answers_that_another_contradicts_are_told_and_scored_as_they_stand() -> None:
    forms = pd.DataFrame([{**NIGHT, "hours": 7}, {**NIGHT, "hours": 8, "rise": "06:00"}, {**NIGHT, "rise": "23:00"}])
    assert questionnaire("psqi").doubts(forms).values.tolist() == [
        [2, "bed", "the same time as rise: neither 0 nor 24 hours are scored"],
        [1, "hours", "more than the hours in bed, which are 7"],
    ]
    assert score("psqi", forms)["efficiency"].tolist()[:2] == [0, 0]
    assert questionnaire("phq9").doubts(pd.DataFrame([qs(9, 1)])).empty


def test_dn4_goes_to_10_and_not_to_100() -> None:
    """The page of one program says 0 to 100, and that high is good."""
    told = parameters("dn4")
    assert told.loc["total", ["low", "high", "better"]].tolist() == [0, 10, "lower"]
    assert one("dn4", qs(10, 1))["total"] == 10
    without = one("dn4", {**qs(7, 1), "q8": None, "q9": None, "q10": None})
    assert without["interview"] == 7
    assert without[["total", "examination"]].isna().all()


def test_anxiety_is_odd_and_depression_even() -> None:
    odd = {f"q{n}": n % 2 for n in range(1, 15)}
    assert one("hads", odd)[["anxiety", "depression", "total"]].tolist() == [7, 0, 7]
    printed = one("hads", qs(14, 0), stored="printed")  # 1, 3, 5, 11, 13 are anxiety, 6, 8, 10 depression
    assert printed[["anxiety", "depression"]].tolist() == [15, 9]


def test_answers_of_bdi_ii_with_letters() -> None:
    form = {**qs(21, 0), "q16": "2b", "q18": "1a"}
    assert one("bdi2", form)["total"] == 3
    assert check("bdi2", pd.DataFrame([{**form, "q17": "1a", "q18": "4a"}]))["item"].tolist() == ["q17", "q18"]


def test_the_classes_of_bdi_ii_are_not_those_of_the_first_edition() -> None:
    """11 is minimal; the first edition's bands, which one program has, call it mild."""
    assert one("bdi2", {**qs(21, 0), **qs(11, 1)})["severity"] == 1


def test_the_classes_of_the_oswestry_index_are_of_whole_percentages() -> None:
    """19 of 45 is 42.2; 9 sections of 45 with 9.2 points: 20.4 is minimal, 21 and 20.5 moderate."""
    nine = {**qs(10, 1), "q10": None}  # 9 of 45: 20
    assert one("odi", nine)[["index", "class"]].tolist() == [20, 1]
    ten = one("odi", {**nine, "q1": 2})  # 10 of 45: 22.2
    assert ten["index"] == pytest.approx(1000 / 45, abs=1e-12)
    assert ten["class"] == 2
    assert np.isnan(one("odi", {**nine, "q9": None})["index"])


def test_whoqol_turns_the_items_round_that_it_scores() -> None:
    """A public syntax file turns copies round and scores the originals: all 5 would be 100, 100, 100, 100."""
    best = {**qs(26, 5), "q3": 1, "q4": 1, "q26": 1}
    assert one("whoqol_bref", best).tolist()[:4] == [100, 100, 100, 100]
    assert one("whoqol_bref", qs(26, 5))["physical"] == pytest.approx((5 * 5 + 2) / 7 * 25 - 25)


def test_the_two_rules_for_missing_items_of_whoqol() -> None:
    two = {**qs(26, 3), "q10": None, "q15": None}
    assert np.isnan(one("whoqol_bref", two)["physical"])
    assert one("whoqol_bref", two, missing="text")["physical"] == 50
    twenty = {**qs(26, 3), **{f"q{n}": None for n in (1, 2, 10, 5, 20, 8)}}
    assert one("whoqol_bref", twenty).isna().all()


def test_the_total_of_womac_is_that_of_its_format() -> None:
    assert parameters("womac", format="likert").loc["total", "high"] == 96
    assert parameters("womac", format="nrs").loc["total", "high"] == 240
    assert parameters("womac", format="va").loc["total", "high"] == 2400
    assert one("womac", qs(24, 2), format="likert")["total_100"] == one("womac", qs(24, 5), format="nrs")["total_100"]


def test_a_grade_of_change_that_is_printed_the_other_way_round() -> None:
    assert one("pgic", {"grade": 6}, coding="seven_best")[["change", "responder"]].tolist() == [2, 1]
    assert one("pgic", {"grade": 6})[["change", "responder"]].tolist() == [6, 0]


def test_a_missing_dimension_is_a_9_in_the_profile_and_a_vas_of_999_is_no_answer() -> None:
    form = {"mobility": 1, "selfcare": 1, "activities": None, "pain": 3, "anxiety": 2, "vas": 70}
    assert one("eq5d5l", form)["profile"] == 11932
    assert np.isnan(one("eq5d5l", form, missing="absent")["profile"])
    assert check("eq5d5l", pd.DataFrame([{**form, "vas": 999}]))["allowed"].tolist() == ["0 to 100"]
