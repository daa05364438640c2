"""What is said of values that do not fit as declared: the setting that would read them, or the name that is near."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.tiny import Tiny
from trialstats.adam.advice.missing import may_be_missing
from trialstats.adam.advice.numbers import is_otherwise_a_number
from trialstats.adam.partial import is_partial

VAS, SUBJECTS = "data/vas.csv", "data/subjects.csv"
LINE = "003,V1,2024-02-07,PAIN,51,mm"
SOURCE = "  vas:\n    file: data/vas.csv\n"


def advised(tiny: Tiny) -> list[str]:
    """Check the trial and give what would help, without what leaves records out."""
    outcome = tiny.check()
    assert outcome.code == 3
    said = [line for line in outcome.lines if line.startswith("(") and "say `problems: {" not in line]
    return [line.removeprefix("(data/vas.csv: ").removesuffix(")") for line in said]


NUMBERS: dict[str, str | tuple[str, ...]] = {
    "61,5": 'under sources.vas, `decimal: ","` (or `decimal: {result: ","}` for this column alone) reads 61,5 as 61.5',
    "1,061": (
        'under sources.vas, `decimal: ","` (or `decimal: {result: ","}` for this column alone) reads 1,061 as 1.061 '
        'and `thousands: ","` (or `thousands: {result: ","}` for this column alone) reads 1,061 as 1061: which of '
        "them is right, the file does not say"
    ),
    "1 061": (
        'under sources.vas, `thousands: " "` (or `thousands: {result: " "}` for this column alone) reads 1 061 as 1061'
    ),
    "1\u00a0061": (
        'under sources.vas, `thousands: " "` (or `thousands: {result: " "}` for this column alone) reads "1\\xa0061" '
        "as 1061"
    ),
    "45 mm": "45 mm in result is a number with mm behind it: `suffix: mm` under sources.vas reads the number alone",
    "1.061,5 mm": (
        'under sources.vas, `decimal: ","` (or `decimal: {result: ","}` for this column alone) with `thousands: "."` '
        '(or `thousands: {result: "."}` for this column alone) reads 1.061,5 as 1061.5',
        "1.061,5 mm in result is a number with mm behind it: `suffix: mm` under sources.vas reads the number alone",
    ),
    "45%": '45% in result is a number with % behind it: `suffix: "%"` under sources.vas reads the number alone',
    "<0.7": (
        '<0.7 in result is a value beyond a limit: `text_results: ["<number"]` of its parameter keeps it as text, '
        "`limits` treats it as censored"
    ),
    "\u22125": "\u22125 in result has U+2212 MINUS SIGN, where a number has plain digits and signs",
    "\u20135": "\u20135 in result has U+2013 EN DASH, where a number has plain digits and signs",
    "\uff16\uff11": (
        "\uff16\uff11 in result has U+FF16 FULLWIDTH DIGIT SIX and U+FF11 FULLWIDTH DIGIT ONE, where a number has "
        "plain digits and signs"
    ),
}


@pytest.mark.parametrize("text", NUMBERS)
def test_a_number_in_another_writing(tiny: Tiny, text: str) -> None:
    tiny.replace(VAS, LINE, LINE.replace(",51,", f',"{text}",'))
    said = NUMBERS[text]
    assert advised(tiny) == ([said] if isinstance(said, str) else list(said))


def test_marks_that_would_no_longer_read_the_rest_are_not_offered(tiny: Tiny) -> None:
    tiny.replace(VAS, LINE, LINE.replace(",51,", ',"61,5",'))
    tiny.replace(VAS, "PAIN,60,mm\n001,V0,2024-01-05,STIFF", "PAIN,60.5,mm\n001,V0,2024-01-05,STIFF")
    assert advised(tiny) == [
        "result has numbers in two writings, 61,5 and 60.5: no `decimal` or `thousands` reads both"
    ]


def test_a_column_with_points_under_a_decimal_comma(tiny: Tiny) -> None:
    tiny.replace(SUBJECTS, "003,L,2024-01-10,47,M", "003,L,2024-01-10,47.5,M")
    tiny.spec("data/subjects.csv, subject: id", 'data/subjects.csv, subject: id, decimal: ","')
    assert tiny.check().lines == [
        "data/subjects.csv, line 4: age = 47.5, not a number (subject 003)",
        '(data/subjects.csv: under sources.subjects, `decimal: {"*": ",", age: "."}` reads 47.5 as 47.5)',
        "(to make such values missing (their records stay) and list them, say `problems: {not_numeric: {exclude: "
        '["47.5"]}}` in the trial file)',
    ]


DATES = {
    "25/01/2024": '%d/%m/%Y would fit every value in date that does not fit: say `format: ["%Y-%m-%d", "%d/%m/%Y"]`',
    "05/01/2024": (
        "%d/%m/%Y and %m/%d/%Y would fit every value in date that does not fit, and the file does not say which is "
        'right: 05/01/2024 is 2024-01-05 (`format: ["%Y-%m-%d", "%d/%m/%Y"]`) or 2024-05-01 (`format: ["%Y-%m-%d", '
        '"%m/%d/%Y"]`)'
    ),
    "05/05/2024": (
        "%d/%m/%Y and %m/%d/%Y would fit every value in date that does not fit, and the file does not say which is "
        'right: 05/05/2024 is 2024-05-05 (`format: ["%Y-%m-%d", "%d/%m/%Y"]`) or 2024-05-05 (`format: ["%Y-%m-%d", '
        '"%m/%d/%Y"]`)'
    ),
    "25.01.24": (
        '%d.%m.%y would fit every value in date that does not fit: say `format: ["%Y-%m-%d", "%d.%m.%y"]` (two digits '
        "of a year: 00 to 68 are read as 20.., 69 to 99 as 19..)"
    ),
    "2024-01-25T10:30": (
        '%Y-%m-%dT%H:%M would fit every value in date that does not fit: say `format: ["%Y-%m-%d", "%Y-%m-%dT%H:%M"]`'
    ),
    "45296": (
        '45296 in date looks like the serial number that Excel keeps of a date: `format: ["%Y-%m-%d", excel]` reads it '
        'as 2024-01-05 and `format: ["%Y-%m-%d", excel_1904]` reads it as 2028-01-06'
    ),
    "UN/UNK/2024": (
        "`problems: {partial_date: keep}` uses a record whose date is known in part as one without a date, `exclude` "
        "leaves it out; no day is made up, unless `impute` of the date says which: `first`, `middle` or `last`"
    ),
    "NA": (
        "if NA means that there is no value, say `missing: [NA]` under sources.vas, or by column, "
        "`missing: {date: [NA]}`"
    ),
}


@pytest.mark.parametrize("text", DATES)
def test_a_date_in_another_format(tiny: Tiny, text: str) -> None:
    tiny.replace(VAS, LINE, LINE.replace("2024-02-07", text))
    outcome = tiny.check()
    said = [line for line in outcome.lines if line.startswith("(data/vas.csv: ")]
    assert said == [f"(data/vas.csv: {DATES[text]})"]


def test_one_day_beyond_the_twelfth_tells_day_from_month(tiny: Tiny) -> None:
    text = tiny.read(SUBJECTS)
    days = {f"2024-01-{day:02d}": f"01/{day:02d}/2024" for day in range(5, 17)}
    for day, other in days.items():
        text = text.replace(day, other)
    tiny.write(SUBJECTS, text)
    said = [line for line in tiny.check().lines if line.startswith("(data/subjects.csv")]
    assert said == [
        '(data/subjects.csv: %m/%d/%Y would fit all 6 values in randomised: say `format: "%m/%d/%Y"`)'
    ]  # 15 January is among them


def test_dates_in_several_formats(tiny: Tiny) -> None:
    tiny.replace(VAS, LINE, LINE.replace("2024-02-07", "25.01.2024"))
    tiny.replace(VAS, "003,V1,2024-02-07,STIFF", "003,V1,25JAN2024,STIFF")
    assert advised(tiny) == [
        'date has dates in several formats: `format: ["%Y-%m-%d", "%d.%m.%Y", "%d%b%Y"]` reads them'
    ]


def test_codes_of_missing_values_are_offered_as_such_in_all_columns(tiny: Tiny) -> None:
    tiny.replace(VAS, LINE, LINE.replace(",51,", ",NI,"))
    tiny.replace(VAS, "STIFF,52,mm\n003", "STIFF,-99,mm\n003")
    tiny.replace(VAS, "001,V2,2024-03-01,PAIN", "001,V2,.,PAIN")
    assert advised(tiny) == [
        'if ".", NI, "-99" mean that there is no value, say `missing: [".", NI, "-99"]` under sources.vas, or by '
        'column, `missing: {date: ["."], result: [NI, "-99"]}`'
    ]


@pytest.mark.parametrize(
    "text",
    [
        "NA",
        "na",
        " N/A ",
        ".",
        ".A",
        "-",
        "missing",
        "ASKU",
        "-9",
        "999",
        "9999",
        "-99.0",
        "#DIV/0!",
        "88",
        "0000-00-00",
        "00/00/0000",
    ],
)
def test_texts_that_often_mean_nothing(text: str) -> None:
    assert may_be_missing(text)


@pytest.mark.parametrize("text", ["104", "forty", "99.5", "NONSENSE", "1", "A", "x"])
def test_texts_that_do_not(text: str) -> None:
    assert not may_be_missing(text)


PARTIAL = {
    "2024": True,
    "2024-01": True,
    "01/2024": True,
    "Jan 2024": True,
    "UN/UNK/2024": True,
    "UN-JAN-2024": True,
    "UNJAN2024": True,
    "2024-00-00": True,
    "00/00/2024": True,
    "2024---15": True,
    "??/01/2024": True,
    "XX.XX.2024": True,
    "UN/UNK/UNKN": True,
    "__/__/____": True,
    "2024-01-05": False,
    "05JAN2024": False,
    "2024-02-30": False,
    "soon": False,
    "45296": False,
    "NA": False,
    "": False,
    "2024 2025": False,
    "week 4 2024": False,
    "2024-13": False,
    "3": False,
}


@pytest.mark.parametrize(("text", "partial"), PARTIAL.items())
def test_partial_dates(text: str, partial: bool) -> None:
    assert is_partial(text) == partial


def test_a_record_with_a_partial_date_may_be_kept(tiny: Tiny) -> None:
    tiny.replace(VAS, LINE, LINE.replace("2024-02-07", "2024-02"))
    tiny.fates(partial_date="keep")
    made = tiny.mapped("adpain")["adpain"]
    (kept,) = made.records.query("USUBJID == '003' and PARAMCD == 'PAIN' and VISIT == 'V1'").to_dict("records")
    assert (kept["AVAL"], kept["AVISIT"], pd.isna(kept["ADT"])) == (51, "Week 4", True)
    assert made.listing.frame()[["kind", "fate", "value"]].to_numpy().tolist() == [["partial_date", "keep", "2024-02"]]


IDS = {
    "3": (
        "3 in id may be 003 of the subjects file; data/vas.csv has lost the zeros of its ids: `pad: {id: 3}` under "
        "sources.vas reads 3 as 003"
    ),
    "3.0": (
        "3.0 in id may be 003 of the subjects file; data/vas.csv has lost the zeros of its ids: `pad: {id: 3}` under "
        "sources.vas reads 3.0 as 003"
    ),
    "S1-003": "S1-003 in id may be 003 of the subjects file, which several columns can make up: `subject: [site, id]`",
    "003\u200b": '"003\\u200b" in id may be 003, but for U+200B ZERO WIDTH SPACE here',
    "00 3": "00 3 in id may be 003, but for blanks",
}


def test_ids_that_all_differ_in_one_way_are_told_once(tiny: Tiny) -> None:
    tiny.write(SUBJECTS, tiny.read(SUBJECTS).replace("\n0", "\nP-0"))
    tiny.write(VAS, tiny.read(VAS).replace("\n0", "\nP\u20110"))
    said = [line for line in tiny.check().lines if line.startswith("(data/vas.csv")]
    assert said == [
        "(data/vas.csv: P\u2011001 in id may be P-001, but for U+2011 NON-BREAKING HYPHEN here (and 5 more likewise))"
    ]


@pytest.mark.parametrize("text", IDS)
def test_an_id_that_is_nearly_one(tiny: Tiny, text: str) -> None:
    tiny.replace(VAS, LINE, LINE.replace("003,", f"{text},"))
    assert advised(tiny) == [IDS[text]]


def test_zeros_that_the_subjects_file_has_lost(tiny: Tiny) -> None:
    tiny.write(SUBJECTS, tiny.read(SUBJECTS).replace("\n00", "\n"))
    assert advised(tiny)[0] == (
        "001 in id may be 1 of the subjects file; data/subjects.csv has lost the zeros of its ids: `pad: {id: 3}` "
        "under sources.subjects reads 1 as 001"
    )


NAMES = {
    ("V1,", "v1,"): "v1 in visit may be V1, but for its case",
    ("V1,", "V 1,"): "V 1 in visit may be V1, but for blanks",
    ("V1,", "V1\u200b,"): '"V1\\u200b" in visit may be V1, but for U+200B ZERO WIDTH SPACE here',
    (",PAIN,", ",P\u0410IN,"): "P\u0410IN in item may be PAIN, but for U+0410 CYRILLIC CAPITAL LETTER A here",
    ("V1,", "Week 4,"): (
        "Week 4 is what the trial file calls it: `codes: [V1, Week 4]` says that the file does so too"
    ),
    (",PAIN,", ",Pain,"): "Pain in item may be PAIN, but for its case",
    (",PAIN,", ",PAINN,"): "PAINN in item may be PAIN",
    ("51,mm", "51,MM"): "MM in unit may be mm, but for its case: `units: {mm: [MM]}` at the top of the trial file "
    "takes it as that, wherever it stands",
    ("51,mm", "51,cm"): "`convert: {cm: ...}` of the parameter says by what values in cm are multiplied",
}


@pytest.mark.parametrize(("old", "new"), NAMES)
def test_a_name_that_is_nearly_one(tiny: Tiny, old: str, new: str) -> None:
    tiny.replace(VAS, LINE, LINE.replace(old, new))
    assert advised(tiny) == [NAMES[old, new]]


@pytest.mark.parametrize(
    ("declared", "found"), [("\u03bcg", "\u00b5g"), ("\u00b5g", "\u03bcg"), ("m\u00e9", "me\u0301")]
)
def test_two_spellings_of_a_unit_are_one(tiny: Tiny, declared: str, found: str) -> None:
    tiny.spec("name: PAIN, unit: mm", f"name: PAIN, unit: {declared}")
    tiny.write(VAS, tiny.read(VAS).replace(",mm", f",{found}"))
    tiny.spec("name: STIFF, unit: mm", f"name: STIFF, unit: {declared}")
    assert tiny.check().code == 0


def test_other_readings_of_a_text_as_a_number() -> None:
    texts = ["61,5", "1 061", "45 mm", "12%", "\u22125", "\uff16", "see note", "ABSENT", "2024-01-05", "", "3-4"]
    found = is_otherwise_a_number(pd.Series(texts, dtype="str")).tolist()
    assert dict(zip(texts, found, strict=True)) == {
        "61,5": True,
        "1 061": True,
        "45 mm": True,
        "12%": True,
        "\u22125": True,
        "\uff16": True,
        "see note": False,
        "ABSENT": False,
        "2024-01-05": False,
        "": False,
        "3-4": False,
    }


def test_codes_of_missing_values_that_no_range_refuses_are_noted(tiny: Tiny) -> None:
    """999 among ages without a range would be an age: nothing is changed, and it is said."""
    tiny.spec("AGE: {column: age, type: number, range: [18, 90]}", "AGE: {column: age, type: number}")
    tiny.replace(SUBJECTS, "2024-01-10,47,M", "2024-01-10,999,M")
    tiny.spec("name: PAIN, unit: mm, range: [0, 100]", "name: PAIN, unit: mm")
    tiny.replace(VAS, LINE, LINE.replace(",51,", ",-99,"))
    outcome = tiny.check()
    assert outcome.code == 0
    said = [line for line in (outcome.out + outcome.err).splitlines() if "far from all others" in line]
    assert [line[line.index("data/") :] for line in said] == [
        "data/subjects.csv: age = 999 (1 row) lies far from all others; if it means that there is no value, say "
        '`missing: {age: ["999"]}`',
        "data/vas.csv: result = -99 (1 row) lies far from all others; if it means that there is no value, say "
        '`missing: {result: ["-99"]}`',
    ]


def test_an_age_of_88_is_no_code(tiny: Tiny) -> None:
    tiny.spec("AGE: {column: age, type: number, range: [18, 90]}", "AGE: {column: age, type: number}")
    tiny.replace(SUBJECTS, "2024-01-10,47,M", "2024-01-10,88,M")
    assert tiny.mapped("adqs")["adsl"].listing.notes == []
