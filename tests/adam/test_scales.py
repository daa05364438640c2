"""Scales of a trial file: options that must be said, times of day, letters, profiles, choices."""

from __future__ import annotations

import pytest

from tests.tiny import Tiny, fatal

INSTRUMENT = '{name: sf36, version: v1, items: "q{n:02d}"}'


def test_a_format_that_nobody_named(tiny: Tiny) -> None:
    tiny.spec(INSTRUMENT, "{name: womac, items: 'w{n}'}")
    assert "datasets.adqs.instrument.format is missing" in tiny.check().err


@pytest.mark.parametrize(
    ("instrument", "said"),
    [
        ("{name: womac, format: lk, items: 'w{n}'}", "format"),
        ("{name: vpt, version: readings, items: 'v{n}'}", "at_least"),
        ("{name: nrs_week, items: 'd{n}'}", "at_least"),
        ("{name: monofilament, items: 'm{n}'}", "version"),
        ("{name: mnsi_a, items: 'm{n}', cut_off: 14}", "`cut_off` is from 1 to 13, the highest score, not 14"),
    ],
)
def test_options_are_checked(tiny: Tiny, instrument: str, said: str) -> None:
    tiny.spec(INSTRUMENT, instrument)
    err = tiny.check().err
    assert "datasets.adqs.instrument" in err
    assert said in err
    assert "Traceback" not in err


def test_a_week_needs_as_many_days_as_the_protocol_says(tiny: Tiny) -> None:
    tiny.spec(INSTRUMENT, "{name: nrs_week, at_least: 4, items: 'd{n}'}")
    tiny.write("data/sf36.csv", "id,visit,d1,d2,d3,d4,d5,d6,d7\n001,V0,7,6,,5,6,,6\n001,V1,8,,,,7,,9\n")
    adqs = tiny.adam("adpain", "adqs")["adqs"]
    assert adqs[["AVISIT", "AVAL"]].values.tolist() == [["Baseline", 6]]


FEET = [f"{test}_{side}" for side in "rl" for test in ("appearance", "ulcer", "reflex", "vibration")]
PSQI = ["bed", "latency", "rise", "hours", *(f"q5{letter}" for letter in "abcdefghij"), "q6", "q7", "q8", "q9"]


def test_times_of_day(tiny: Tiny) -> None:
    """Latency 1 + 2: 2; 5.5 h: 2; 5.5 of 7.5 h, 73.3 %: 2; 6: 1; 1 + 2: 2; quality 2, medication 1: 12."""
    tiny.spec(INSTRUMENT, "{name: psqi, cut_off: 6, items: {" + ", ".join(f"{i}: {i}" for i in PSQI) + "}}")
    rows = "001,V0,23:00,20,06:30,5.5,2,1,0,2,0,1,0,1,1,0,2,1,1,2\n"
    tiny.write("data/sf36.csv", f"id,visit,{','.join(PSQI)}\n{rows}")
    adqs = tiny.adam("adpain", "adqs")["adqs"].set_index("PARAMCD")["AVAL"]
    assert adqs.tolist() == [2, 2, 2, 2, 1, 1, 2, 12, 1]
    tiny.write("data/sf36.csv", f"id,visit,{','.join(PSQI)}\n{rows.replace('23:00', 'late')}")
    assert fatal({"adqs": tiny.mapped()["adqs"]})[0] == (
        "data/sf36.csv, line 2: bed = late, not a time of day, as 23:00, or a whole hour (item bed; subject 001)"
    )
    tiny.write("data/sf36.csv", f"id,visit,{','.join(PSQI)}\n{rows.replace('23:00', '23.30')}")
    assert fatal({"adqs": tiny.mapped()["adqs"]})[0] == (
        "data/sf36.csv, line 2: bed = 23.30, not a time of day, as 23:00, or a whole hour (item bed); as hours it is "
        "23:18, or 23:30: write the time that is meant (subject 001)"
    )


def test_more_sleep_than_bed_is_listed_and_used(tiny: Tiny) -> None:
    tiny.spec(INSTRUMENT, "{name: psqi, items: {" + ", ".join(f"{i}: {i}" for i in PSQI) + "}}")
    rows = "001,V0,23:00,20,06:30,8,2,1,0,2,0,1,0,1,1,0,2,1,1,2\n001,V1,23,20,23:00,8,2,1,0,2,0,1,0,1,1,0,2,1,1,2\n"
    tiny.write("data/sf36.csv", f"id,visit,{','.join(PSQI)}\n{rows}")
    made = tiny.mapped()["adqs"]
    listed = made.listing.frame()
    listed = listed[listed["kind"] == "doubtful_answer"]
    assert listed[["line", "item", "value", "allowed", "fate"]].values.tolist() == [
        [2, "hours", "8", "more than the hours in bed, which are 7.5", "keep"],
        [3, "bed", "23", "the same time as rise: neither 0 nor 24 hours are scored", "keep"],
    ]


def test_letters(tiny: Tiny) -> None:
    names = [f"b{n}" for n in range(1, 22)]
    tiny.spec(INSTRUMENT, "{name: bdi2, items: 'b{n}'}")
    answers = dict.fromkeys(names, "0") | {"b16": "2b", "b18": " 1A "}
    tiny.write("data/sf36.csv", f"id,visit,{','.join(names)}\n001,V0,{','.join(answers.values())}\n")
    assert tiny.adam("adpain", "adqs")["adqs"]["AVAL"].tolist() == [3, 1]


def test_half_points(tiny: Tiny) -> None:
    feet = [f"m{n}" for n in range(1, 9)]
    tiny.spec(
        INSTRUMENT,
        "{name: mnsi_b, version: eight, items: {" + ", ".join(map(": ".join, zip(FEET, feet, strict=True))) + "}}",
    )
    tiny.write("data/sf36.csv", f"id,visit,{','.join(feet)}\n001,V0,1,0,0.5,0.5,0,0,1,0.5\n")
    assert tiny.adam("adpain", "adqs")["adqs"]["AVAL"].tolist() == [3.5, 1]
    tiny.write("data/sf36.csv", f"id,visit,{','.join(feet)}\n001,V0,1,0,0.5,0.25,0,0,1,0.5\n")
    assert fatal({"adqs": tiny.mapped()["adqs"]})[0] == (
        "data/sf36.csv, line 2: m4 = 0.25, not one of 0, 0.5, 1 (item vibration_r; subject 001)"
    )


def test_a_profile_is_a_text(tiny: Tiny) -> None:
    """No mean is taken of 11232 and 55555."""
    tiny.spec(INSTRUMENT, "{name: eq5d5l, items: 'e{n}'}")
    tiny.write("data/sf36.csv", "id,visit,e1,e2,e3,e4,e5,e6\n001,V0,1,1,2,3,2,70\n001,V1,1,1,,3,2,80\n")
    adqs = tiny.adam("adpain", "adqs")["adqs"]
    own = adqs[adqs["PARAMCD"] == "EQ5DPRO"]
    assert own["AVALC"].tolist() == ["11232", "11932"]
    assert own["AVAL"].isna().all()
    vas = adqs[adqs["PARAMCD"] == "EQ5DVAS"]
    assert vas[["AVAL", "BASE", "CHG"]].values.tolist()[1] == [80, 70, 10]
