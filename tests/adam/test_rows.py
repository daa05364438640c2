"""Rows that a source's `rows` chooses, and visits that stand side by side in one row."""

from __future__ import annotations

import pytest

from tests.tiny import Tiny

WIDE = """\
id,period,arm,pain0,pain4,pain8
001,1,L,60,40,30
001,2,S,1,2,3
002,1,S,62,58,
002,2,L,4,5,6
003,1,L,70,51,33
004,1,S,55,54,50
005,1,L,66,48,41
006,1,S,58,60,57
"""
SOURCE = "  vas:\n    file: data/wide.csv\n    subject: id\n"
COLUMNS = "columns: {Baseline: pain0, Week 4: pain4, Week 8: pain8}"


@pytest.fixture
def wide(tiny: Tiny) -> Tiny:
    """The pain of the small trial with all visits in one row, twice for those of two periods."""
    tiny.write("data/wide.csv", WIDE)
    text = tiny.read("config/trials/tiny.yaml")
    start, end = text.index("  vas:\n"), text.index("  sf36:\n")
    tiny.spec(text[start:end], SOURCE + '    rows: [{column: period, in: "1"}]\n')
    lines = [line for line in text.splitlines() if "name: PAIN" in line or "name: STIFF" in line]
    tiny.spec(lines[0], lines[0].replace("name: PAIN", COLUMNS))
    tiny.spec(lines[1] + "\n", "")
    tiny.spec("    derived:\n      BOTH: {label: Mean of both, mean_of: [PAIN, STIFF], unit: mm}\n", "")
    return tiny


def test_each_row_gives_a_record_of_every_visit(wide: Tiny) -> None:
    data = wide.adam("adpain")["adpain"]
    pain = data.pivot_table(index="USUBJID", columns="AVISIT", values="AVAL")
    assert pain.loc["001"].tolist() == [60, 40, 30]
    assert pain.loc["003"].tolist() == [70, 51, 33]
    week8 = data[(data["USUBJID"] == "001") & (data["AVISIT"] == "Week 8")].iloc[0]
    assert (week8["BASE"], week8["CHG"], week8["VISIT"], week8["SRCLINE"]) == (60, -30, "pain8", 2)


def test_rows_and_values_are_accounted_for(wide: Tiny) -> None:
    mapped = wide.mapped("adpain")["adpain"]
    counts = [(a.unit, a.n_in, a.n_used, a.n_listed) for a in mapped.accounts]
    assert counts == [("rows", 8, 6, 2), ("values", 18, 17, 1)]
    listed = mapped.listing.frame()
    assert listed[["kind", "subject", "line", "fate"]].to_numpy().tolist() == [
        ["not_chosen", "001", 3, "exclude"],
        ["blank", "002", 4, "listed"],
        ["not_chosen", "002", 5, "exclude"],
    ]
    assert listed["allowed"].iloc[0] == "not 1, which `rows` of the source chooses"


def test_rows_can_be_left_out_by_what_they_hold(wide: Tiny) -> None:
    wide.spec('{column: period, in: "1"}', '{column: period, not_in: "2"}, {column: id, not_in: ["005", "006"]}')
    assert wide.adam("adpain")["adpain"]["USUBJID"].nunique() == 4


def test_the_subjects_may_be_chosen_rows_too(tiny: Tiny) -> None:
    tiny.spec("data/subjects.csv, subject: id", 'data/subjects.csv, subject: id, rows: [{column: sex, in: "F"}]')
    adsl = tiny.mapped("adpain")["adsl"]
    assert adsl.records["USUBJID"].tolist() == ["001", "004", "005"]
    assert [(a.n_in, a.n_used, a.n_listed) for a in adsl.accounts] == [(6, 3, 3)]
    assert adsl.listing.frame()["kind"].tolist() == ["not_chosen"] * 3


def test_a_column_that_the_file_lacks_is_named(wide: Tiny) -> None:
    wide.spec("column: period", "column: perod")
    wide.spec("Week 4: pain4", "Week 4: pain44")
    assert wide.check().lines == ["data/wide.csv: has no column perod (did you mean `period`?)"]
    wide.spec("column: perod", "column: period")
    assert wide.check().lines == ["data/wide.csv: has no column pain44 (did you mean `pain4`?)"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Week 4: pain4", "Wek 4: pain4", "Wek 4 is not a known visit (did you mean `Week 4`?)"),
        ("Week 4: pain4", "Week 4: pain8", "reads what PAIN reads (pain8)"),
        ("    subject: id\n    rows", "    subject: id\n    visit: period\n    rows", "leave `visit` and `date` out"),
        ("Week 8: pain8}", "Week 8: pain8}, column: pain0", "they need a wide source, and no `column` or `name`"),
        ('{column: period, in: "1"}', "{column: period}", "give one of `in`, `not_in` and `recorded`"),
    ],
)
def test_what_cannot_hold_together_is_said(wide: Tiny, old: str, new: str, said: str) -> None:
    wide.spec(old, new)
    assert said in "\n".join(wide.spec_problems())


@pytest.mark.parametrize(
    ("choice", "subjects"),
    [
        ("{column: pain8, recorded: true}", ["001", "003", "004", "005", "006"]),
        ("{column: pain8, recorded: false}", ["002"]),
        ('{column: pain8, not_in: " "}', ["001", "003", "004", "005", "006"]),
        ('{column: pain8, in: " "}', ["002"]),
    ],
)
def test_rows_are_chosen_by_whether_they_hold_a_value(wide: Tiny, choice: str, subjects: list[str]) -> None:
    wide.spec('{column: period, in: "1"}', f'{{column: period, in: "1"}}, {choice}')
    assert sorted(wide.mapped("adpain")["adpain"].records["USUBJID"].unique()) == subjects


def test_a_text_that_means_no_value_is_none_for_the_choice(wide: Tiny) -> None:
    wide.replace("data/wide.csv", "002,1,S,62,58,", "002,1,S,62,58,NA")
    wide.spec('    rows: [{column: period, in: "1"}]', "    missing: NA\n    rows: [{column: pain8, recorded: true}]")
    listing = wide.mapped("adpain")["adpain"].listing.frame()
    assert listing.loc[listing["kind"] == "not_chosen", "line"].tolist() == [4]


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        (
            '{column: id, not_in: "7"}',
            "data/wide.csv: `rows` with column id leaves out no row; id has 001, 002, 003, 004, 005, 006",
        ),
        (
            "{column: pain8, recorded: true}, {column: arm, in: [L, S]}",
            "data/wide.csv: `rows` with column arm leaves out no row; arm has L, S",
        ),
    ],
)
def test_a_choice_without_effect_is_noted(wide: Tiny, choice: str, said: str) -> None:
    wide.spec('{column: period, in: "1"}', f'{{column: period, in: "1"}}, {choice}')
    outcome = wide.check()
    assert outcome.code == 0
    assert said in outcome.out + outcome.err


def test_a_choice_that_leaves_nothing_is_noted(tiny: Tiny) -> None:
    tiny.spec("data/events.csv, subject: id", "data/events.csv, subject: id, rows: [{column: term, in: Headache}]")
    outcome = tiny.check()
    assert outcome.code == 0
    text = "data/events.csv: `rows` with column term leaves out all 3 rows; term has headache, warmth, itching"
    assert text in outcome.out + outcome.err


def test_rows_in_which_nothing_stands_are_listed_and_belong_to_nobody(tiny: Tiny) -> None:
    before = tiny.adam("adpain")
    tiny.add("data/vas.csv", ",,,,,", " , ,,,,")
    tiny.add("data/subjects.csv", ",,,,")
    after, mapped = tiny.adam("adpain"), tiny.mapped("adpain")
    assert all(after[name].equals(before[name]) for name in before)
    assert [(a.unit, a.n_in, a.n_used, a.n_listed) for a in mapped["adpain"].accounts] == [
        ("rows", 38, 36, 2),
        ("values", 36, 36, 0),
    ]
    assert [(a.n_in, a.n_used, a.n_listed) for a in mapped["adsl"].accounts] == [(7, 6, 1)]
    listed = [
        listing[["kind", "line", "fate"]].to_numpy().tolist()
        for name in ("adpain", "adsl")
        for listing in [mapped[name].listing.frame()]
    ]
    assert listed == [[["empty_row", 38, "exclude"], ["empty_row", 39, "exclude"]], [["empty_row", 8, "exclude"]]]
