"""An exclusion names what it leaves out, and one that leaves out too much stops the run."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.tiny import Tiny, listed
from trialstats.adam.advice.numbers import is_otherwise_a_number
from trialstats.adam.dates import parse_dates
from trialstats.adam.messages import messages
from trialstats.trialfile.parts.problems import Exclusion

VAS, SUBJECTS = "data/vas.csv", "data/subjects.csv"


def test_an_exclusion_without_names_leaves_no_visit_out(tiny: Tiny) -> None:
    """`unknown_visit: exclude` used to drop every follow-up where the trial file misspells its code."""
    tiny.spec("codes: V1", "codes: W1")
    tiny.fates(unknown_visit="exclude")
    lines = tiny.check().lines
    assert [line for line in lines if line.startswith("(data/vas")] == []
    assert lines[0] == (
        "data/vas.csv, lines 4, 5, 10, 11, 16, 17 and 6 more: visit = V1, not the code of a visit (V0, W1, V2) "
        "(subjects 001, 002, 003, 004, 005, 006)"
    )
    assert lines[-1] == (
        "(`unknown_visit: exclude` does not say what it leaves out; to leave such records out and list them, say "
        "`problems: {unknown_visit: {exclude: [V1]}}` in the trial file)"
    )


def test_what_is_named_is_left_out_and_nothing_else(tiny: Tiny) -> None:
    tiny.replace(VAS, "003,V1,2024-02-07,PAIN", "003,Unscheduled 1,2024-02-07,PAIN")
    tiny.replace(VAS, "004,V1,2024-02-09,PAIN", "004,V l,2024-02-09,PAIN")
    tiny.fates(unknown_visit='{exclude: "Unscheduled *"}')
    assert tiny.check().lines[0] == (
        "data/vas.csv, line 22: visit = V l, not the code of a visit (V0, V1, V2) (subject 004)"
    )
    assert tiny.check().lines[-1] == (
        "(to leave such records out and list them, say `problems: {unknown_visit: {exclude: "
        '["Unscheduled *", V l]}}` in the trial file)'
    )
    tiny.replace(VAS, "004,V l,", "004,V1,")
    mapped = tiny.mapped("adpain")
    assert listed(mapped, "adpain", "line", "value", "kind", "fate") == [
        (16, "Unscheduled 1", "unknown_visit", "exclude")
    ]
    assert tiny.check().code == 0


@pytest.mark.parametrize(
    ("count", "how"),
    [
        (6, "say `problems: {unknown_visit: {exclude: [X1, X2, X3, X4, X5, X6]}}`"),
        (7, "name all 7 texts under `problems.unknown_visit.exclude`"),
    ],
)
def test_what_is_to_be_pasted_names_all_texts_or_is_not_offered(tiny: Tiny, count: int, how: str) -> None:
    tiny.add(VAS, *(f"001,X{number},2024-02-07,PAIN,51,mm" for number in range(1, count + 1)))
    lines = tiny.check().lines
    assert lines[-1] == f"(to leave such records out and list them, {how} in the trial file)"


def test_what_has_few_texts_is_offered_beside_what_has_many(tiny: Tiny) -> None:
    tiny.add(VAS, *(f"001,X{number},2024-02-07,PAIN,51,mm" for number in range(1, 8)))
    tiny.replace(VAS, "003,V1,2024-02-07,PAIN", "003,V1,2024-02-07,Pain")
    assert tiny.check().lines[-1] == (
        "(to leave such records out and list them, say `problems: {unknown_parameter: {exclude: [Pain]}}` and "
        "name all 7 texts under `problems.unknown_visit.exclude` in the trial file)"
    )


@pytest.mark.parametrize("how", ["exclude", "{exclude: '*'}"])
def test_ids_without_their_zeros_do_not_cost_a_whole_file(tiny: Tiny, how: str) -> None:
    """`unknown_subject: exclude` used to drop a whole file whose ids are 1 for 001."""
    tiny.write(VAS, tiny.read(VAS).replace("\n00", "\n"))
    tiny.fates(unknown_subject=how)
    outcome = tiny.check()
    assert outcome.code == 3
    if how == "exclude":
        assert outcome.lines[0] == "data/vas.csv, lines 2, 3, 4, 5, 6, 7: id = 1, not a subject of the subjects file"
    else:
        assert outcome.lines == [
            "data/vas.csv: none of its 36 rows is left for adpain (unknown_subject 36); if that is right, say "
            "`may_be_empty: true` under sources.vas"
        ]
        tiny.spec("    file: data/vas.csv\n", "    file: data/vas.csv\n    may_be_empty: true\n")
        assert messages(tiny.mapped("adpain")["adpain"].listing) == []


def test_a_number_in_another_writing_is_left_out_by_name_only(tiny: Tiny) -> None:
    tiny.replace(VAS, "PAIN,51,mm", 'PAIN,"51,5",mm')
    tiny.replace(VAS, "STIFF,52,mm\n003", "STIFF,not legible,mm\n003")
    tiny.fates(not_numeric="exclude")
    lines = tiny.check().lines
    assert lines[0] == "data/vas.csv, line 16: result = 51,5, not a number (PAIN; subject 003)"
    assert lines[-1] == (
        "(`not_numeric: exclude` does not say what it leaves out; to leave such records out and list them, say "
        '`problems: {not_numeric: {exclude: ["51,5"]}}` in the trial file)'
    )
    assert len(lines) == 3
    tiny.spec("{not_numeric: exclude}", '{not_numeric: {exclude: ["51,5", "not *"]}}')
    assert tiny.check().code == 0


def test_a_date_in_another_format_is_left_out_by_name_only(tiny: Tiny) -> None:
    tiny.replace(VAS, "003,V1,2024-02-07,PAIN", "003,V1,07.02.2024,PAIN")
    tiny.replace(VAS, "003,V1,2024-02-07,STIFF", "003,V1,2024-02-30,STIFF")
    tiny.fates(bad_date="exclude")
    lines = tiny.check().lines
    assert (
        lines[0]
        == "data/vas.csv, line 16: date = 07.02.2024, not an existing date in the format %Y-%m-%d (subject 003)"
    )
    assert len(lines) == 3


def test_more_than_the_declared_share_stops(tiny: Tiny) -> None:
    """Of 36 rows 8 have a number out of range: 22 %."""
    text = tiny.read(VAS)
    for value in ("60", "62", "58,", "66", "70"):
        text = text.replace(f"PAIN,{value}", f"PAIN,9{value}")
    tiny.write(VAS, text)
    tiny.fates(out_of_range="exclude")
    lost = len(listed(tiny.mapped("adpain"), "adpain", "line"))
    assert lost == 7
    assert tiny.check().code == 0
    tiny.spec("{out_of_range: exclude}", "{out_of_range: exclude, max_excluded: 0.1}")
    outcome = tiny.check()
    assert (outcome.code, outcome.lines) == (
        3,
        [
            "data/vas.csv: 7 of 36 rows are left out of adpain because of result (out_of_range 7), more than "
            "`max_excluded: 0.1` of `problems` allows"
        ],
    )


def test_people_without_an_arm_and_what_is_named_are_no_loss(tiny: Tiny) -> None:
    tiny.write(SUBJECTS, tiny.read(SUBJECTS).replace(",L,", ",,"))
    tiny.fates(not_randomised="exclude", max_excluded="0")
    assert messages(tiny.mapped("adpain")["adpain"].listing) == []


def test_a_column_of_subjects_may_lose_no_more(tiny: Tiny) -> None:
    tiny.write(SUBJECTS, tiny.read(SUBJECTS).replace(",F", ",?").replace(",M", ",?!"))
    tiny.spec("SEX: {column: sex, type: category, codes: {Female: F, Male: M}}", "SEX: {column: sex, type: number}")
    tiny.fates(not_numeric="exclude")
    assert messages(tiny.mapped("adpain")["adsl"].listing) == [
        "data/subjects.csv: 6 of 6 rows are left out of adsl because of sex (not_numeric 6), more than "
        "`max_excluded: 0.2` of `problems` allows"
    ]


PATTERNS = {
    ("Unscheduled", "Unscheduled"): True,
    ("Unscheduled*", "Unscheduled 3"): True,
    ("*", ""): True,
    ("", " "): True,
    ("", "x"): False,
    ("A.C", "ABC"): False,
    ("A?C", "ABC"): False,
    ("[AB]", "A"): False,
    ("unscheduled", "Unscheduled"): False,
    ("*mm*", "a\nmm"): True,
}


@pytest.mark.parametrize(("given", "covered"), PATTERNS.items(), ids=[" ".join(map(repr, one)) for one in PATTERNS])
def test_patterns(given: tuple[str, str], covered: bool) -> None:
    assert Exclusion(exclude=(given[0],)).covers(given[1]) == covered


@pytest.mark.parametrize(
    ("problems", "said"),
    [
        ("{unknown_visit: drop}", "problems.unknown_visit = drop is not known (known: fatal, exclude)"),
        ("{unknown_visit: {exclude: []}}", "problems.unknown_visit.exclude = []: needs at least 1 entry"),
        ("{unknown_visit: {exlude: V9}}", "problems.unknown_visit.exlude is not a known key (did you mean `exclude`?)"),
        ("{max_excluded: 20}", "problems.max_excluded = 20: must be less than or equal to 1; 20% is written 0.2"),
    ],
)
def test_what_cannot_be_said_of_problems(tiny: Tiny, problems: str, said: str) -> None:
    tiny.add("config/trials/tiny.yaml", f"problems: {problems}")
    assert said in [problem.split(": ", 1)[1] for problem in tiny.spec_problems()]


def test_a_pattern_that_is_everything_names_nothing(tiny: Tiny) -> None:
    """A misspelt visit took a third of the file with it, and `max_excluded` did not count."""
    tiny.write(VAS, tiny.read(VAS).replace(",V1,", ",Vl,"))
    tiny.fates(unknown_visit='{exclude: "*"}')
    outcome = tiny.check()
    assert outcome.code == 3
    assert outcome.lines[0].startswith(
        "data/vas.csv: 12 of 36 rows are left out of adpain because of visit (unknown_visit 12), more than "
        "`max_excluded: 0.2` of `problems` allows"
    )
    tiny.spec('{unknown_visit: {exclude: "*"}}', '{unknown_visit: {exclude: "V*"}}')
    assert tiny.check().code == 0


@pytest.mark.parametrize("text", ["\u0663\u0665", "'35", "\u226435", "= 35", "\u2248 35 mm"])
def test_a_number_with_other_digits_or_a_mark_is_left_out_by_name_only(text: str) -> None:
    assert is_otherwise_a_number(pd.Series([text, "not legible", "QNS", "'", "x35"])).tolist() == [True, *[False] * 4]


def test_a_date_has_the_digits_0_to_9() -> None:
    texts = pd.Series(["2024-01-0\u0665", "\u0662\u0660\u0662\u0664-01-05", "2024-01-05"])
    assert parse_dates(texts, ["%Y-%m-%d"]).notna().tolist() == [False, False, True]
    assert parse_dates(pd.Series(["2024\u5e7401\u670805\u65e5"]), ["%Y\u5e74%m\u6708%d\u65e5"]).notna().all()


def test_both_readings_of_a_word_among_numbers_are_said(tiny: Tiny) -> None:
    tiny.replace(VAS, "PAIN,51,mm", "PAIN,QNS,mm")
    assert tiny.check().lines[1] == (
        "(data/vas.csv: if QNS means that there is no value, say `missing: {result: [QNS]}` under sources.vas; where "
        "it is a result, `text_results: [QNS]` of the parameter)"
    )


def test_the_hint_names_keep_where_it_may_be_said(tiny: Tiny) -> None:
    tiny.replace(VAS, "005,V1,2024-02-12,PAIN", "005,V1,2024-02-29,PAIN")
    assert tiny.check().lines[-1] == (
        "(to leave such records out and list them, say `problems: {outside_window: exclude}` in the trial file; "
        "`outside_window: keep` uses them as they are and lists them)"
    )
    tiny.fates(outside_window="keep")
    assert tiny.check().code == 0
