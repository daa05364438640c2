"""A questionnaire beside the SF-36: from its file to scores, with what cannot be scored listed."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.tiny import Tiny, fatal, listed
from trialstats.adam.bds import build_bds, parameter_words

SOURCE = "  sf36:\n    file: data/sf36.csv\n    subject: id\n    visit: visit\n"
INSTRUMENT = '{name: sf36, version: v1, items: "q{n:02d}"}'
HEADER = "id,visit,b1,b2,b3,b4,b5,b6,b7,b8,b9,b10,b11"


@pytest.fixture
def bpi(tiny: Tiny) -> Tiny:
    """The tiny trial with the Brief Pain Inventory in the place of the SF-36."""
    tiny.spec(INSTRUMENT, '{name: bpi, items: "b{n}"}')
    tiny.write("data/sf36.csv", f"{HEADER}\n001,V0,8,3,6,5,7,2,9,8,1,4,5\n001,V1,6,2,4,4,1,2,3,4,,,\n")
    return tiny


def test_scores_of_a_questionnaire(bpi: Tiny) -> None:
    adqs = bpi.adam("adpain", "adqs")["adqs"]
    found = adqs[["PARAMCD", "PARAM", "AVISIT", "AVAL", "CHG", "PARAMTYP"]].round(3).values.tolist()
    assert [row[:4] + row[5:] for row in found] == [
        ["BPISEV", "BPI Pain Severity (score)", "Baseline", 5.5, "DERIVED"],
        ["BPISEV", "BPI Pain Severity (score)", "Week 4", 4.0, "DERIVED"],
        ["BPIINT", "BPI Pain Interference (score)", "Baseline", 5.143, "DERIVED"],
        ["BPIINT", "BPI Pain Interference (score)", "Week 4", 2.5, "DERIVED"],
    ]
    assert found[3][4] == -2.643


def test_what_a_score_needs_is_counted_where_it_is_not_there(bpi: Tiny) -> None:
    bpi.add("data/sf36.csv", "002,V0,6,2,4,,1,2,3,,,,")
    trial, mapped = bpi.load(), bpi.mapped()
    assert [row for row in listed(mapped, "adqs", "item") if row] == []
    _, unscored = build_bds(trial, "adqs", mapped["adqs"].records, bpi.adam()["adsl"])
    assert unscored[["USUBJID", "PARAMCD", "AVISIT"]].values.tolist() == [
        ["002", "BPISEV", "Baseline"],
        ["002", "BPIINT", "Baseline"],
    ]
    assert [(a.unit, a.n_in, a.n_used, a.n_listed) for a in mapped["adqs"].accounts] == [
        ("rows", 3, 3, 0),
        ("values", 33, 25, 8),
    ]


def test_an_answer_that_the_item_does_not_have(bpi: Tiny) -> None:
    bpi.add("data/sf36.csv", "002,V0,11,2,4,4.5,1,2,3,4,,,")
    assert fatal({"adqs": bpi.mapped()["adqs"]})[:2] == [
        "data/sf36.csv, line 4: b1 = 11, not one of 0 to 10 (item worst; subject 002)",
        "data/sf36.csv, line 4: b4 = 4.5, not one of 0 to 10 (item now; subject 002)",
    ]


def test_listed_codes_are_named(tiny: Tiny) -> None:
    tiny.spec(INSTRUMENT, "{name: paindetect, items: 'p{n}'}")
    tiny.write("data/sf36.csv", "id,visit,p1,p2,p3,p4,p5,p6,p7,p8,p9\n001,V0,5,5,5,5,5,5,5,2,1\n")
    assert fatal({"adqs": tiny.mapped()["adqs"]})[:2] == [
        "data/sf36.csv, line 2: p8 = 2, not one of -1, 0, 1 (item course; subject 001)",
        "data/sf36.csv, line 2: p9 = 1, not one of 0, 2 (item radiation; subject 001)",
    ]


def test_a_column_that_the_file_lacks(bpi: Tiny) -> None:
    bpi.spec('items: "b{n}"', 'items: "c{n}"')
    assert "data/sf36.csv: has no column c10 (did you mean `b10`?)" in bpi.check().err


def test_a_questionnaire_of_one_row_an_answer(bpi: Tiny) -> None:
    wide = bpi.adam("adpain", "adqs")["adqs"]
    names = HEADER.split(",")[2:]
    lines = [line.split(",") for line in bpi.read("data/sf36.csv").splitlines()[1:]]
    long = [
        f"{who},{visit},{name},{value}"
        for who, visit, *values in lines
        for name, value in zip(names, values, strict=True)
    ]
    bpi.write("data/sf36.csv", "\n".join(["id,visit,item,answer", *reversed(long), ""]))
    bpi.spec(SOURCE, f"{SOURCE}    shape: long\n    name: item\n    value: answer\n")
    pd_columns = ["USUBJID", "PARAMCD", "AVISIT", "AVAL", "CHG"]
    assert bpi.adam("adpain", "adqs")["adqs"][pd_columns].equals(wide[pd_columns])


def test_other_questionnaires_give_their_parameters(tiny: Tiny) -> None:
    tiny.spec(INSTRUMENT, "{name: dn4, version: interview, cut_off: 3, items: 'd{n}'}")
    tiny.write("data/sf36.csv", "id,visit,d1,d2,d3,d4,d5,d6,d7\n001,V0,1,0,1,0,1,0,0\n")
    adqs = tiny.adam("adpain", "adqs")["adqs"]
    assert adqs[["PARAMCD", "AVAL"]].values.tolist() == [["DN4I", 3], ["DN4IPOS", 1]]


def test_the_smallest_important_difference_comes_with_the_questionnaire(bpi: Tiny) -> None:
    words = parameter_words(bpi.load(), "adqs")
    assert {code: (word["mcid"], word["better"]) for code, word in words.items()} == {
        "BPISEV": (None, "lower"),
        "BPIINT": (1.0, "lower"),
    }


def test_reliability_of_another_questionnaire(bpi: Tiny) -> None:
    from trialstats.adam.score import item_table, scale_items

    instrument = bpi.load().datasets["adqs"].instrument
    assert instrument is not None
    items = item_table(bpi.mapped()["adqs"].records, instrument)
    scales = scale_items(items, instrument)
    assert {code: list(table) for code, table in scales.items()} == {
        "BPISEV": ["worst", "least", "average", "now"],
        "BPIINT": ["activity", "mood", "walking", "work", "relations", "sleep", "enjoyment"],
    }


def test_of_two_answers_to_one_question_none_is_taken_in_silence(bpi: Tiny) -> None:
    from trialstats.adam.score import item_table

    instrument = bpi.load().datasets["adqs"].instrument
    assert instrument is not None
    records = bpi.mapped()["adqs"].records
    with pytest.raises(ValueError, match="several answers to one question"):
        item_table(pd.concat([records, records.iloc[:1].assign(AVAL=9.0)]), instrument)


TEXTS = "answers: {course: {A: 0, B: -1, C: 1, D: 1}, radiation: {yes: 2, no: 0}}"


def test_texts_become_the_codes_that_are_declared(tiny: Tiny) -> None:
    """5 * 7 items, course B (-1), radiation yes (2): 36, likely."""
    tiny.spec(INSTRUMENT, f"{{name: paindetect, items: 'p{{n}}', {TEXTS}}}")
    tiny.write("data/sf36.csv", "id,visit,p1,p2,p3,p4,p5,p6,p7,p8,p9\n001,V0,5,5,5,5,5,5,5, B ,yes\n")
    adqs = tiny.adam("adpain", "adqs")["adqs"]
    assert adqs[["PARAMCD", "AVAL"]].values.tolist() == [["PDQ", 36], ["PDQCAT", 3]]


def test_no_other_text_is_an_answer_then(tiny: Tiny) -> None:
    tiny.spec(INSTRUMENT, f"{{name: paindetect, items: 'p{{n}}', {TEXTS}}}")
    tiny.write("data/sf36.csv", "id,visit,p1,p2,p3,p4,p5,p6,p7,p8,p9\n001,V0,5,5,5,5,5,5,5,-1,2\n")
    assert fatal({"adqs": tiny.mapped()["adqs"]})[:2] == [
        "data/sf36.csv, line 2: p8 = -1, not one of A, B, C, D (item course; subject 001)",
        "data/sf36.csv, line 2: p9 = 2, not one of yes, no (item radiation; subject 001)",
    ]


def test_codes_of_the_file_s_own_hold_for_all_items(tiny: Tiny) -> None:
    tiny.spec(INSTRUMENT, """{name: dn4, version: interview, items: 'd{n}', answers: {all: {"1": 1, "2": 0}}}""")
    tiny.write("data/sf36.csv", "id,visit,d1,d2,d3,d4,d5,d6,d7\n001,V0,1,2,1,2,1,2,2\n")
    assert tiny.adam("adpain", "adqs")["adqs"]["AVAL"].tolist() == [3]


def test_a_declared_answer_that_is_no_code_is_refused(tiny: Tiny) -> None:
    tiny.spec(INSTRUMENT, "{name: dn4, version: interview, items: 'd{n}', answers: {all: {Y: 2, N: 0}}}")
    tiny.write("data/sf36.csv", "id,visit,d1,d2,d3,d4,d5,d6,d7\n001,V0,Y,N,N,N,N,N,N\n")
    assert fatal({"adqs": tiny.mapped()["adqs"]})[:1] == [
        "data/sf36.csv, line 2: d1 = Y, declared as 2, not one of 0, 1 (item q1; subject 001)"
    ]


def test_answers_are_of_known_items(tiny: Tiny) -> None:
    tiny.spec(INSTRUMENT, "{name: paindetect, items: 'p{n}', answers: {radiating: {yes: 2}}}")
    said = "55: datasets.adqs.instrument.answers: radiating is not an item of it (did you mean `radiation`?)"
    assert tiny.spec_problems() == [said]
